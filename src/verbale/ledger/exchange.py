"""A ledger as lines of JSON, and a ledger made of such lines: the same contents, byte for byte when written again.

One line for each coding that is kept (a story as one copy tells it, its claims as coded), then one for each judgement
and each rejected input. The events on a line are for readers: a ledger makes its own.
"""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from verbale.errors import LedgerError
from verbale.ledger import correcting, deriving, queries, rebuilding, rows, writing
from verbale.ledger.answers import Stats
from verbale.ledger.judgements import Judgement, made
from verbale.record import Claim, Coding, Event, Story

if TYPE_CHECKING:
    from verbale.ledger.reader import Reader
    from verbale.ledger.store import Ledger

FORMAT = "verbale-ledger/1"
AT_ONCE = 100  # codings in one batch
MAX_LINE = 512 * 1024 * 1024  # bytes: a story with its original in base64; longer is no line of ours


class Original(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The bytes that a story was read from (base64 in JSON) and their media type."""

    content: bytes
    media: str


class CodingLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="coding", tag_field="kind"):
    """A coding; `claims` as the coder gave them, `judged` as people left them where that differs.

    `judged` and `events` are those in force, on the line of the coding in force only.
    """

    format: str
    coder: str
    story: Story
    claims: tuple[Claim, ...]
    events: tuple[Event, ...] = ()
    judged: tuple[Claim, ...] | None = None
    note: str | None = None
    original: Original | None = None


class JudgementLine(msgspec.Struct, frozen=True, kw_only=True, tag="judgement", tag_field="kind"):
    """A judgement of a person."""

    format: str
    judgement: Judgement


class RejectedLine(msgspec.Struct, frozen=True, kw_only=True, tag="rejected", tag_field="kind"):
    """An input that could not be read or coded."""

    format: str
    name: str
    code: str
    message: str


Line = CodingLine | JudgementLine | RejectedLine
_DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def lines(book: Reader) -> Iterator[str]:
    """The whole ledger, a line of canonical JSON at a time, without line ends; one coding in memory at once."""
    for number in rebuilding.numbers(book):
        yield rows.canonical(_coding_line(book, number))
    with book._reading() as connection:  # noqa: SLF001 - one room
        judgements = correcting.every(connection)
    for one in judgements:
        yield rows.canonical(JudgementLine(format=FORMAT, judgement=one))
    for name, code, message in book.rejections():
        yield rows.canonical(RejectedLine(format=FORMAT, name=name, code=code, message=message))


def part_line(coding: Coding) -> str:
    """A line of some claims and events of a story, as they are in force: for an export of a part of a ledger."""
    story = msgspec.structs.replace(coding.story, retrieved=None)
    return rows.canonical(CodingLine(
        format=FORMAT, coder="", story=story, claims=coding.claims, events=coding.events, note=coding.note,
    ))


def load(path: Path, new: Ledger) -> Stats:
    """Fill an empty ledger from a file of such lines; the file is checked whole before anything is written.

    Raises LedgerError V304 where the ledger holds something, V310 for a bad line (with its number).
    """
    if new.stats().stories:
        raise LedgerError("V304", f"{new.where} holds a ledger already.", "Name a new file or an empty database.")
    for _ in read(path):
        pass
    waiting: list[Coding] = []
    coder = ""
    for line in read(path):
        many = isinstance(line, CodingLine) and line.original is None
        by = line.coder if isinstance(line, CodingLine) else ""
        if waiting and (not many or by != coder or len(waiting) == AT_ONCE):
            new.add_all(waiting, coder=coder)
            waiting = []
        if isinstance(line, CodingLine) and many:
            coder = by
            waiting.append(_coding(line))
        else:
            _enter(line, new)
    if waiting:
        new.add_all(waiting, coder=coder)
    return new.stats()


def _enter(line: Line, new: Ledger) -> None:
    if isinstance(line, JudgementLine):
        new.enter(line.judgement)
    elif isinstance(line, RejectedLine):
        new.add_rejected(line.name, line.code, line.message)
    else:
        original = (line.original.content, line.original.media) if line.original else None
        new.add(_coding(line), coder=line.coder, original=original)


def _coding(line: CodingLine) -> Coding:
    return Coding(story=line.story, claims=line.claims, note=line.note)


def read(path: Path) -> Iterator[Line]:
    """The lines of a file, each checked. Raises LedgerError V310 with the number of a bad line."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(iter(lambda: file.readline(MAX_LINE + 1), b""), 1):
                if raw.strip():
                    yield _read(raw, number)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise LedgerError("V310", f"{path} cannot be read ({why}).", "Name a file of verbale export.") from None


def _read(raw: bytes, number: int) -> Line:
    step = "Give a file that verbale export --format jsonl wrote."
    if len(raw) > MAX_LINE:
        raise LedgerError("V310", f"Line {number} is longer than {MAX_LINE} bytes.", step)
    try:
        line: Line = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LedgerError("V310", f"Line {number} is no line of a ledger ({error}).", step) from None
    if line.format != FORMAT:
        raise LedgerError("V310", f"Line {number} is not of the format {FORMAT}.", step)
    wrong = _wrong(line)
    if wrong:
        raise LedgerError("V310", f"Line {number}: {wrong}.", step)
    return line


def _wrong(line: Line) -> str:
    """What does not hold together on a line; empty where all does."""
    if isinstance(line, JudgementLine):
        fields = {f: getattr(line.judgement, f) for f in line.judgement.__struct_fields__ if f != "id"}
        return "" if made(**fields).id == line.judgement.id else "the judgement is not that of its id"
    if isinstance(line, RejectedLine):
        return ""
    try:
        writing.check(Coding(story=line.story, claims=line.claims))
    except LedgerError as error:
        return error.message
    size = len(line.story.text)
    outside = [c.id for c in line.claims if not 0 <= c.span.start <= c.span.end <= size]
    return f"claim {outside[0]} lies outside its story" if outside else ""


def _coding_line(book: Reader, number: int) -> CodingLine:
    coding, coder, original = rebuilding.kept(book, number)
    story = coding.story.id
    with book._reading() as connection:  # noqa: SLF001 - one room
        in_force = deriving.codings_in_force(connection, [story])[story].coding == number
        now = queries.coding(connection, story) if in_force else None
    return CodingLine(
        format=FORMAT, coder=coder, story=coding.story, claims=coding.claims, note=coding.note,
        events=now.events if now is not None else (),
        judged=now.claims if now is not None and now.claims != coding.claims else None,
        original=Original(content=original[0], media=original[1]) if original else None,
    )

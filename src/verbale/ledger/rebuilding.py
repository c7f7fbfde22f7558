"""Making a ledger anew: of its originals and judgements alone, or in place with a newer coder."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from verbale.errors import InputError, LedgerError
from verbale.ledger import correcting, deriving, rows, schema
from verbale.ledger.answers import BatchCounts, Rebuilt, Rejected
from verbale.record import Coding, Story

if TYPE_CHECKING:
    from verbale.ledger.reader import Reader
    from verbale.ledger.store import Ledger

AT_ONCE = 100  # stories in one batch
Coder = Callable[[Story], Coding]


def rebuild(old: Ledger, into: str | Path, coder: Coder | None, version: str) -> Rebuilt:
    """A new ledger at `into`, which must not be there. Raises LedgerError V304 where it is.

    Every copy of every story is coded again by `coder`, or told by the codings that are kept; then the judgements are
    entered as they were. The contents are the same if the coder is.
    """
    from verbale.ledger.store import Ledger

    if isinstance(into, Path) and into.exists():
        raise LedgerError("V304", f"{into} is there already.", "Name a file that is not.")
    with Ledger(into) as new:
        if new.stats().batches > 1:
            raise LedgerError("V304", f"{new.where} holds a ledger already.", "Name an empty database.")
        for coding, by, original in _kept(old):
            told = coding if coder is None else _coded(coder, coding.story)
            new.add(told, coder=by if coder is None else version, original=original)
        with old._reading() as connection:  # noqa: SLF001 - one room
            judgements = correcting.every(connection)
        for one in judgements:
            new.enter(one)
        new.add_all([Rejected(*row) for row in old.rejections()])
        stats, before, after = new.stats(), old.content_hash(), new.content_hash()
    return Rebuilt(
        stories=stats.stories, claims=stats.claims, events=stats.events, judgements=stats.judgements,
        same=before == after, before=before, after=after,
    )


def recode(book: Ledger, coder: Coder, version: str) -> BatchCounts:
    """Code every copy of every story again, in place, as one run."""
    run = book.begin_run(version)
    totals: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    last: int | None = None
    for batch in _batches(_kept(book)):
        items: list[Coding | Rejected] = []
        for coding, _, _ in batch:
            try:
                items.append(coder(_bare(coding.story)))
            except InputError as error:
                items.append(Rejected(coding.story.name, error.code, error.message))
        counts = book.add_all(items, coder=version)
        last = counts.batch or last
        reasons.update(counts.rejected)
        totals.update(
            coded=counts.coded, no_event=counts.no_event, duplicate=counts.duplicate, claims_new=counts.claims_new,
            events_new=counts.events_new,
        )
    book.finish_run(run)
    return BatchCounts(
        batch=last, coded=totals["coded"], no_event=totals["no_event"], duplicate=totals["duplicate"],
        rejected=dict(reasons), claims_new=totals["claims_new"], events_new=totals["events_new"],
    )


def _bare(story: Story) -> Story:
    """The story as it came to the coder first: a day that was inferred from the text is to be inferred again."""
    if story.published_basis != "inferred":
        return story
    return msgspec.structs.replace(story, published=None, published_basis=None)


def _coded(coder: Coder, story: Story) -> Coding:
    """The coding; of a story that this coder refuses, the original with the reason, so that it is not lost."""
    try:
        return coder(_bare(story))
    except InputError as error:
        return Coding(story=story, note=f"{error.code}: {error.message}")


Kept = tuple[Coding, str, tuple[bytes, str] | None]


def _kept(book: Reader) -> Iterator[Kept]:
    """Every coding that is kept, in the order of arrival: story as told by its copy and claims, coder, original."""
    for number in numbers(book):
        yield kept(book, number)


def numbers(book: Reader) -> list[int]:
    """The numbers of all codings, in the order of arrival."""
    codings = schema.codings.c
    with book._reading() as connection:  # noqa: SLF001 - one room
        return list(connection.execute(select(codings.coding).order_by(codings.coding)).scalars())


def kept(book: Reader, number: int) -> Kept:
    """One coding as it is kept: story as told by its copy and claims, coder, original."""
    codings, copies, stories = schema.codings.c, schema.copies.c, schema.stories.c
    with book._reading() as connection:  # noqa: SLF001 - one room
        row = connection.execute(
            select(codings.coder, codings.note, copies.record, copies.original, stories.text, stories.raw)
            .join(schema.copies, (copies.story == codings.story) & (copies.digest == codings.copy))
            .join(schema.stories, stories.id == codings.story).where(codings.coding == number),
        ).one()
        told = deriving.coded(connection, [number])[number]
        original = None
        if row.original is not None:
            table = schema.originals.c
            found = connection.execute(
                select(table.content, table.media).where(table.digest == row.original)).one()
            original = bytes(found.content), found.media
    story = rows.read_story(row.record, rows.story_text(row))
    return Coding(story=story, claims=tuple(told), note=row.note), row.coder, original


def _batches(kept: Iterator[Kept]) -> Iterator[list[Kept]]:
    waiting: list[Kept] = []
    for one in kept:
        waiting.append(one)
        if len(waiting) == AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


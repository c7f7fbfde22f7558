"""The notation of the bundle files: bundles of reports as stories, claims and what is expected of them.

    [name] a remark                          one bundle
    A 2019-05-03 Reuters                     a report: letter, day, outlet; `copy A` at the end takes over A's text
      A sentence of its text.
      > e1 CONSULT/visit IND>LKA 2019-05-02 t=visited src=IND n="12.. trucks" item="the words"
    origins e1=2                             independent origins of each event
    standing e1=contested
    links B1 denies A1; C1 updates A1        claims by report and number
    treaty t1 AZE,KAZ | signed AZE,KAZ 2018-08-12 | ratified AZE 2019-01-18 planned
    transfer LKA>NZL animals gift done 1 2016-05-10

A claim's words: the event's label, type and mode, parties (`A>B`, or `A+B` for what both do), then in any order a
status, `-` for a denial, a certainty, a day or `first..last`, and `name=value` fields.
"""

from __future__ import annotations

import datetime
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import msgspec

from verbale.record import (
    Actor,
    Amount,
    Certainty,
    Claim,
    EventType,
    Interval,
    Polarity,
    Source,
    SourceKind,
    Span,
    Status,
    Story,
    claim_id,
)

FOLDER = Path(__file__).parent
_STATUS = {s.value for s in Status}
_CERTAINTY = {c.value for c in Certainty}
_REPORT = re.compile(r"([A-Z]) (\d{4}-\d\d-\d\d) (.+?)(?: copy ([A-Z]))?$")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$")


class Step(msgspec.Struct, frozen=True, order=True):
    """One step of a treaty, as expected or found."""

    step: str
    by: tuple[str, ...]
    date: str
    status: str
    denied: bool


class Moved(msgspec.Struct, frozen=True, order=True):
    """One transfer, as expected or found; `figures` are told, sorted, with their currency."""

    giver: str
    receiver: str
    kind: str
    basis: str
    status: str
    figures: tuple[str, ...]
    date: str


class Bundle(msgspec.Struct, kw_only=True):
    """Stories, their annotated claims, and what should come of them. `labels` tells each claim's event."""

    name: str
    stories: list[Story] = []
    claims: list[Claim] = []
    labels: dict[str, str] = {}
    ids: dict[str, str] = {}  # "A1" -> id of the claim
    origins: dict[str, int] = {}
    standing: dict[str, str] = {}
    links: list[tuple[str, str, str]] = []
    treaties: list[tuple[Step, ...]] = []
    transfers: list[Moved] = []


class _Report(msgspec.Struct):
    letter: str
    day: datetime.date
    outlet: str
    sentences: list[str] = []
    notes: list[tuple[int, str]] = []  # (sentence, notation of a claim)


class NotationError(ValueError):
    """A line of a bundle file that cannot be read."""


def read(kind: str, folder: Path = FOLDER) -> list[Bundle]:
    """All bundles of the files `<kind>_*.txt`."""
    return [b for path in sorted(folder.glob(f"{kind}*.txt")) for b in bundles(path.read_text(encoding="utf-8"))]


def bundles(text: str) -> Iterator[Bundle]:
    """The bundles of one file's text. Raises NotationError with the line that cannot be read."""
    for block in re.split(r"^(?=\[)", text, flags=re.MULTILINE)[1:]:
        lines = [line.rstrip() for line in block.splitlines() if line.strip() and not line.startswith("#")]
        yield _bundle(lines[0][1:].partition("]")[0], lines[1:])


def _bundle(name: str, lines: list[str]) -> Bundle:
    bundle, reports = Bundle(name=name), list[_Report]()
    for line in lines:
        try:
            _line(bundle, reports, line)
        except (ValueError, IndexError, KeyError) as error:
            raise NotationError(f"[{name}] {line}: {error}") from error
    for report in reports:
        _tell(bundle, report)
    return bundle


def _line(bundle: Bundle, reports: list[_Report], line: str) -> None:
    if line.startswith("  > "):
        reports[-1].notes.append((len(reports[-1].sentences) - 1, line[4:]))
    elif line.startswith("  "):
        reports[-1].sentences.append(line.strip())
    elif match := _REPORT.match(line):
        letter, day, outlet, source = match.groups()
        report = _Report(letter, datetime.date.fromisoformat(day), outlet)
        if source:  # a paper prints an agency's text under its own head
            told = next(r for r in reports if r.letter == source)
            report.sentences = [outlet + ":", *told.sentences]
            report.notes = [(n + 1, note) for n, note in told.notes]
        reports.append(report)
    else:
        _expected(bundle, *line.split(" ", 1))


def _expected(bundle: Bundle, word: str, rest: str) -> None:
    if word == "origins":
        bundle.origins = {label: int(n) for label, _, n in (part.partition("=") for part in rest.split())}
    elif word == "standing":
        bundle.standing = {label: value for label, _, value in (part.partition("=") for part in rest.split("; "))}
    elif word == "links":
        bundle.links = [(a, kind, b) for a, kind, b in (part.split() for part in rest.split("; "))]
    elif word == "treaty":
        bundle.treaties.append(tuple(sorted(_step(part.split()) for part in rest.split(" | ")[1:])))
    elif word == "transfer":
        bundle.transfers.append(_moved(rest.split()))
    else:
        raise ValueError(word)


def _step(words: list[str]) -> Step:
    denied = words[-1] == "denied"
    words = words[:-1] if denied else words
    status = words.pop() if words[-1] in _STATUS else "done"
    date = words.pop() if _DAYS.match(words[-1]) else ""
    return Step(" ".join(words[:-1]), tuple(sorted(words[-1].split(","))), date, status, denied)


def _moved(words: list[str]) -> Moved:
    date = words.pop() if _DAYS.match(words[-1]) else ""
    dyad, kind, basis, status, *rest = words
    giver, receiver = dyad.split(">")
    return Moved(giver, receiver, kind, basis, status, tuple(sorted(rest[0].split("+"))) if rest else (), date)


def _tell(bundle: Bundle, report: _Report) -> None:
    spans, at = list[Span](), 0
    for sentence in report.sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    story = Story(
        text=" ".join(report.sentences),
        name=f"{bundle.name}-{report.letter}",
        outlet=report.outlet,
        published=report.day,
        published_basis="given",
        language="en",
    )
    bundle.stories.append(story)
    for number, (sentence, note) in enumerate(report.notes, 1):
        try:
            label, claim = _claim(story, spans[sentence], number, note)
        except (ValueError, IndexError, KeyError) as error:
            raise NotationError(f"[{bundle.name}] {note}: {error}") from error
        bundle.claims.append(claim)
        bundle.labels[claim.id] = label
        bundle.ids[f"{report.letter}{number}"] = claim.id


def _claim(story: Story, span: Span, number: int, note: str) -> tuple[str, Claim]:
    label, kind, dyad, *rest = shlex.split(note)
    flags = [word for word in rest if not re.match(r"\w+=", word)]
    fields = [(name, value) for name, _, value in (w.partition("=") for w in rest if re.match(r"\w+=", w))]
    told = dict(fields)
    unknown = [f for f in flags if f not in _STATUS | _CERTAINTY | {"-"} and not _DAYS.match(f)]
    unknown += sorted(set(told) - {"t", "item", "src", "n", "place", "treaty"})
    if unknown:
        raise ValueError(f"unknown {unknown}")
    event, _, mode = kind.partition("/")
    actors, _, recipients = dyad.partition(">")
    trigger = _found(story, span, told.get("t"))
    return label, Claim(
        id=claim_id(story.id, number, note),
        story=story.id,
        span=span,
        trigger=trigger or Span(span.start, span.start),
        event=EventType(event),
        mode=mode or None,
        actors=_side(actors, span),
        recipients=_side(recipients, span),
        date=next((_days(f) for f in flags if _DAYS.match(f)), None),
        status=Status(next((f for f in flags if f in _STATUS), "done")),
        polarity=Polarity("-" if "-" in flags else "+"),
        certainty=Certainty(next((f for f in flags if f in _CERTAINTY), "certain")),
        sources=_sources(told.get("src", ""), span),
        place=told.get("place"),
        treaty=told.get("treaty"),
        amounts=tuple(_amount(value, span) for name, value in fields if name == "n"),
        item=_found(story, span, told.get("item")),
    )


def _side(codes: str, span: Span) -> tuple[Actor, ...]:
    return tuple(Actor(code, code, "", span) for code in re.split(r"[+,]", codes) if code)


def _found(story: Story, span: Span, words: str | None) -> Span | None:
    if words is None:
        return None
    start = story.text.index(words, span.start, span.end)
    return Span(start, start + len(words))


def _days(text: str) -> Interval:
    first, _, last = text.partition("..")
    return datetime.date.fromisoformat(first), datetime.date.fromisoformat(last or first)


def _sources(text: str, span: Span) -> tuple[Source, ...]:
    if text.startswith("?"):
        return (Source(text[1:], None, SourceKind.UNNAMED, span),)
    if text.startswith("@"):
        return (Source(text[1:], None, SourceKind.MEDIA, span),)
    return tuple(Source(code, code, SourceKind.OFFICIAL, span) for code in text.split(",") if code)


def _amount(text: str, span: Span) -> Amount:
    """`12 dead`, `5.. soldiers` (at least), `..9 tanks` (at most), `3..5 boats`, `800000000 USD`, `50 t wheat`."""
    match = re.fullmatch(r"(\d*)(\.\.)?(\d*) (.+)", text)
    if match is None:
        raise ValueError(text)
    low, to, high, item = match.groups()
    unit, item = (item, "") if re.fullmatch("[A-Z]{3}", item) else (None, item)
    unit, item = ("t", item[2:]) if item.startswith("t ") else (unit, item)
    first, last = (float(x) if x else None for x in (low, high))
    return Amount(item, first, last if to else first, unit, span)

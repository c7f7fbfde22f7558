"""`verbale export`: a ledger, or what it holds between two parties, in the formats of other programs."""
from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Parameter

from verbale.cli.options import unmasked
from verbale.errors import UsageError
from verbale.record import Claim, Coding, Event, Story

if TYPE_CHECKING:
    from verbale.ledger import Ledger

PAGE = 500  # events read at once
ExportFormat = Annotated[
    Literal["jsonl", "csv", "parquet", "timeline", "stix", "jsonld"],
    Parameter(name="--format", help="jsonl can be imported again; csv and parquet give two files."),
]
Parties = tuple[str, str] | None


def export(
    ledger: Annotated[str, Parameter(help="The ledger: a file such as my.db, or a database URL.")],
    /, *,
    format: ExportFormat,  # noqa: A002 - the option's name
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="File to write; - for the screen.")],
    between: Annotated[
        Parties, Parameter(help="Only the events between two parties: codes or names in English.", negative=()),
    ] = None,
) -> int:
    """Write what a ledger holds in force for other programs.

    jsonl: a line for each coding, judgement and rejected input, which verbale import makes the same ledger of. csv and
    parquet: -o news.csv gives news.claims.csv and news.events.csv. timeline: TimelineJS. stix: a STIX 2.1 bundle.
    jsonld: Web Annotations on the words of the stories. The last line on stderr counts what was written.
    """
    from verbale import pipeline
    from verbale.cli.events import party
    from verbale.ledger import Ledger

    names = pipeline.country_names()
    pair = (party(between[0], names), party(between[1], names)) if between else None
    if format in {"csv", "parquet"} and unmasked(output) == "-":
        raise UsageError("V291", f"The format {format} gives two files.", "Give -o a file name.")
    if "://" not in ledger and output.resolve() == Path(ledger).resolve():
        raise UsageError("V292", "The export would take the place of the ledger.", "Give -o another file.")
    with Ledger(ledger, create=False, read_only=True) as book:
        told = _write(book, format, output, pair)
    print(told, file=sys.stderr)
    return 0


def _write(book: Ledger, kind: str, output: Path, pair: Parties) -> str:
    from verbale import pipeline
    from verbale.cli.output import writing
    from verbale.report import exports, exports_parquet, exports_stix, exports_web, tables

    names = pipeline.country_names()
    if kind == "parquet":
        claims = exports_parquet.write_claims(codings(book, pair), beside(output, "claims"))
        found = exports_parquet.write_events(events(book, pair), names, beside(output, "events"))
        return f"{claims} claims, {found} events"
    if kind == "csv":
        counter = exports.Counter()
        with writing(beside(output, "claims")) as out:
            tables.write_claims(counter.codings(codings(book, pair)), "csv", out)
        with writing(beside(output, "events")) as out:
            tables.write_events(counter.events(events(book, pair)), "csv", out, names)
        return f"{counter.claims} claims, {counter.found} events"
    with writing(output) as out:
        if kind == "jsonl":
            return _lines(book, pair, out.write)
        if kind == "timeline":
            return exports_web.write_timeline(events(book, pair), names, _of_event(book), out)
        if kind == "stix":
            return exports_stix.write_bundle(codings(book, pair), names, out)
        return exports_web.write_annotations(codings(book, pair), out)


def _lines(book: Ledger, pair: Parties, write: Callable[[str], object]) -> str:
    from verbale.ledger import exchange

    count = 0
    for line in book.lines() if pair is None else map(exchange.part_line, codings(book, pair)):
        write(line + "\n")
        count += 1
    held = book.stats()
    whole = f": {held.stories} stories, {held.claims} claims, {held.events} events" if pair is None else ""
    return f"{count} lines{whole}"


def events(book: Ledger, pair: Parties) -> Iterator[Event]:
    """The events in force, all or between two parties, by date; a page in memory at a time."""
    from verbale.ledger import Ask

    page, left = 1, True
    while left:
        found = book.find(Ask(between=pair), page=page, size=PAGE)
        yield from found.items
        left = page * found.size < found.total
        page += 1


def codings(book: Ledger, pair: Parties) -> Iterator[Coding]:
    """The stories with what is in force, in the order of arrival; between two parties only what tells of them."""
    if pair is None:
        yield from map(book.coding, book.story_ids())
        return
    wanted: set[str] = set()
    told: set[str] = set()
    for event in events(book, pair):
        wanted.add(event.id)
        told.update(event.claims)
    for name in book.story_ids():
        coding = book.coding(name)
        chosen = tuple(e for e in coding.events if e.id in wanted)
        if chosen:
            yield msgspec.structs.replace(
                coding, events=chosen, claims=tuple(c for c in coding.claims if c.id in told),
            )


def _of_event(book: Ledger) -> Callable[[Event], list[tuple[Claim, Story]]]:
    """Claims of an event with their stories."""
    return lambda event: [(c, book.story(c.story)) for c in book.claims_of(event.claims)]


def beside(output: Path, what: str) -> Path:
    """news.csv -> news.claims.csv."""
    return output.with_name(f"{output.stem}.{what}{output.suffix}")

"""Claims and events as a table for the eye, JSON lines or CSV. Rows in are rows out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from verbale.errors import UsageError
from verbale.record import Certainty, Claim, Coding, Event, Interval, Polarity, guide_record
from verbale.report.machine import event_record
from verbale.report.peers import PEERS, Losses, write_peers
from verbale.report.words import NO_DATE, amount_text, party_names

FORMATS = ("table", "jsonl", "csv")
CLAIM_FORMATS = (*FORMATS, *PEERS)
TABLE_WIDTH = 100
QUOTE_CHARS, PARTY_CHARS, AMOUNT_CHARS = (
    34,
    24,
    40,
)  # what the table for the eye spares; the other formats spare nothing
FORMULA_STARTS = ("=", "+", "-", "@")
# Escape sequences of a terminal, and controls that would turn the reading direction of the whole line.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def safe_cell(value: object) -> object:
    """A value for a CSV cell: numbers stay numbers, text that a spreadsheet would run gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return value
    text = str(value)
    risky = text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r"))
    return f"'{text}" if risky else text


def _plain(text: str, limit: int | None = None) -> str:
    """One line of harmless text for a terminal, with an ellipsis where cut."""
    line = _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text)).strip()
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "\u2026"


def _days(date: Interval | None) -> str:
    if date is None:
        return ""
    first, last = (day.isoformat() for day in date)
    return first if first == last else f"{first}/{last}"


def _codes(parties: Iterable[Any]) -> str:
    return " ".join(p.code or p.text for p in parties)


def _json_line(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=True) if _SURROGATES.search(text) else text


def _print_table(columns: Mapping[str, int | None], rows: Iterable[Sequence[Sequence[str]]], out: TextIO) -> None:
    """`columns`: head -> width, None takes what is left. `rows`: cells, each a sequence of lines."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for head, width in columns.items():
        table.add_column(head, width=width, overflow="fold")
    for row in rows:
        table.add_row(*(Text("\n".join(filter(None, map(_plain, lines)))) for lines in row))
    Console(file=out, width=TABLE_WIDTH, highlight=False, emoji=False, markup=False).print(table)


def _print_csv(rows: Iterable[Mapping[str, object]], heads: Iterable[str], out: TextIO) -> None:
    buffer = io.StringIO()  # csv quotes; we then replace lone surrogates, which no encoding can write
    writer = csv.DictWriter(
        buffer, list(heads), lineterminator="\r\n"
    )  # RFC 4180; with "\n" a lone "\r" would go unquoted
    writer.writeheader()
    for row in rows:
        writer.writerow({head: safe_cell(value) for head, value in row.items()})
        out.write(_SURROGATES.sub("\ufffd", buffer.getvalue()))  # row by row: a ledger may be larger than memory
        buffer.seek(0)
        buffer.truncate()
    out.write(buffer.getvalue())


def _check(kind: str, formats: Sequence[str] = FORMATS) -> None:
    if kind not in formats:
        raise UsageError("V240", f"There is no format {kind!r}.", f"Choose one of {', '.join(formats)}.")


def _claim_cells(claim: Claim, coding: Coding) -> list[tuple[str, ...]]:
    mood = [claim.certainty.value] if claim.certainty is not Certainty.CERTAIN else []
    mood += ["denied"] if claim.polarity is Polarity.NEGATIVE else []
    who = f"{_plain(_codes(claim.actors), PARTY_CHARS) or '?'} > {_plain(_codes(claim.recipients), PARTY_CHARS) or '-'}"
    return [
        (who,),
        (claim.event.value, claim.mode or ""),
        tuple(_days(claim.date).split("/")),
        (claim.status.value, " ".join(mood)),
        (_plain(" ".join(s.code or s.text for s in claim.sources), PARTY_CHARS),),
        (_plain("; ".join(amount_text(a) for a in claim.amounts), AMOUNT_CHARS),),
        (_plain(coding.story.quote(claim.span), QUOTE_CHARS),),
    ]


_CLAIM_COLUMNS = {
    "who > whom": 11,
    "event/mode": 11,
    "date": 10,
    "status": 12,
    "says": 9,
    "how many": 14,
    "quote": None,
}


def _claim_fields(claim: Claim, coding: Coding) -> dict[str, object]:
    story = coding.story
    return {
        "id": claim.id,
        "story": story.name or story.id,
        "story_id": story.id,
        "start": claim.span.start,
        "end": claim.span.end,
        "event": claim.event.value,
        "mode": claim.mode,
        "actor": _codes(claim.actors),
        "actor_words": "; ".join(a.text for a in claim.actors),
        "recipient": _codes(claim.recipients),
        "recipient_words": "; ".join(a.text for a in claim.recipients),
        "date_first": claim.date[0].isoformat() if claim.date else None,
        "date_last": claim.date[1].isoformat() if claim.date else None,
        "status": claim.status.value,
        "polarity": "denied" if claim.polarity is Polarity.NEGATIVE else "asserted",
        "certainty": claim.certainty.value,
        "source": _codes(claim.sources),
        "source_kind": " ".join(dict.fromkeys(s.kind.value for s in claim.sources)),
        "amounts": "; ".join(amount_text(a) for a in claim.amounts),
        "low": claim.amounts[0].low if claim.amounts else None,
        "high": claim.amounts[0].high if claim.amounts else None,
        "unit": claim.amounts[0].unit if claim.amounts else None,
        "place": claim.place,
        "treaty": claim.treaty,
        "cameo": claim.cameo,
        "confidence": round(claim.confidence, 3),
        "quote": story.quote(claim.span),
    }


CLAIM_HEADS = (
    "id",
    "story",
    "story_id",
    "start",
    "end",
    "event",
    "mode",
    "actor",
    "actor_words",
    "recipient",
    "recipient_words",
    "date_first",
    "date_last",
    "status",
    "polarity",
    "certainty",
    "source",
    "source_kind",
    "amounts",
    "low",
    "high",
    "unit",
    "place",
    "treaty",
    "cameo",
    "confidence",
    "quote",
)


def claim_rows(codings: Iterable[Coding]) -> Iterator[dict[str, object]]:
    """The claims as rows, in the order of the text; columns as in the CSV, values as they are."""
    for coding in codings:
        for claim in sorted(coding.claims, key=lambda c: (c.span, c.trigger, c.id)):
            yield _claim_fields(claim, coding)


def write_claims(
    codings: Iterable[Coding],
    format: str,  # noqa: A002 - the option's name
    out: TextIO,
    names: Mapping[str, str] | None = None,
) -> Losses | None:
    """Write the claims of `codings` to `out`: 'table' (100 columns), 'jsonl' (the coding guide's objects) or 'csv'.

    Also 'icews', 'polecat' or 'gdelt', rows in the shape of those event data: they cannot hold every claim, and the
    account of what they lack comes back; `names` gives them the names of countries (a code stands where it has none).
    CSV has its own line ends (RFC 4180): open a file with newline="". Raises UsageError V240 for another format.
    """
    _check(format, CLAIM_FORMATS)
    if format in PEERS:
        return write_peers(codings, format, out, names or {})
    pairs = (
        (claim, coding)
        for coding in codings
        for claim in sorted(coding.claims, key=lambda c: (c.span, c.trigger, c.id))
    )
    if format == "jsonl":
        out.writelines(
            _json_line(guide_record(claim, coding.story.name or coding.story.id)) + "\n" for claim, coding in pairs
        )
    elif format == "csv":
        _print_csv((_claim_fields(claim, coding) for claim, coding in pairs), CLAIM_HEADS, out)
    else:
        _print_table(_CLAIM_COLUMNS, (_claim_cells(claim, coding) for claim, coding in pairs), out)
    return None


def _event_cells(event: Event, names: Mapping[str, str]) -> list[tuple[str, ...]]:
    who = _plain(party_names(event.actors, names), PARTY_CHARS) or "?"
    whom = _plain(party_names(event.recipients, names), PARTY_CHARS)
    denied = _plain(party_names(event.denied_by, names), AMOUNT_CHARS)
    return [
        tuple(_days(event.date).split("/")) if event.date else (NO_DATE,),
        (who, f"> {whom}" if whom else ""),
        (event.type.value, event.mode or ""),
        (event.status.value,),
        (event.standing.value, f"denied: {denied}" if denied else ""),
        (f"{event.reports}/{event.origins}",),
        tuple(dict.fromkeys(_plain(amount_text(f), AMOUNT_CHARS) for f in event.figures)),
    ]


_EVENT_COLUMNS = {
    "date": 10,
    "who > whom": 14,
    "event/mode": 11,
    "status": 12,
    "standing": 18,
    "reports/ origins": 8,
    "how many": None,
}


def _event_fields(event: Event, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "id": event.id,
        "event": event.type.value,
        "mode": event.mode,
        "actor": " ".join(event.actors),
        "actor_names": party_names(event.actors, names),
        "recipient": " ".join(event.recipients),
        "recipient_names": party_names(event.recipients, names),
        "date_first": event.date[0].isoformat() if event.date else None,
        "date_last": event.date[1].isoformat() if event.date else None,
        "status": event.status.value,
        "standing": event.standing.value,
        "reports": event.reports,
        "origins": event.origins,
        "figures": "; ".join(dict.fromkeys(amount_text(f) for f in event.figures)),
        "place": event.place,
        "treaty": event.treaty,
        "item": event.item,
        "asserted_by": "; ".join(s or "outlet" for s in event.asserted_by),
        "denied_by": "; ".join(event.denied_by),
        "claims": " ".join(event.claims),
        "summary": event.summary,
    }


EVENT_HEADS = (
    "id",
    "event",
    "mode",
    "actor",
    "actor_names",
    "recipient",
    "recipient_names",
    "date_first",
    "date_last",
    "status",
    "standing",
    "reports",
    "origins",
    "figures",
    "place",
    "treaty",
    "item",
    "asserted_by",
    "denied_by",
    "claims",
    "summary",
)


def event_rows(events: Iterable[Event], names: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """The events as rows, in the order given; columns as in the CSV, values as they are."""
    return (_event_fields(event, names) for event in events)


def write_events(events: Iterable[Event], format: str, out: TextIO, names: Mapping[str, str]) -> None:  # noqa: A002
    """Write `events` to `out` as 'table', 'jsonl' or 'csv'; `names` gives the names of codes.

    Raises UsageError V240 for another format.
    """
    _check(format)
    if format == "jsonl":
        out.writelines(_json_line(event_record(event)) + "\n" for event in events)
    elif format == "csv":
        _print_csv(event_rows(events, names), EVENT_HEADS, out)
    else:
        _print_table(_EVENT_COLUMNS, (_event_cells(event, names) for event in events), out)

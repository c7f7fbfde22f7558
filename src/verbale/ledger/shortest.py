"""The rows in which a record must stand, read from its JSON by the shortest way: `verify` asks this a million times.

Made are only the fields that have columns, and none is converted. What does not agree here is looked at again by way of
`rows`, which makes whole claims and events: it alone decides, and it knows the cases that are told otherwise (NUL).
"""
from __future__ import annotations

from typing import Any

import msgspec


class _Span(msgspec.Struct, gc=False):
    start: int
    end: int


class _Party(msgspec.Struct, gc=False):
    text: str
    code: str | None
    sector: str


class _Source(msgspec.Struct, gc=False):
    text: str
    code: str | None
    kind: str


class _Amount(msgspec.Struct, gc=False):
    item: str
    low: float | None
    high: float | None
    unit: str | None


class _Claim(msgspec.Struct, gc=False):
    """As record.Claim; its defaults are those of that."""

    id: str
    story: str
    span: _Span
    event: str
    actors: tuple[_Party, ...]
    mode: str | None = None
    recipients: tuple[_Party, ...] = ()
    date: tuple[str, str] | None = None
    status: str = "done"
    polarity: str = "+"
    certainty: str = "certain"
    sources: tuple[_Source, ...] = ()
    amounts: tuple[_Amount, ...] = ()
    place: str | None = None
    treaty: str | None = None
    cameo: str | None = None
    confidence: float = 0.5


class _Event(msgspec.Struct, gc=False):
    """As record.Event; its defaults are those of that."""

    id: str
    type: str
    actors: tuple[str, ...]
    claims: tuple[str, ...]
    mode: str | None = None
    recipients: tuple[str, ...] = ()
    date: tuple[str, str] | None = None
    place: str | None = None
    status: str = "done"
    standing: str = "reported"
    reports: int = 1
    origins: int = 1
    item: str | None = None
    treaty: str | None = None
    summary: str = ""


_NO_DAYS = (None, None)
_claim_of = msgspec.json.Decoder(_Claim).decode
_event_of = msgspec.json.Decoder(_Event).decode
Tuples = tuple[Any, ...]


def claim(record: str, row: Tuples) -> tuple[Tuples, tuple[list[Tuples], ...]]:
    """The row of `claims` for a record, and those below it by CLAIM_TABLES; place, key, block and batch are `row`'s.

    Raises msgspec.DecodeError for what is no claim.
    """
    c = _claim_of(record)
    name = c.id
    first, last = c.date or _NO_DAYS
    parties: list[Tuples] = [(name, "actor", n, a.code, a.sector, a.text) for n, a in enumerate(c.actors)]
    if c.recipients:
        parties += [(name, "recipient", n, a.code, a.sector, a.text) for n, a in enumerate(c.recipients)]
    return (
        name, c.story, row[2], c.span.start, c.span.end, c.event, c.mode, first, last, c.status, c.polarity,
        c.certainty, c.place, c.treaty, c.cameo, c.confidence, *row[16:],
    ), (
        parties,
        [(name, n, s.code, s.kind, s.text) for n, s in enumerate(c.sources)],
        [(name, n, a.item, a.low, a.high, a.unit) for n, a in enumerate(c.amounts)],
    )


def event(record: str, row: Tuples) -> tuple[Tuples, tuple[list[Tuples], ...]]:
    """The row of `events` for a record, and those below it by EVENT_TABLES; key and batch are those of `row`.

    Raises msgspec.DecodeError for what is no event.
    """
    e = _event_of(record)
    name = e.id
    first, last = e.date or _NO_DAYS
    parties: list[Tuples] = [(name, "actor", n, code) for n, code in enumerate(e.actors)]
    if e.recipients:
        parties += [(name, "recipient", n, code) for n, code in enumerate(e.recipients)]
    return (
        name, e.type, e.mode, first, last, e.place, e.status, e.standing, e.reports, e.origins, e.item, e.treaty,
        e.summary, *row[13:],
    ), (parties, [(name, n, one) for n, one in enumerate(e.claims)])

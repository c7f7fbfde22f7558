"""Who prints one text to the letter: the copies of a story, those of one outlet taken for one report.

The text is kept and coded once, so such copies have one body and one origin; each further outlet is one more report.
"""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from verbale.ledger import schema
from verbale.ledger.journal import parts
from verbale.reading.near import outlet_names
from verbale.record import Claim, Event

_COPIES = schema.copies.c


def printings(connection: Connection, stories: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Story id -> its further outlets, a line each ("Gazette, 2024-11-20"); stories of one outlet are left out."""
    found: dict[str, list[Any]] = {}
    for part in parts(stories):
        asked = select(_COPIES.story, _COPIES.outlet, _COPIES.url, _COPIES.published, _COPIES.digest).where(
            _COPIES.story.in_(part),
        ).order_by(_COPIES.published.is_(None), _COPIES.published, _COPIES.digest)
        for row in connection.execute(asked):
            found.setdefault(row.story, []).append(row)
    told = {story: _outlets(rows) for story, rows in found.items() if len(rows) > 1}
    return {story: tuple(map(_line, rows[1:])) for story, rows in told.items() if len(rows) > 1}


def counted(events: Iterable[Event], claims: Mapping[str, Claim], further: Mapping[str, Sequence[str]]) -> list[Event]:
    """The events with the reports of further outlets, each told among the reports of one origin."""
    return [_counted(event, [claims[name].story for name in event.claims], further) for event in events]


def _counted(event: Event, stories: Sequence[str], further: Mapping[str, Sequence[str]]) -> Event:
    more = sum(len(further.get(story, ())) for story in stories)
    if not more:
        return event
    lines = [
        f"story {story}: printed to the letter by {line}"
        for story in dict.fromkeys(stories) for line in further.get(story, ())
    ]
    return msgspec.structs.replace(
        event, reports=event.reports + more, origin_reasons=(*event.origin_reasons, *lines),
    )


def _outlets(rows: Sequence[Any]) -> list[Any]:
    """The first copy of each outlet. Copies that share a name are of one outlet; one that names none is no report."""
    groups: list[tuple[set[str], Any]] = []
    for row in rows:
        names = set(outlet_names(row.outlet, row.url))
        if not names:
            continue
        same = [group for group in groups if group[0] & names]
        first = same[0][1] if same else row
        for group in same:
            names |= group[0]
        place = groups.index(same[0]) if same else len(groups)
        groups = [group for group in groups if group not in same]
        groups.insert(place, (names, first))
    return [first for _, first in groups]


def _line(row: Any) -> str:
    name = row.outlet or next(iter(sorted(outlet_names(None, row.url))))
    return f"{name}, {row.published}" if row.published else str(name)

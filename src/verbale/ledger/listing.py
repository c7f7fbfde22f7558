"""Short rows for lists: stories with their counts, pairs of parties with theirs."""
from __future__ import annotations

import collections
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from verbale.ledger import queries, schema
from verbale.ledger.answers import Page, Shelved
from verbale.ledger.journal import parts
from verbale.record import Standing, Status

PAIRS_SHOWN = 2  # of a story
HEAD, TITLE = 400, 200  # characters of a text that are looked at, and that stand for a title
DISPUTED = frozenset({
    Standing.DENIED_BY_PARTY.value, Standing.DENIED_BY_ALL.value, Standing.CONTESTED.value, Standing.RETRACTED.value,
})


def shelf(connection: Connection, page: int, size: int) -> Page[Shelved]:
    """One page of stories with their counts, the last that came first."""
    stories, copies = schema.stories.c, schema.copies.c
    number = max(1, page)
    total = int(connection.execute(select(func.count()).select_from(schema.stories)).scalar_one())
    # From the top by sequence number: no index holds the ids in the order of arrival.
    asked = select(stories.id, func.substr(stories.text, 1, HEAD).label("head")).order_by(
        stories.seq.desc()).limit(size).offset((number - 1) * size)
    heads = {row.id: row.head for row in connection.execute(asked)}
    told = connection.execute(select(
        copies.story, copies.name, copies.title, copies.outlet, copies.published,
    ).where(copies.story.in_(list(heads)))).all()
    met: dict[str, Any] = {}
    for row in sorted(told, key=lambda r: (r.published is None, r.published or "")):
        met.setdefault(row.story, row)
    counts = _counts(connection, list(heads))
    return Page(
        tuple(_line(name, head, met.get(name), counts[name]) for name, head in heads.items()), total, number, size,
    )


def _line(name: str, head: str, met: Any, counts: dict[str, Any]) -> Shelved:
    first = next((part.strip() for part in head.split("\n") if part.strip()), "")
    title = (met.title if met is not None else "") or first[:TITLE] or (met.name if met is not None else "") or name
    return Shelved(
        id=name, title=title, outlet=(met.outlet if met is not None else "") or "",
        published=(met.published if met is not None else "") or "", **counts,
    )


def _counts(connection: Connection, names: list[str]) -> dict[str, dict[str, Any]]:
    """Claims, events and pairs of the stories."""
    claims, links, events, party = (
        schema.claims.c, schema.event_claims.c, schema.events.c, schema.event_parties.c,
    )
    found: dict[str, dict[str, Any]] = {name: collections.Counter() for name in names}
    asked = select(claims.story, func.count()).where(claims.story.in_(names)).group_by(claims.story)
    for story, number in connection.execute(asked):
        found[story]["claims"] = int(number)
    of_story = connection.execute(
        select(claims.story, events.id, events.standing, events.status)
        .select_from(schema.claims).join(schema.event_claims, links.claim == claims.id)
        .join(schema.events, events.id == links.event).where(claims.story.in_(names)).distinct(),
    ).all()
    sides: dict[str, dict[str, list[str]]] = collections.defaultdict(lambda: {"actor": [], "recipient": []})
    for part in parts({row.id for row in of_story}):
        of_events = select(party.event, party.side, party.code).where(party.event.in_(part))
        for event, side, code in connection.execute(of_events):
            sides[event][side].append(code)
    pairs_: dict[str, collections.Counter[tuple[str, str]]] = collections.defaultdict(collections.Counter)
    for row in of_story:
        line = found[row.story]
        line["events"] += 1
        line["disputed"] += row.standing in DISPUTED
        line["planned"] += row.status == Status.PLANNED.value
        pairs_[row.story].update(pairs_of(sides[row.id]["actor"], sides[row.id]["recipient"]))
    for story, counted in pairs_.items():
        ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        found[story]["pairs"] = tuple(pair for pair, _ in ranked[:PAIRS_SHOWN])
    return {name: dict(line) for name, line in found.items()}


def pairs_of(actors: Sequence[str], recipients: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs that an event is between: each actor with each recipient, or the actors of a joint event."""
    others = recipients or actors
    found = {tuple(sorted((a, b))) for a in actors for b in others if a and b and a != b}
    return sorted((pair[0], pair[1]) for pair in found)


def pairs(connection: Connection, most: int) -> list[tuple[str, str, int]]:
    """The pairs with most events."""
    one, other = schema.event_parties.alias("one"), schema.event_parties.alias("other")
    number = func.count(one.c.event.distinct())
    asked = (
        select(one.c.code, other.c.code, number)
        .where(one.c.event == other.c.event, one.c.code < other.c.code, one.c.code != "")
        .group_by(one.c.code, other.c.code).order_by(number.desc(), one.c.code, other.c.code).limit(most)
    )
    return [(row[0], row[1], int(row[2])) for row in connection.execute(asked)]


def state_of(connection: Connection, a: str, b: str) -> tuple[int, int]:
    """How many events are between two parties, and the version in which any of them changed last (0 for none)."""
    events = schema.events.c
    asked = select(func.count(), func.max(events.batch)).where(queries.between_two(a, b))
    count, last = connection.execute(asked).one()
    return int(count), int(last or 0)

"""Narrowing events by many criteria, page by page, and counting what each further criterion would leave."""
from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from verbale.ledger import queries, rows, schema
from verbale.ledger.answers import Facets, Page
from verbale.ledger.question import Ask
from verbale.record import Claim, Event

_EVENTS, _LINKS, _CLAIMS, _COPIES = schema.events.c, schema.event_claims.c, schema.claims.c, schema.copies.c
_RECORDS = schema.records.c
LARGEST_PAGE = 1_000


@functools.cache
def quads() -> dict[str, str]:
    """PLOVER's quad class of each type."""
    loaded = tomllib.loads(files("verbale.ontology").joinpath("plover.toml").read_text("utf-8"))
    return {name: entry["quad"] for name, entry in loaded["types"].items()}


def events(connection: Connection, dialect: Any, ask: Ask, page: int, size: int) -> Page[Event]:
    """One page of the events, by first day, those without a date last."""
    number, most = max(1, page), min(max(1, size), LARGEST_PAGE)
    narrowed = _narrow(dialect, ask)
    skipped = (number - 1) * most
    keys, total = _narrowed(connection, narrowed, most, skipped) if narrowed else _whole(connection, most, skipped)
    order = {key: n for n, key in enumerate(keys)}
    asked = select(_RECORDS.key, _RECORDS.record).where(_RECORDS.key.in_(keys))
    found = sorted(connection.execute(asked), key=lambda row: order[row.key])
    return Page(tuple(rows.read_event(row.record) for row in found), total, number, most)


def _narrowed(
    connection: Connection, narrowed: list[ColumnElement[bool]], size: int, skipped: int,
) -> tuple[list[int], int]:
    """Keys of the records of one page, and how many there are in all: what fits is looked for once."""
    asked = select(_EVENTS.key, func.count().over()).where(*narrowed).order_by(
        _EVENTS.date_first.is_(None), _EVENTS.date_first, _EVENTS.id,
    )
    found = connection.execute(asked.limit(size).offset(skipped)).all()
    if found or not skipped:
        return [row[0] for row in found], int(found[0][1]) if found else 0
    count = select(func.count()).select_from(schema.events).where(*narrowed)
    return [], int(connection.execute(count).scalar_one())


def _whole(connection: Connection, size: int, skipped: int) -> tuple[list[int], int]:
    """The same of all events: what is skipped is passed in the index of days, and nothing is sorted as a whole."""
    count = select(func.count(), func.count(_EVENTS.date_first)).select_from(schema.events)
    total, with_date = connection.execute(count).one()
    dated = select(_EVENTS.key).where(_EVENTS.date_first.is_not(None)).order_by(_EVENTS.date_first, _EVENTS.id)
    keys = list(connection.execute(dated.limit(size).offset(skipped)).scalars()) if skipped < with_date else []
    if len(keys) < size and total > with_date:
        undated = select(_EVENTS.key).where(_EVENTS.date_first.is_(None)).order_by(_EVENTS.id)
        keys += connection.execute(undated.limit(size - len(keys)).offset(max(0, skipped - with_date))).scalars()
    return keys, int(total)


def claims(connection: Connection, dialect: Any, ask: Ask, page: int, size: int) -> Page[Claim]:
    """One page of the claims of those events, in the order of the events."""
    number, most = max(1, page), min(max(1, size), LARGEST_PAGE)
    narrowed = _narrow(dialect, ask)
    joined = select(_LINKS.claim).join(schema.events, _EVENTS.id == _LINKS.event).where(*narrowed)
    total = connection.execute(select(func.count()).select_from(joined.subquery())).scalar_one()
    ids = connection.execute(joined.order_by(
        _EVENTS.date_first.is_(None), _EVENTS.date_first, _EVENTS.id, _LINKS.position,
    ).limit(most).offset((number - 1) * most)).scalars()
    return Page(tuple(queries.claims_of(connection, list(ids))), int(total), number, most)


def facets(connection: Connection, dialect: Any, ask: Ask) -> Facets:
    """Counts of the values of all events that the question leaves."""
    narrowed = _narrow(dialect, ask)
    # Without criteria no row need be looked up in the list of events that are left.
    ids = select(_EVENTS.id).where(*narrowed).scalar_subquery() if narrowed else None

    def among(column: Any) -> list[ColumnElement[bool]]:
        return [] if ids is None else [column.in_(ids)]

    month = func.substr(_EVENTS.date_first, 1, 7)
    plain: tuple[Counter[Any], ...] = tuple(Counter() for _ in range(4))
    asked = select(_EVENTS.type, _EVENTS.status, _EVENTS.standing, month, func.count()).where(*narrowed)
    for *values, count in connection.execute(asked.group_by(_EVENTS.type, _EVENTS.status, _EVENTS.standing, month)):
        for counter, value in zip(plain, values, strict=True):
            counter[value] += int(count)
    types, statuses, standings, months = plain
    by_quad: Counter[str] = Counter()
    for kind, count in types.items():
        by_quad[quads()[kind]] += count
    party = schema.event_parties.c
    parties = select(party.code, func.count(party.event.distinct())).where(*among(party.event)).group_by(party.code)
    speaker = schema.claim_sources.c
    said = func.coalesce(speaker.code, speaker.words)
    sources = (
        select(said, func.count(_LINKS.event.distinct())).select_from(schema.claim_sources)
        .join(schema.event_claims, _LINKS.claim == speaker.claim).where(*among(_LINKS.event)).group_by(said)
    )
    outlets = (
        select(_COPIES.outlet, func.count(_LINKS.event.distinct())).select_from(schema.copies)
        .join(schema.claims, _CLAIMS.story == _COPIES.story).join(schema.event_claims, _LINKS.claim == _CLAIMS.id)
        .where(_COPIES.outlet.is_not(None), *among(_LINKS.event)).group_by(_COPIES.outlet)
    )

    def counted(asked: Any) -> dict[str, int]:
        return _ranked((row[0], int(row[1])) for row in connection.execute(asked) if row[0] is not None)

    return Facets(
        total=sum(types.values()), types=_ranked(types.items()), quads=_ranked(by_quad.items()),
        statuses=_ranked(statuses.items()), standings=_ranked(standings.items()), actors=counted(parties),
        sources=counted(sources), outlets=counted(outlets),
        months=dict(sorted((m, n) for m, n in months.items() if m is not None)),
    )


def _ranked(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return dict(sorted(counts, key=lambda item: (-item[1], item[0])))


def _narrow(dialect: Any, ask: Ask) -> list[ColumnElement[bool]]:
    """The question as conditions on `events`."""
    found: list[ColumnElement[bool]] = []
    if ask.between is not None:
        found.append(queries.between_two(*ask.between))
    if ask.actors:
        found.append(queries.with_party(ask.actors))
    kinds = {kind.upper() for kind in ask.types}
    if ask.quads:
        of_quads = {kind for kind, quad in quads().items() if quad in ask.quads}
        kinds = kinds & of_quads if kinds else of_quads
    if ask.types or ask.quads:
        found.append(_EVENTS.type.in_(sorted(kinds)))
    for column, values in ((_EVENTS.status, ask.statuses), (_EVENTS.standing, ask.standings)):
        if values:
            found.append(column.in_(values))
    if ask.since is not None:
        found.append(_EVENTS.date_last >= ask.since)
    if ask.until is not None:
        found.append(_EVENTS.date_first <= ask.until)
    told = _told(dialect, ask)
    if told:
        found.append(_EVENTS.id.in_(
            select(_LINKS.event).join(schema.claims, _CLAIMS.id == _LINKS.claim).where(and_(*told)),
        ))
    return found


def _told(dialect: Any, ask: Ask) -> list[ColumnElement[bool]]:
    """The part of the question that is about one claim of an event."""
    told: list[ColumnElement[bool]] = []
    if ask.sources:
        speaker = schema.claim_sources.c
        told.append(exists().where(
            speaker.claim == _CLAIMS.id, or_(speaker.code.in_(ask.sources), speaker.words.in_(ask.sources)),
        ))
    if ask.outlets:
        told.append(exists().where(_COPIES.story == _CLAIMS.story, _COPIES.outlet.in_(ask.outlets)))
    if ask.stories:
        told.append(_CLAIMS.story.in_(ask.stories))
    if ask.words.strip():
        told.append(_CLAIMS.story.in_(dialect.holding(ask.words)))
    return told

"""Narrowing events by many criteria, page by page, and counting what each further criterion would leave."""
from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from verbale.ledger import queries, schema
from verbale.ledger.answers import Facets, Page
from verbale.ledger.question import Ask
from verbale.record import Claim, Event

_EVENTS, _LINKS, _CLAIMS, _COPIES = schema.events.c, schema.event_claims.c, schema.claims.c, schema.copies.c
LARGEST_PAGE = 1_000


@functools.cache
def quads() -> dict[str, str]:
    """PLOVER's quad class of each type."""
    loaded = tomllib.loads(files("verbale.ontology").joinpath("plover.toml").read_text("utf-8"))
    return {name: entry["quad"] for name, entry in loaded["types"].items()}


def events(connection: Connection, dialect: Any, ask: Ask, page: int, size: int) -> Page[Event]:
    """One page of the events, by first day, those without a date last."""
    number, most = max(1, page), min(max(1, size), LARGEST_PAGE)
    narrowed = _narrow(connection, dialect, ask)
    total = connection.execute(select(func.count()).select_from(schema.events).where(*narrowed)).scalar_one()
    asked = queries.events_asked().where(*narrowed).order_by(
        _EVENTS.date_first.is_(None), _EVENTS.date_first, _EVENTS.id,
    ).limit(most).offset((number - 1) * most)
    return Page(tuple(queries.read_events(connection, asked)), int(total), number, most)


def claims(connection: Connection, dialect: Any, ask: Ask, page: int, size: int) -> Page[Claim]:
    """One page of the claims of those events, in the order of the events."""
    number, most = max(1, page), min(max(1, size), LARGEST_PAGE)
    narrowed = _narrow(connection, dialect, ask)
    joined = select(_LINKS.claim).join(schema.events, _EVENTS.id == _LINKS.event).where(*narrowed)
    total = connection.execute(select(func.count()).select_from(joined.subquery())).scalar_one()
    ids = connection.execute(joined.order_by(
        _EVENTS.date_first.is_(None), _EVENTS.date_first, _EVENTS.id, _LINKS.position,
    ).limit(most).offset((number - 1) * most)).scalars()
    return Page(tuple(queries.claims_of(connection, list(ids))), int(total), number, most)


def facets(connection: Connection, dialect: Any, ask: Ask) -> Facets:
    """Counts of the values of all events that the question leaves."""
    chosen = select(_EVENTS.id).where(*_narrow(connection, dialect, ask))
    ids = chosen.scalar_subquery()

    def counted(column: Any, *, of: Any = None, where: Any = None) -> dict[str, int]:
        asked: Select[Any] = select(column, func.count(of if of is not None else _EVENTS.id))
        asked = asked.where(where if where is not None else _EVENTS.id.in_(ids)).group_by(column)
        return _ranked((row[0], int(row[1])) for row in connection.execute(asked) if row[0] is not None)

    types = counted(_EVENTS.type)
    by_quad: Counter[str] = Counter()
    for kind, count in types.items():
        by_quad[quads()[kind]] += count
    party = schema.event_parties.c
    speaker = schema.claim_sources.c
    said = func.coalesce(speaker.code, speaker.words)
    sources = (
        select(said, func.count(_LINKS.event.distinct())).select_from(schema.claim_sources)
        .join(schema.event_claims, _LINKS.claim == speaker.claim).where(_LINKS.event.in_(ids)).group_by(said)
    )
    outlets = (
        select(_COPIES.outlet, func.count(_LINKS.event.distinct())).select_from(schema.copies)
        .join(schema.claims, _CLAIMS.story == _COPIES.story).join(schema.event_claims, _LINKS.claim == _CLAIMS.id)
        .where(_LINKS.event.in_(ids), _COPIES.outlet.is_not(None)).group_by(_COPIES.outlet)
    )
    months = counted(func.substr(_EVENTS.date_first, 1, 7))
    return Facets(
        total=sum(types.values()), types=types, quads=_ranked(by_quad.items()), statuses=counted(_EVENTS.status),
        standings=counted(_EVENTS.standing),
        actors=counted(party.code, of=party.event.distinct(), where=party.event.in_(ids)),
        sources=_ranked((row[0], int(row[1])) for row in connection.execute(sources)),
        outlets=_ranked((row[0], int(row[1])) for row in connection.execute(outlets)),
        months=dict(sorted(months.items())),
    )


def _ranked(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return dict(sorted(counts, key=lambda item: (-item[1], item[0])))


def _narrow(connection: Connection, dialect: Any, ask: Ask) -> list[ColumnElement[bool]]:
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
    told = _told(connection, dialect, ask)
    if told:
        found.append(_EVENTS.id.in_(
            select(_LINKS.event).join(schema.claims, _CLAIMS.id == _LINKS.claim).where(and_(*told)),
        ))
    return found


def _told(connection: Connection, dialect: Any, ask: Ask) -> list[ColumnElement[bool]]:
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
        told.append(_CLAIMS.story.in_(dialect.holding(connection, ask.words)))
    return told

"""Asking a ledger. All answers come in an order that does not depend on chance."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from verbale.errors import LedgerError
from verbale.ledger import rows, schema
from verbale.ledger.answers import RunCounts, Stats
from verbale.record import Claim, Coding, Event, Story

_STORIES, _COPIES, _CLAIMS, _EVENTS = schema.stories.c, schema.copies.c, schema.claims.c, schema.events.c


def stories(connection: Connection, story: str | None = None) -> list[tuple[Story, str | None]]:
    """(story, note) of all stories in the order of arrival; of several copies the one published first."""
    asked = select(_STORIES.id, _STORIES.text, _COPIES.record, _COPIES.note).join(
        schema.copies, _COPIES.story == _STORIES.id,
    ).order_by(_STORIES.seq, _COPIES.published.is_(None), _COPIES.published, _COPIES.digest)
    if story is not None:
        asked = asked.where(_STORIES.id == story)
    first: dict[str, tuple[Story, str | None]] = {}
    for row in connection.execute(asked):
        if row.id not in first:
            first[row.id] = (rows.read_story(row.record, row.text), row.note)
    return list(first.values())


def claims(connection: Connection, story: str | None = None) -> list[Claim]:
    """Claims by story in the order of arrival, then as they were coded."""
    asked = select(_CLAIMS.record).join(schema.stories, _STORIES.id == _CLAIMS.story).order_by(
        _STORIES.seq, _CLAIMS.position, _CLAIMS.id,
    )
    if story is not None:
        asked = asked.where(_CLAIMS.story == story)
    return [rows.read_claim(record) for record in connection.execute(asked).scalars()]


def events(
    connection: Connection, between: tuple[str, str] | None, since: str | None, until: str | None,
) -> list[Event]:
    """Events by first day, those without a date last; a bound of time leaves out what has no date."""
    asked = select(_EVENTS.record).order_by(_EVENTS.date_first.is_(None), _EVENTS.date_first, _EVENTS.id)
    if between is not None:
        asked = asked.where(_between(*between))
    if since is not None:
        asked = asked.where(_EVENTS.date_last >= since)
    if until is not None:
        asked = asked.where(_EVENTS.date_first <= until)
    return _read_events(connection, asked)


def coding(connection: Connection, story: str) -> Coding:
    """The story with its claims and the events that they speak of. Raises LedgerError V303."""
    found = stories(connection, story)
    if not found:
        raise _missing("story", story)
    told = claims(connection, story)
    links = schema.event_claims.c
    of_story = select(links.event).join(schema.claims, _CLAIMS.id == links.claim).where(_CLAIMS.story == story)
    asked = select(_EVENTS.record).where(_EVENTS.id.in_(of_story)).order_by(_EVENTS.position, _EVENTS.id)
    return Coding(
        story=found[0][0], claims=tuple(told), events=tuple(_read_events(connection, asked)), note=found[0][1],
    )


def claim(connection: Connection, claim_id: str) -> Claim:
    """One claim. Raises LedgerError V303."""
    record = connection.execute(select(_CLAIMS.record).where(_CLAIMS.id == claim_id)).scalar()
    if record is None:
        raise _missing("claim", claim_id)
    return rows.read_claim(record)


def event(connection: Connection, event_id: str) -> Event:
    """One event. Raises LedgerError V303."""
    record = connection.execute(select(_EVENTS.record).where(_EVENTS.id == event_id)).scalar()
    if record is None:
        raise _missing("event", event_id)
    return rows.read_event(record)


def has(connection: Connection, story: str) -> bool:
    """Whether a story of this id is kept."""
    return connection.execute(select(_STORIES.seq).where(_STORIES.id == story)).first() is not None


def runs(connection: Connection) -> list[RunCounts]:
    """All runs, oldest first."""
    found = connection.execute(select(schema.runs).order_by(schema.runs.c.run)).mappings()
    return [_run(row) for row in found]


def run(connection: Connection, number: int) -> RunCounts:
    """One run. Raises LedgerError V303."""
    found = [counts for counts in runs(connection) if counts.run == number]
    if not found:
        raise _missing("run", str(number))
    return found[0]


def rejections(connection: Connection) -> list[tuple[str, str, str]]:
    """(name, code, message) of all that was rejected, oldest first."""
    table = schema.rejections.c
    found = connection.execute(select(table.name, table.code, table.message).order_by(table.rejection))
    return [(row.name, row.code, row.message) for row in found]


def stats(connection: Connection) -> Stats:
    """How much the ledger holds."""
    def count(name: str) -> int:
        return int(connection.execute(select(func.count()).select_from(schema.metadata.tables[name])).scalar_one())

    first, last = connection.execute(select(func.min(_EVENTS.date_first), func.max(_EVENTS.date_last))).one()
    types = connection.execute(select(_EVENTS.type, func.count()).group_by(_EVENTS.type).order_by(_EVENTS.type))
    return Stats(
        stories=count("stories"), claims=count("claims"), events=count("events"), rejections=count("rejections"),
        runs=count("runs"), batches=count("batches"), first_day=first, last_day=last,
        by_type={row[0]: int(row[1]) for row in types},
    )


def _between(a: str, b: str) -> ColumnElement[bool]:
    """One acts on the other, or both act jointly with no recipient."""
    joint = and_(_party("actor", a), _party("actor", b), ~_party("recipient"))
    return or_(
        and_(_party("actor", a), _party("recipient", b)), and_(_party("actor", b), _party("recipient", a)), joint,
    )


def _party(side: str, code: str | None = None) -> ColumnElement[bool]:
    table = schema.event_parties.c
    asked = exists().where(table.event == _EVENTS.id, table.side == side)
    return asked if code is None else asked.where(table.code == code)


def _read_events(connection: Connection, asked: Select[Any]) -> list[Event]:
    records: Iterable[str] = connection.execute(asked).scalars()
    return [rows.read_event(record) for record in records]


def _run(row: Any) -> RunCounts:
    outcomes = {name: int(row[name]) for name in ("coded", "no_event", "duplicate", "rejected")}
    received = row["received"] if row["received"] is not None else sum(outcomes.values())
    return RunCounts(run=row["run"], received=received, finished=row["finished"] is not None, **outcomes)


def _missing(kind: str, name: str) -> LedgerError:
    return LedgerError("V303", f"The ledger holds no {kind} {name}.", "Check the id.")

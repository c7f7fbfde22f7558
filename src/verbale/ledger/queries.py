"""Asking a ledger. All answers come in an order that does not depend on chance."""
from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from verbale.ledger import deriving, rows, schema
from verbale.ledger.answers import Copy, RunCounts, Stats
from verbale.ledger.backend import missing
from verbale.ledger.journal import parts
from verbale.record import Claim, Coding, Event, Story

_STORIES, _COPIES, _CLAIMS, _EVENTS = schema.stories.c, schema.copies.c, schema.claims.c, schema.events.c
_RECORDS = schema.records.c


def stories(connection: Connection) -> list[Story]:
    """All stories in the order of arrival; of several copies that whose coding is in force."""
    order = list(connection.execute(select(_STORIES.id).order_by(_STORIES.seq)).scalars())
    found = deriving.stories_in_force(connection, order)
    return [found[name] for name in order if name in found]


def story_ids(connection: Connection) -> list[str]:
    """The ids of all stories in the order of arrival."""
    return list(connection.execute(select(_STORIES.id).order_by(_STORIES.seq)).scalars())


def story(connection: Connection, name: str) -> Story:
    """One story. Raises LedgerError V303."""
    found = deriving.stories_in_force(connection, [name])
    if not found:
        raise missing("story", name)
    return found[name]


def copies(connection: Connection, name: str) -> list[Copy]:
    """Where a text was met, the first published first."""
    asked = select(schema.copies).where(_COPIES.story == name).order_by(
        _COPIES.published.is_(None), _COPIES.published, _COPIES.digest,
    )
    fields = msgspec.structs.fields(Copy)
    return [Copy(**{f.name: row[f.name] for f in fields}) for row in connection.execute(asked).mappings()]


def original(connection: Connection, digest: str) -> tuple[bytes, str]:
    """The bytes of an original and their media type. Raises LedgerError V303."""
    table = schema.originals.c
    found = connection.execute(select(table.content, table.media).where(table.digest == digest)).first()
    if found is None:
        raise missing("original", digest)
    return bytes(found.content), found.media


def claims(connection: Connection, story: str | None = None) -> list[Claim]:
    """Claims by story in the order of arrival, then as they were coded."""
    asked = (
        select(_RECORDS.record).join(schema.claims, _CLAIMS.key == _RECORDS.key)
        .join(schema.stories, _STORIES.id == _CLAIMS.story).order_by(_STORIES.seq, _CLAIMS.position, _CLAIMS.id)
    )
    if story is not None:
        asked = asked.where(_CLAIMS.story == story)
    return [rows.read_claim(record) for record in connection.execute(asked).scalars()]


def events(
    connection: Connection, between: tuple[str, str] | None, since: str | None, until: str | None,
) -> list[Event]:
    """Events by first day, those without a date last; a bound of time leaves out what has no date."""
    asked = events_asked().order_by(_EVENTS.date_first.is_(None), _EVENTS.date_first, _EVENTS.id)
    if between is not None:
        asked = asked.where(between_two(*between))
    if since is not None:
        asked = asked.where(_EVENTS.date_last >= since)
    if until is not None:
        asked = asked.where(_EVENTS.date_first <= until)
    return read_events(connection, asked)


def coding(connection: Connection, story_id: str) -> Coding:
    """The story with its claims and the events that they speak of. Raises LedgerError V303."""
    chosen = deriving.codings_in_force(connection, [story_id])
    told = claims(connection, story_id)
    links = schema.event_claims.c
    first = func.min(_CLAIMS.position)
    order = (
        select(links.event, first.label("place")).join(schema.claims, _CLAIMS.id == links.claim)
        .where(_CLAIMS.story == story_id).group_by(links.event).subquery()
    )
    asked = events_asked().join(order, order.c.event == _EVENTS.id).order_by(order.c.place, _EVENTS.id)
    return Coding(
        story=story(connection, story_id), claims=tuple(told), events=tuple(read_events(connection, asked)),
        note=chosen[story_id].note,
    )


def claim_or_none(connection: Connection, claim_id: str) -> Claim | None:
    """The claim of this id that is in force."""
    asked = select(_RECORDS.record).join(schema.claims, _CLAIMS.key == _RECORDS.key).where(_CLAIMS.id == claim_id)
    record = connection.execute(asked).scalar()
    return None if record is None else rows.read_claim(record)


def coded_or_none(connection: Connection, claim_id: str) -> Claim | None:
    """The claim of this id as it was coded last, in force or not."""
    table = schema.coded_claims.c
    asked = select(_RECORDS.record).join(schema.coded_claims, table.key == _RECORDS.key).where(table.id == claim_id)
    record = connection.execute(asked.order_by(table.coding.desc()).limit(1)).scalar()
    return None if record is None else rows.read_claim(record)


def claim(connection: Connection, claim_id: str) -> Claim:
    """One claim in force. Raises LedgerError V303."""
    found = claim_or_none(connection, claim_id)
    if found is None:
        raise missing("claim", claim_id)
    return found


def claims_of(connection: Connection, ids: Collection[str]) -> list[Claim]:
    """The claims of these ids that are in force, in the order asked."""
    found: dict[str, Claim] = {}
    for part in parts(ids):
        asked = select(_RECORDS.record).join(schema.claims, _CLAIMS.key == _RECORDS.key).where(_CLAIMS.id.in_(part))
        found.update({c.id: c for c in map(rows.read_claim, connection.execute(asked).scalars())})
    return [found[name] for name in ids if name in found]


def event_or_none(connection: Connection, event_id: str) -> Event | None:
    """The event of this id; of an id that was given up, the event that holds its first claim now."""
    found = read_events(connection, events_asked().where(_EVENTS.id == event_id))
    if found:
        return found[0]
    heir = successor(connection, event_id)
    return event_or_none(connection, heir) if heir is not None else None


def successor(connection: Connection, event_id: str) -> str | None:
    """The id of the event that holds the first claim of an event that was merged or split away."""
    table, links = schema.event_versions.c, schema.event_claims.c
    asked = select(_RECORDS.record).join(schema.event_versions, table.key == _RECORDS.key).where(table.id == event_id)
    record = connection.execute(asked.order_by(table.batch.desc()).limit(1)).scalar()
    if record is None:
        return None
    for name in rows.read_event(record).claims:
        heir = connection.execute(select(links.event).where(links.claim == name)).scalar()
        if heir is not None:
            return str(heir)
    return None


def event(connection: Connection, event_id: str) -> Event:
    """One event, also by an id that was merged into another. Raises LedgerError V303."""
    found = event_or_none(connection, event_id)
    if found is None:
        raise missing("event", event_id)
    return found


def has(connection: Connection, story: str) -> bool:
    """Whether a story of this id is kept."""
    return connection.execute(select(_STORIES.seq).where(_STORIES.id == story)).first() is not None


def runs(connection: Connection) -> list[RunCounts]:
    """All runs, oldest first."""
    table = schema.rejections.c
    reasons: dict[int, dict[str, int]] = {}
    counted = select(table.run, table.code, func.count()).group_by(table.run, table.code).order_by(table.code)
    for number, code, count in connection.execute(counted):
        reasons.setdefault(number, {})[code] = int(count)
    found = connection.execute(select(schema.runs).order_by(schema.runs.c.run)).mappings()
    return [_run(row, reasons.get(row["run"], {})) for row in found]


def run(connection: Connection, number: int) -> RunCounts:
    """One run. Raises LedgerError V303."""
    found = [counts for counts in runs(connection) if counts.run == number]
    if not found:
        raise missing("run", str(number))
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
        by_type={row[0]: int(row[1]) for row in types}, judgements=count("judgements"),
    )


def between_two(a: str, b: str) -> ColumnElement[bool]:
    """One acts on the other, or both act jointly with no recipient."""
    one, other, any_side = (schema.event_parties.alias() for _ in range(3))
    recipients = exists().where(any_side.c.event == one.c.event, any_side.c.side == "recipient")
    joint = and_(one.c.side == "actor", other.c.side == "actor", ~recipients)
    return _EVENTS.id.in_(
        select(one.c.event).join(other, other.c.event == one.c.event)
        .where(one.c.code == a, other.c.code == b, or_(one.c.side != other.c.side, joint)),
    )


def with_party(codes: Collection[str]) -> ColumnElement[bool]:
    """An event has one of these parties on either side."""
    table = schema.event_parties.c
    return _EVENTS.id.in_(select(table.event).where(table.code.in_(codes)))


def events_asked() -> Select[Any]:
    """The records of events, to be narrowed."""
    return select(_RECORDS.record).join(schema.events, _EVENTS.key == _RECORDS.key)


def read_events(connection: Connection, asked: Select[Any]) -> list[Event]:
    """The events of a question."""
    return [rows.read_event(record) for record in connection.execute(asked).scalars()]


def _run(row: Any, reasons: dict[str, int]) -> RunCounts:
    outcomes = {name: int(row[name]) for name in ("coded", "no_event", "duplicate", "rejected")}
    received = row["received"] if row["received"] is not None else sum(outcomes.values())
    return RunCounts(
        run=row["run"], received=received, finished=row["finished"] is not None, version=row["version"],
        started=row["started"], reasons=reasons, **outcomes,
    )

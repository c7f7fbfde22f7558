"""Putting things into a ledger, each inside the caller's transaction."""
from __future__ import annotations

import datetime

import msgspec
from sqlalchemy import Connection, func, select

from verbale.errors import LedgerError
from verbale.ledger import rows, schema
from verbale.ledger.answers import Added
from verbale.record import Coding, Event

Waiting = list[tuple[str, list[rows.Row]]]  # (table, rows) to be inserted in this order

GENESIS = "0" * 64  # what the first batch has as previous hash


class Batch(msgspec.Struct):
    """What one transaction adds, under the hashes of the contents: what the chain vouches for."""

    at: str
    story: str | None = None
    copy: str | None = None  # digest of the copy's record
    claims: list[tuple[str, str]] = []
    events: list[tuple[str, str]] = []
    rejected: list[tuple[str, str, str]] = []


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def chained(previous: str, content: str) -> str:
    """The hash of a batch."""
    return rows.digest(previous + content)


def check(coding: Coding) -> None:
    """Raise LedgerError for a coding that cannot be kept: V303 loose ends, V304 characters that are none."""
    ids = {claim.id for claim in coding.claims}
    loose = [c.id for c in coding.claims if c.story != coding.story.id]
    loose += [e.id for e in coding.events if not ids.issuperset(e.claims)]
    if loose:
        raise LedgerError(
            "V303", f"The coding of {coding.story.name or coding.story.id} names a story or claim that is not in it "
            f"({loose[0]}).", "Add claims and events together with their own story.",
        )
    try:
        rows.canonical(coding)
    except UnicodeEncodeError as error:
        raise LedgerError(
            "V304", f"The coding of {coding.story.name or coding.story.id} holds half characters (surrogates).",
            "Read the file again with its right encoding.",
        ) from error


def add(connection: Connection, coding: Coding, run: int | None) -> Added:
    """Add what is new of a coding."""
    number, previous = _head(connection)
    batch = Batch(at=now())
    # All rows wait until the batch's own row is in: they point at it, and its hash needs their contents.
    waiting: Waiting = []
    story_new = _story(connection, coding, batch, number, waiting)
    claims_new = _claims(connection, coding, batch, number, waiting)
    events_new, replaced = _events(connection, coding, batch, number, waiting)
    if waiting:
        _close(connection, number, previous, batch)
        for event in replaced:
            _remove_event(connection, event)
        for table, lines in waiting:
            if lines:
                connection.execute(schema.metadata.tables[table].insert(), lines)
    if run is not None:
        fresh = story_new or claims_new
        _count(connection, run, "duplicate" if not fresh else "coded" if coding.claims else "no_event")
    return Added(story_new, claims_new, events_new)


def add_rejected(connection: Connection, name: str, code: str, message: str, run: int | None) -> None:
    """Note an input that could not be read or coded."""
    number, previous = _head(connection)
    _close(connection, number, previous, Batch(at=now(), rejected=[(name, code, message)]))
    table = schema.rejections
    last = connection.execute(select(func.max(table.c.rejection))).scalar() or 0
    row = {"rejection": last + 1, "run": run, "name": name, "code": code, "message": message, "batch": number}
    connection.execute(table.insert(), row)
    if run is not None:
        _count(connection, run, "duplicate" if code == "V160" else "rejected")  # a repeat, not coded


def begin_run(connection: Connection, version: str) -> int:
    """The number of a new run."""
    run = int(connection.execute(select(func.max(schema.runs.c.run))).scalar() or 0) + 1
    zero = dict.fromkeys(("coded", "no_event", "duplicate", "rejected"), 0)
    connection.execute(schema.runs.insert().values(run=run, started=now(), version=version, **zero))
    return run


def finish_run(connection: Connection, run: int, received: int | None) -> None:
    """Close a run; `received` is how many inputs the caller read."""
    table = schema.runs.c
    total = table.coded + table.no_event + table.duplicate + table.rejected
    values = {"finished": now(), "received": total if received is None else received}
    connection.execute(schema.runs.update().where(table.run == run).values(values))


def _head(connection: Connection) -> tuple[int, str]:
    """Number of the next batch and hash of the last."""
    table = schema.batches.c
    last = connection.execute(select(table.batch, table.hash).order_by(table.batch.desc()).limit(1)).first()
    return (last.batch + 1, last.hash) if last else (1, GENESIS)


def _close(connection: Connection, number: int, previous: str, batch: Batch) -> None:
    content = rows.canonical(batch)
    row = {"batch": number, "previous": previous, "hash": chained(previous, content), "content": content}
    connection.execute(schema.batches.insert(), row)


def _story(connection: Connection, coding: Coding, batch: Batch, number: int, waiting: Waiting) -> bool:
    story = coding.story
    table = schema.stories
    known = connection.execute(select(table.c.seq).where(table.c.id == story.id)).first() is not None
    if not known:
        seq = int(connection.execute(select(func.max(table.c.seq))).scalar() or 0) + 1
        waiting.append(("stories", [{"seq": seq, "id": story.id, "text": story.text, "batch": number}]))
    copy = rows.copy_row(story)
    copies = schema.copies.c
    same = select(copies.digest).where(copies.story == story.id, copies.digest == copy["digest"])
    if connection.execute(same).first() is None:
        batch.story, batch.copy = story.id, copy["digest"]
        waiting.append(("copies", [{**copy, "note": coding.note, "batch": number}]))
    return not known


def _claims(connection: Connection, coding: Coding, batch: Batch, number: int, waiting: Waiting) -> int:
    table = schema.claims.c
    known = set(connection.execute(select(table.id).where(table.story == coding.story.id)).scalars())
    new = {c.id: (n, c) for n, c in enumerate(coding.claims) if c.id not in known}
    lines = [{**rows.claim_row(c), "position": n, "batch": number} for n, c in new.values()]
    batch.claims = [(line["id"], rows.digest(line["record"])) for line in lines]
    if lines:
        waiting.append(("claims", lines))
        for _, claim in new.values():
            waiting.extend(rows.claim_details(claim).items())
    return len(lines)


def _events(
    connection: Connection, coding: Coding, batch: Batch, number: int, waiting: Waiting,
) -> tuple[int, list[str]]:
    """(number of new events, ids of those that give way to a fuller telling of the same event)."""
    table = schema.events.c
    ids = [event.id for event in coding.events]
    asked = select(table.id, table.record).where(table.id.in_(ids))
    known: dict[str, str] = {row.id: row.record for row in connection.execute(asked)}
    replaced: list[str] = []
    for n, event in enumerate(coding.events):
        line = {**rows.event_row(event), "position": n, "batch": number}
        if (old := known.get(event.id)) is not None:
            if not _fuller(event, line["record"], old):
                continue
            replaced.append(event.id)
        batch.events.append((event.id, rows.digest(line["record"])))
        waiting.append(("events", [line]))
        waiting.extend(rows.event_details(event).items())
    return len(batch.events) - len(replaced), replaced


def _fuller(event: Event, record: str, old: str) -> bool:
    """More claims win, then the greater text: a rule with one outcome in whatever order the codings come."""
    return (len(event.claims), record) > (len(rows.read_event(old).claims), old)


def _remove_event(connection: Connection, event: str) -> None:
    for table in (schema.event_claims, schema.event_parties):
        connection.execute(table.delete().where(table.c.event == event))
    connection.execute(schema.events.delete().where(schema.events.c.id == event))


def _count(connection: Connection, run: int, outcome: str) -> None:
    column = schema.runs.c[outcome]
    connection.execute(schema.runs.update().where(schema.runs.c.run == run).values({outcome: column + 1}))

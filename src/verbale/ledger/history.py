"""The past of a ledger: its versions, the trail of a claim or event, what changed between two, and any past state."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from verbale.errors import LedgerError
from verbale.ledger import correcting, queries, rows, schema
from verbale.ledger.answers import Change, Diff, Version
from verbale.ledger.backend import missing
from verbale.ledger.journal import Batch
from verbale.ledger.judgements import Judgement
from verbale.ledger.migrations import OUTCOMES
from verbale.ledger.proof import Vouched
from verbale.ledger.versions import keys_at

_BATCHES, _RECORDS = schema.batches.c, schema.records.c
SHORTEST_HASH = 6


def versions(connection: Connection, last: int | None = None) -> list[Version]:
    """All versions, oldest first, or the last so many."""
    asked = select(_BATCHES.batch, _BATCHES.hash, _BATCHES.content).order_by(_BATCHES.batch.desc())
    found = connection.execute(asked if last is None else asked.limit(last))
    return [_version(row) for row in found][::-1]


def newest(connection: Connection) -> int:
    """The number of the last version."""
    return int(connection.execute(select(func.max(_BATCHES.batch))).scalar() or 0)


def version(connection: Connection, number: int) -> Version:
    """One version. Raises LedgerError V303."""
    asked = select(_BATCHES.batch, _BATCHES.hash, _BATCHES.content).where(_BATCHES.batch == number)
    row = connection.execute(asked).first()
    if row is None:
        raise missing("version", str(number))
    return _version(row)


def resolve(connection: Connection, named: str | None) -> int:
    """The number of a version given by number, by the first characters of its hash, or by a day or time (UTC).

    A day means its end, a time the last version made by then. Raises LedgerError V303.
    """
    word = str(named).strip().lower()
    last = newest(connection)
    if word.isdigit() and len(word) < SHORTEST_HASH + 4 and 0 <= int(word) <= last:
        return int(word)
    if "-" in word:
        until = word if "t" in word else f"{word}t23:59:59"
        numbers = [v.number for v in versions(connection) if v.at[:19].lower() <= until[:19]]
        if len(word) >= len("2024-11-20"):
            return max(numbers, default=0)
    elif len(word) >= SHORTEST_HASH and all(c in "0123456789abcdef" for c in word):
        asked = select(_BATCHES.batch).where(_BATCHES.hash.startswith(word, autoescape=True))
        found = list(connection.execute(asked).scalars())
        if len(found) == 1:
            return int(found[0])
    raise LedgerError(
        "V303", f"The ledger holds no version {str(named)[:80]} (its last is {last}).",
        "Give a number, a day (YYYY-MM-DD), or the beginning of a hash.",
    )


def diff(connection: Connection, before: int, after: int) -> Diff:
    """What is different in `after` from `before`."""
    def came(table: Any, column: Any) -> tuple[str, ...]:
        asked = select(column).where(table.c.batch > before, table.c.batch <= after)
        return tuple(sorted(set(connection.execute(asked).scalars())))

    claims = _changed(connection, schema.claim_versions, before, after)
    events = _changed(connection, schema.event_versions, before, after)
    return Diff(
        before=before, after=after, stories=came(schema.stories, schema.stories.c.id),
        claims_new=claims["new"], claims_changed=claims["changed"], claims_gone=claims["gone"],
        events_new=events["new"], events_changed=events["changed"], events_gone=events["gone"],
        judgements=came(schema.judgements, schema.judgements.c.id),
    )


def _changed(connection: Connection, table: Any, before: int, after: int) -> dict[str, tuple[str, ...]]:
    moved = set(connection.execute(select(table.c.id).where(table.c.batch > before, table.c.batch <= after)).scalars())
    old, new = keys_at(connection, table, before, moved), keys_at(connection, table, after, moved)
    return {
        "new": tuple(sorted(new.keys() - old.keys())), "gone": tuple(sorted(old.keys() - new.keys())),
        "changed": tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
    }


def history(connection: Connection, name: str) -> list[Change]:
    """All that happened to a claim or event, oldest first. Raises LedgerError V303."""
    for table, kind in ((schema.claim_versions, "claim"), (schema.event_versions, "event")):
        asked = (
            select(table.c.batch, _RECORDS.record, _BATCHES.content)
            .outerjoin(schema.records, _RECORDS.key == table.c.key)
            .join(schema.batches, _BATCHES.batch == table.c.batch)
            .where(table.c.id == name).order_by(table.c.batch)
        )
        found = connection.execute(asked).all()
        if found:
            return _trail(connection, name, kind, found)
    raise missing("claim or event", name)


def _trail(connection: Connection, name: str, kind: str, found: Any) -> list[Change]:
    said = {one.id: one for one in correcting.every(connection)}
    entered = schema.judgements.c
    of_batch = {row.batch: row.id for row in connection.execute(select(entered.batch, entered.id))}
    trail: list[Change] = []
    before: str | None = None
    for row in found:
        batch = msgspec.json.decode(row.content, type=Batch)
        judgement = said.get(of_batch.get(row.batch, ""))
        record = msgspec.json.decode(row.record) if row.record is not None else None
        unchanged = row.record is not None and row.record == before  # only its neighbourhood or place is another
        before = row.record
        if unchanged:
            continue
        now = queries.successor(connection, name) if kind == "event" and record is None else None
        trail.append(Change(
            version=row.batch, at=batch.at, what=_what(record, judgement, batch, first=not trail), record=record,
            judgement=judgement, now=now if now != name else None,
        ))
    return trail


def _what(record: object, judgement: Judgement | None, batch: Batch, *, first: bool) -> str:
    if judgement is not None:
        return f"judged: {judgement.kind.value}" + ("" if record is not None else ", ended")
    if batch.migrated:
        return "brought up to date"
    if record is None:
        return "ended"
    return "came" if first else "changed"


def _version(row: Any) -> Version:
    batch = msgspec.json.decode(row.content, type=Batch)
    if batch.migrated:
        return Version(number=row.batch, hash=row.hash, at=batch.at, what="tables made or brought up to date")
    told = []
    for count, one, many in (
        (len(batch.stories) + bool(batch.story), "story", "stories"),
        (len(batch.codings), "coding", "codings"), (len(batch.judgements), "judgement", "judgements"),
        (len(batch.refused) + len(batch.rejected), "rejection", "rejections"),
        (len(batch.begun), "run begun", "runs begun"), (len(batch.finished), "run finished", "runs finished"),
        (sum(n for _, outcome, n in batch.counts if outcome == "duplicate"), "duplicate", "duplicates"),
    ):
        if count:
            told.append(f"{count} {one if count == 1 else many}")
    return Version(number=row.batch, hash=row.hash, at=batch.at, what=", ".join(told) or "claims and events")


def fill(source: Connection, target: Connection, version: int) -> None:
    """Copy the state at a version into an empty ledger's tables, its records and what is in force."""
    batches = source.execute(select(schema.batches).where(_BATCHES.batch <= version)).all()
    vouched = Vouched()
    vouched.read({row.batch: row for row in batches})
    zero = dict.fromkeys(OUTCOMES, 0)
    _put(target, {"runs": [{"run": run, **zero, **told} for run, told in vouched.runs.items()]})
    plain = (
        schema.batches, schema.stories, schema.copies, schema.originals, schema.codings, schema.judgements,
        schema.rejections,
    )
    for table in plain:
        _copied(source, target, table, table.c.batch <= version)
    _copied(source, target, schema.coded_claims, schema.coded_claims.c.coding.in_(
        select(schema.codings.c.coding).where(schema.codings.c.batch <= version)))
    _copied(source, target, schema.judged, schema.judged.c.judgement.in_(
        select(schema.judgements.c.judgement).where(schema.judgements.c.batch <= version)))
    for table in (schema.records, schema.claim_versions, schema.event_versions):
        _copied(source, target, table, table.c.batch <= version)
    _fill_claims(source, target, version)
    _fill_events(source, target, version)


def _copied(source: Connection, target: Connection, table: Any, condition: Any) -> None:
    found = source.execute(select(table).where(condition)).mappings()
    while lines := [dict(row) for row in found.fetchmany(2_000)]:
        target.execute(table.insert(), lines)


def _fill_claims(source: Connection, target: Connection, version: int) -> None:
    keys = keys_at(source, schema.claim_versions, version)
    records = _records(source, keys.values())
    places = {
        row.id: row.position
        for row in source.execute(select(schema.coded_claims.c.id, schema.coded_claims.c.position).order_by(
            schema.coded_claims.c.coding))
    }
    lines: list[rows.Row] = []
    below: dict[str, list[rows.Row]] = {}
    for name, key in keys.items():
        claim = rows.read_claim(records[key])
        lines.append({**rows.claim_row(claim), "position": places.get(name, 0), "key": key, "block": "",
                      "batch": version})
        for table, details in rows.claim_details(claim).items():
            below.setdefault(table, []).extend(details)
    _put(target, {"claims": lines, **below})


def _fill_events(source: Connection, target: Connection, version: int) -> None:
    keys = keys_at(source, schema.event_versions, version)
    records = _records(source, keys.values())
    lines: list[rows.Row] = []
    below: dict[str, list[rows.Row]] = {}
    for key in keys.values():
        event = rows.read_event(records[key])
        lines.append({**rows.event_row(event), "key": key, "batch": version})
        for table, details in rows.event_details(event).items():
            below.setdefault(table, []).extend(details)
    _put(target, {"events": lines, **below})


def _put(target: Connection, tables: dict[str, list[rows.Row]]) -> None:
    for table, lines in tables.items():
        if lines:
            target.execute(schema.metadata.tables[table].insert(), lines)


def _records(source: Connection, keys: Iterable[int]) -> dict[int, str]:
    wanted = list(keys)
    found: dict[int, str] = {}
    for n in range(0, len(wanted), 400):
        asked = select(_RECORDS.key, _RECORDS.record).where(_RECORDS.key.in_(wanted[n : n + 400]))
        found.update({row.key: row.record for row in source.execute(asked)})
    return found

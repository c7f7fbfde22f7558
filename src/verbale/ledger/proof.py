"""Is the ledger what was written into it? The hash chain, and one hash of all that it holds."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from verbale.ledger import backend, queries, rows, schema
from verbale.ledger.writing import GENESIS, Batch, chained
from verbale.record import Claim, Event, Story


def verify(connection: Connection) -> list[str]:
    """What is damaged, a line each, in plain English; empty for a sound ledger.

    Found are: damage that the database itself sees, a broken chain of batches, stories, claims and events whose
    contents are not those that their batch recorded, rows missing or added by other hands, columns that do not
    agree with the record beside them, and finished runs that lost an input. Not found is the removal of the
    newest batches together with all that they brought: for that, keep the value of `head`.
    """
    lines = backend.damage(connection)
    vouched = _Vouched()
    lines += vouched.read(connection)
    for kind, expected, found in (
        ("story", vouched.stories, _stories(connection, lines)),
        ("claim", vouched.claims, _claims(connection, lines)),
        ("event", vouched.events, _events(connection, lines)),
        ("rejection", vouched.rejections, _rejections(connection)),
    ):
        lines += _compare(kind, expected, found)
    finished = [run for run in queries.runs(connection) if run.finished]
    return lines + [f"run {run.run}: {run.lost} inputs have no outcome" for run in finished if run.lost]


def head(connection: Connection) -> str:
    """The hash of the newest batch: who keeps it can later prove that nothing before it was changed or removed."""
    table = schema.batches.c
    return connection.execute(select(table.hash).order_by(table.batch.desc()).limit(1)).scalar() or GENESIS


def state_hash(connection: Connection) -> str:
    """One hash of all stories, claims and events, whatever the order in which they came."""
    total = hashlib.sha256()
    for kind, table, columns in (
        ("story", schema.stories, ("id", "text")), ("copy", schema.copies, ("story", "record")),
        ("claim", schema.claims, ("id", "record")), ("event", schema.events, ("id", "record")),
    ):
        asked = select(*(table.c[name] for name in columns))
        for line in sorted(f"{kind} {row[0]} {rows.digest(row[1])}\n" for row in connection.execute(asked)):
            total.update(line.encode())
    return total.hexdigest()


class _Vouched:
    """What the chain says the ledger holds: id -> hash of contents (for a story, of its copies)."""

    def __init__(self) -> None:
        self.stories: dict[str, str] = {}
        self.claims: dict[str, str] = {}
        self.events: dict[str, str] = {}
        self.rejections: dict[str, str] = {}

    def read(self, connection: Connection) -> list[str]:
        lines: list[str] = []
        previous = GENESIS
        for expected, row in enumerate(connection.execute(select(schema.batches).order_by(schema.batches.c.batch)), 1):
            if row.batch != expected or row.previous != previous:
                lines.append(f"batch {row.batch}: the chain is broken before it")
            if row.hash != chained(row.previous, row.content):
                lines.append(f"batch {row.batch}: its content was changed")
            previous = row.hash
            try:
                self._take(msgspec.json.decode(row.content, type=Batch))
            except msgspec.DecodeError:
                lines.append(f"batch {row.batch}: its content cannot be read")
        return lines

    def _take(self, batch: Batch) -> None:
        if batch.story and batch.copy:
            self.stories[f"{batch.story} {batch.copy}"] = batch.story
        self.claims.update(batch.claims)
        self.events.update(batch.events)
        for rejected in batch.rejected:
            self.rejections[str(len(self.rejections) + 1)] = rows.digest(rows.canonical(rejected))


def _compare(kind: str, expected: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    both = expected.keys() & found.keys()
    changed = [f"{kind} {key}: it is not as its batch recorded it" for key in both if found[key] != expected[key]]
    missing = [f"{kind} {key}: it is missing" for key in expected if key not in found]
    added = [f"{kind} {key}: no batch recorded it" for key in found if key not in expected]
    return sorted(changed + missing + added)


def _stories(connection: Connection, lines: list[str]) -> dict[str, str]:
    """'id copy' -> id as it follows from the text that is there."""
    found: dict[str, str] = {}
    stories, copies = schema.stories.c, schema.copies
    texts = {row.id: row.text for row in connection.execute(select(stories.id, stories.text))}
    for row in connection.execute(select(copies)).mappings():
        key = f"{row['story']} {rows.digest(row['record'])}"
        text = texts.get(row["story"])
        found[key] = Story(text=text).id if text is not None else ""
        try:
            expected = rows.copy_row(rows.read_story(row["record"], text or ""))
        except msgspec.DecodeError:
            lines.append(f"story {row['story']}: its record cannot be read")
            continue
        lines += _columns("story", row["story"], row, {**expected, "story": row["story"]})
    with_copy = {key.split()[0] for key in found}
    lines += [f"story {name}: no copy says where it comes from" for name in sorted(texts.keys() - with_copy)]
    return found


def _claims(connection: Connection, lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    below = _Below(connection, ("claim_parties", "claim_sources", "amounts"), "claim")
    for row in connection.execute(select(schema.claims)).mappings():
        found[row["id"]] = rows.digest(row["record"])
        try:
            claim: Claim = rows.read_claim(row["record"])
        except msgspec.DecodeError:
            lines.append(f"claim {row['id']}: its record cannot be read")
            continue
        lines += _columns("claim", row["id"], row, rows.claim_row(claim))
        lines += below.differ("claim", row["id"], rows.claim_details(claim))
    return found


def _events(connection: Connection, lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    below = _Below(connection, ("event_parties", "event_claims"), "event")
    for row in connection.execute(select(schema.events)).mappings():
        found[row["id"]] = rows.digest(row["record"])
        try:
            event: Event = rows.read_event(row["record"])
        except msgspec.DecodeError:
            lines.append(f"event {row['id']}: its record cannot be read")
            continue
        lines += _columns("event", row["id"], row, rows.event_row(event))
        lines += below.differ("event", row["id"], rows.event_details(event))
    return found


def _rejections(connection: Connection) -> dict[str, str]:
    table = schema.rejections.c
    asked = select(table.rejection, table.name, table.code, table.message)
    return {str(r[0]): rows.digest(rows.canonical((r[1], r[2], r[3]))) for r in connection.execute(asked)}


def _columns(kind: str, key: str, row: Mapping[Any, Any], expected: rows.Row) -> list[str]:
    wrong = sorted(name for name, value in expected.items() if row[name] != value)
    return [f"{kind} {key}: the columns {', '.join(wrong)} do not agree with its record"] if wrong else []


class _Below:
    """The rows of the tables below one table, read once, by the id above them."""

    def __init__(self, connection: Connection, tables: tuple[str, ...], above: str) -> None:
        self._rows: dict[tuple[str, str], list[rows.Row]] = {}
        for name in tables:
            for row in _all(connection, schema.metadata.tables[name]):
                self._rows.setdefault((name, row[above]), []).append(row)

    def differ(self, kind: str, key: str, expected: dict[str, list[rows.Row]]) -> list[str]:
        def ordered(lines: list[rows.Row]) -> list[str]:
            return sorted(rows.canonical(line) for line in lines)

        wrong = [name for name, lines in expected.items() if ordered(self._rows.get((name, key), [])) != ordered(lines)]
        return [f"{kind} {key}: its rows in {', '.join(wrong)} do not agree with its record"] if wrong else []


def _all(connection: Connection, table: Table) -> Iterator[rows.Row]:
    for row in connection.execute(select(table)).mappings():
        yield {str(name): value for name, value in row.items()}

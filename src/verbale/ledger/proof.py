"""Is the ledger what was written into it? The hash chain, and one hash of all that it holds."""
from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, exc, select

from verbale.ledger import schema, versions
from verbale.ledger.journal import GENESIS, Batch, chained


def head(connection: Connection) -> str:
    """The hash of the newest batch: who keeps it can later prove that nothing before it was changed or removed."""
    table = schema.batches.c
    return connection.execute(select(table.hash).order_by(table.batch.desc()).limit(1)).scalar() or GENESIS


def head_or_none(connection: Connection) -> str | None:
    """As `head`; None where the ledger is too damaged to tell."""
    try:
        return head(connection)
    except (exc.SQLAlchemyError, UnicodeDecodeError):
        return None


def content_hash(connection: Connection, version: int | None = None) -> str:
    """One hash of what is in force: stories, where they were met, claims, events and judgements.

    It depends neither on the order in which they came nor on any clock: judgements count by their id, which is free of
    the time at which they were entered, and versions, runs and rejections do not count.
    """
    version = 2**31 - 1 if version is None else version
    lines: list[str] = []
    for kind, table, columns in (
        ("story", schema.stories, ("id",)), ("copy", schema.copies, ("story", "digest", "original")),
    ):
        asked = select(*(table.c[name] for name in columns)).where(table.c.batch <= version)
        lines += [f"{kind} {' '.join(map(str, row))}\n" for row in connection.execute(asked)]
    records = schema.records.c
    for kind, table in (("claim", schema.claim_versions), ("event", schema.event_versions)):
        keys = versions.keys_at(connection, table, version)
        digests = {row.key: row.digest for row in connection.execute(select(records.key, records.digest))}
        lines += [f"{kind} {name} {digests[key]}\n" for name, key in keys.items()]
    ids = connection.execute(select(schema.judgements.c.id).where(schema.judgements.c.batch <= version)).scalars()
    lines += [f"judgement {name}\n" for name in ids]
    total = hashlib.sha256()
    for line in sorted(lines):
        total.update(line.encode())
    return total.hexdigest()


class Vouched:
    """What the chain says the ledger holds, table by table: key of a row -> what must stand in it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.migrations: dict[int, Any] = {}
        self.stories: dict[str, Any] = {}  # id -> (batch, SHA-256 of the text or None where only the id vouches)
        self.copies: dict[tuple[str, str], Any] = {}  # -> (batch, original)
        self.originals: dict[str, Any] = {}  # -> (batch, media)
        self.codings: dict[int, Any] = {}  # -> (batch, story, copy, coder, note)
        self.coded: dict[tuple[int, int], Any] = {}  # (coding, position) -> (claim, digest)
        self.judgements: dict[int, Any] = {}  # number -> (batch, digest)
        self.rejections: dict[int, Any] = {}  # number -> (batch, run or ..., name, code, message)
        self.claims: dict[tuple[str, int], Any] = {}  # (id, batch) -> (digest, block)
        self.events: dict[tuple[str, int], Any] = {}  # (id, batch) -> (digest,)
        self.runs: dict[int, dict[str, Any]] = {}
        self.records: dict[str, int] = {}  # digest -> the batch that first names it

    def read(self, found: Mapping[int, Any]) -> None:
        """Take the rows of `batches` by number."""
        previous = GENESIS
        last_events: dict[str, tuple[int, str]] = {}
        for expected in range(1, max(found, default=0) + 1):
            row = found.get(expected)
            if row is None:
                self.lines.append(f"batch {expected}: it is missing")
                continue
            if row.previous != previous:
                self.lines.append(f"batch {expected}: the chain is broken before it")
            if row.hash != chained(row.previous, row.content):
                self.lines.append(f"batch {expected}: its content was changed")
            previous = row.hash
            try:
                batch = msgspec.json.decode(row.content, type=Batch)
            except (msgspec.DecodeError, UnicodeDecodeError):
                self.lines.append(f"batch {expected}: its content cannot be read")
                continue
            if batch.v == 1:
                self._first(expected, batch)
                last_events.update({name: (expected, digest) for name, digest in batch.events})
            else:
                self._take(expected, batch)
        for name, (number, digest) in last_events.items():
            self.events[name, number] = (digest,)
            self._record(digest, number)

    def _record(self, digest: str | None, number: int) -> None:
        if digest is not None:
            self.records[digest] = min(number, self.records.get(digest, number))

    def _first(self, number: int, batch: Batch) -> None:
        """A batch of the first tables: events that were replaced then are not kept."""
        if batch.story and batch.copy:
            self.stories.setdefault(batch.story, (number, None))
            self.copies[batch.story, batch.copy] = (number, None)
        for name, digest in batch.claims:
            self.claims[name, number] = (digest, None)
            self._record(digest, number)
        for told in batch.rejected:
            self.rejections[len(self.rejections) + 1] = (number, ..., *told)

    def _take(self, number: int, batch: Batch) -> None:
        """A batch of today; batches come in order, so the first that names a record is the one that brought it."""
        first = self.records.setdefault
        self.migrations.update({row[0]: row for row in batch.migrated})
        self.stories.update({name: (number, digest) for name, digest in batch.stories})
        self.copies.update({(story, digest): (number, source) for story, digest, source in batch.copies})
        self.originals.update({digest: (number, media) for digest, media in batch.originals})
        for coding, story, copy, coder, note, told in batch.codings:
            self.codings[coding] = (... if batch.migrated else number, story, copy, coder, note)
            for position, (name, digest) in enumerate(told):
                self.coded[coding, position] = (name, digest)
                first(digest, number)
        for judgement, digest in batch.judgements:
            self.judgements[judgement] = (number, digest)
            first(digest, number)
        for name, record, block in batch.now_claims:
            self.claims[name, number] = (record, block)
            if record is not None:
                first(record, number)
        for name, record in batch.now_events:
            self.events[name, number] = (record,)
            if record is not None:
                first(record, number)
        for told_off in batch.refused:
            self.rejections[len(self.rejections) + 1] = (number, *told_off)
        for run, started, version in batch.begun:
            self.runs[run] = {"started": started, "version": version, "finished": None, "received": None}
        for run, outcome, count in batch.counts:
            kept = self.runs.setdefault(run, {})
            kept[outcome] = kept.get(outcome, 0) + count
        for run, finished, received in batch.finished:
            self.runs.setdefault(run, {}).update(finished=finished, received=received)

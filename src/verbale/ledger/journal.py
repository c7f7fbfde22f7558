"""One batch in the making: what it vouches for, and the records that it adds. The chain lives here."""
from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection, func, select

from verbale.ledger import rows, schema

GENESIS = "0" * 64  # what the first batch has as previous hash
AT_ONCE = 400  # values in one IN (...)


class Batch(msgspec.Struct, omit_defaults=True):
    """What one transaction adds, under the hashes of the contents: what the chain vouches for.

    The first five fields after `at` are those of the first tables (`v` 1); they are read and no more written.
    """

    at: str
    story: str | None = None
    copy: str | None = None
    claims: list[tuple[str, str]] = []
    events: list[tuple[str, str]] = []
    rejected: list[tuple[str, str, str]] = []

    v: int = 1
    migrated: list[tuple[int, str, str]] = []  # (number, name, applied)
    stories: list[tuple[str, str]] = []  # (id, SHA-256 of the text)
    copies: list[tuple[str, str, str | None]] = []  # (story, digest, original)
    originals: list[tuple[str, str]] = []  # (digest, media)
    codings: list[tuple[int, str, str, str, str | None, list[tuple[str, str]]]] = []
    judgements: list[tuple[int, str]] = []  # (number, digest of the record)
    now_claims: list[tuple[str, str | None, str | None]] = []  # (id, digest or None where it ended, block)
    now_events: list[tuple[str, str | None]] = []
    refused: list[tuple[int | None, str, str, str]] = []  # (run, name, code, message)
    begun: list[tuple[int, str, str]] = []  # (run, started, version)
    counts: list[tuple[int, str, int]] = []  # (run, outcome, how many)
    finished: list[tuple[int, str, int]] = []  # (run, finished, received)


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def chained(previous: str, content: str) -> str:
    """The hash of a batch."""
    return rows.digest(previous + content)


class Journal:
    """Collects one batch inside the caller's transaction; `close` writes it, if there is anything to vouch for."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        table = schema.batches.c
        last = connection.execute(select(table.batch, table.hash).order_by(table.batch.desc()).limit(1)).first()
        self.number: int = last.batch + 1 if last else 1
        self._previous: str = last.hash if last else GENESIS
        self.batch = Batch(at=now(), v=2)
        self._blank = rows.canonical(self.batch)
        self._keys: dict[str, int] = {}
        self._next_key: int | None = None

    def close(self) -> int | None:
        """Write the batch; its number, or None where nothing was added."""
        content = rows.canonical(self.batch)
        if content == self._blank:
            return None
        row = {
            "batch": self.number, "previous": self._previous, "hash": chained(self._previous, content),
            "content": content,
        }
        self.connection.execute(schema.batches.insert(), row)
        return self.number

    def insert(self, table: str, lines: Iterable[rows.Row]) -> None:
        """Add rows to a table."""
        given = list(lines)
        if given:
            self.connection.execute(schema.metadata.tables[table].insert(), given)

    def keep(self, records: Iterable[str]) -> Mapping[str, tuple[str, int]]:
        """Keep records under their hashes, each once: record -> (digest, key)."""
        digests = {record: rows.digest(record) for record in records}
        wanted = [d for d in dict.fromkeys(digests.values()) if d not in self._keys]
        table = schema.records.c
        for part in parts(wanted):
            known = self.connection.execute(select(table.digest, table.key).where(table.digest.in_(part)))
            self._keys.update({row.digest: row.key for row in known})
        new = []
        for record, digest in digests.items():
            if digest not in self._keys:
                self._keys[digest] = self._key()
                new.append({"key": self._keys[digest], "digest": digest, "record": record, "batch": self.number})
        self.insert("records", new)
        return {record: (digest, self._keys[digest]) for record, digest in digests.items()}

    def _key(self) -> int:
        if self._next_key is None:
            self._next_key = following(self.connection, "records", "key")
        self._next_key += 1
        return self._next_key - 1


def following(connection: Connection, table: str, column: str) -> int:
    """The number after the greatest in a column."""
    place = schema.metadata.tables[table].c[column]
    return int(connection.execute(select(func.max(place))).scalar() or 0) + 1


def parts(values: Iterable[str]) -> Iterable[list[str]]:
    """The values in lists that fit one question."""
    given = list(values)
    return (given[n : n + AT_ONCE] for n in range(0, len(given), AT_ONCE))

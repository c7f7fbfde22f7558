"""The ledger that the rest of Verbale sees."""
from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from verbale.ledger.answers import Added, Hit, RunCounts, Stats
from verbale.record import Claim, Coding, Event, Story

if TYPE_CHECKING:
    from sqlalchemy import Connection

BUSY_SECONDS = 10.0  # how long to wait for another writer before V302


class Ledger:
    """A ledger at a file path or a SQLAlchemy URL (SQLite; `:memory:` for one that is forgotten).

    Append-only: stories, claims and batches are never changed or removed. Any number of processes may read while one
    writes. All methods raise LedgerError: V301 not a ledger, a newer or a damaged one, V302 locked by another writer,
    V303 not found, V304 cannot be written.
    """

    def __init__(self, where: str | Path, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> None:
        from verbale.ledger import backend  # SQLAlchemy comes in here, and only here

        self.where = str(where)
        self._backend = backend
        self._engine = backend.open_engine(where, busy_seconds, create=create)
        self._run: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._engine.dispose()

    # Writing: one transaction each.

    def add(self, coding: Coding) -> Added:
        """Keep a story with its claims and events; what is there already is not added again."""
        from verbale.ledger import writing

        writing.check(coding)
        with self._writing() as connection:
            return writing.add(connection, coding, self._run)

    def add_rejected(self, name: str, reason_code: str, message: str) -> None:
        """Keep a note of an input that could not be read or coded; `reason_code` as in errors (V101 ...)."""
        from verbale.ledger import writing

        with self._writing() as connection:
            writing.add_rejected(connection, name, reason_code, message, self._run)

    def begin_run(self, version: str = "") -> int:
        """Begin to count: from here each `add` and `add_rejected` of this object is one outcome of the run."""
        from verbale.ledger import writing

        with self._writing() as connection:
            self._run = writing.begin_run(connection, version)
        return self._run

    def finish_run(self, run: int, received: int | None = None) -> RunCounts:
        """End a run. With `received`, the number of inputs read, `lost` tells whether each had an outcome."""
        from verbale.ledger import queries, writing

        with self._writing() as connection:
            writing.finish_run(connection, run, received)
            counts = queries.run(connection, run)
        self._run = None if self._run == run else self._run
        return counts

    # Asking.

    def has(self, story_id: str) -> bool:
        """Whether the story is kept already."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.has(connection, story_id)

    def stories(self) -> list[Story]:
        """All stories in the order of arrival."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return [story for story, _ in queries.stories(connection)]

    def claims(self, story: str | None = None) -> list[Claim]:
        """All claims, or those of one story (its id)."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.claims(connection, story)

    def events(
        self, between: tuple[str, str] | None = None,
        since: str | datetime.date | None = None, until: str | datetime.date | None = None,
    ) -> list[Event]:
        """Events by date. `between` A and B: either acts on the other, or both jointly; `since`, `until` included.

        A bound of time leaves out the events without a date.
        """
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.events(connection, between, _day(since), _day(until))

    def coding(self, story_id: str) -> Coding:
        """A story with its claims and events, as it was added."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.coding(connection, story_id)

    def claim(self, claim_id: str) -> Claim:
        """One claim."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.claim(connection, claim_id)

    def event(self, event_id: str) -> Event:
        """One event."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.event(connection, event_id)

    def search(self, words: str, limit: int = 20) -> list[Hit]:
        """Stories that hold all the words, best first."""
        with self._reading() as connection:
            return [Hit(story, excerpt) for story, excerpt in self._backend.search(connection, words, limit)]

    def runs(self) -> list[RunCounts]:
        """All runs, oldest first."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.runs(connection)

    def rejections(self) -> list[tuple[str, str, str]]:
        """(name, reason code, message) of what was rejected, oldest first."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.rejections(connection)

    def stats(self) -> Stats:
        """How much the ledger holds."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.stats(connection)

    # Proof.

    def verify(self) -> list[str]:
        """What is damaged or was changed by other hands, a line each; empty for a sound ledger."""
        from verbale.ledger import proof

        with self._reading() as connection:
            return proof.verify(connection)

    def head(self) -> str:
        """The hash of the newest batch; keep it elsewhere to prove later that nothing before it was removed."""
        from verbale.ledger import proof

        with self._reading() as connection:
            return proof.head(connection)

    def state_hash(self) -> str:
        """One hash of all stories, claims and events, the same for every order in which they were added."""
        from verbale.ledger import proof

        with self._reading() as connection:
            return proof.state_hash(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._backend.translated(self.where), self._backend.reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._backend.translated(self.where), self._backend.writing(self._engine) as connection:
            yield connection


def _day(day: str | datetime.date | None) -> str | None:
    return day.isoformat() if isinstance(day, datetime.date) else day

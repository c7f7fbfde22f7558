"""The side of a ledger that asks: what is in force, what was, and whether all is sound."""
from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from verbale.ledger.answers import (
    Change,
    Copy,
    Diff,
    Facets,
    Hit,
    Judged,
    Page,
    RunCounts,
    Shelved,
    Stats,
    Version,
)
from verbale.ledger.question import Ask
from verbale.record import Claim, Coding, Event, InNotebooks, Story

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from verbale.ledger.backend import Backend

BUSY_SECONDS = 10.0  # how long to wait for another writer before V302
PAGE = 50


class Reader(InNotebooks):
    """What can be asked of a ledger; `Ledger` adds what can be done to it."""

    def __init__(
        self, where: str | Path | Backend, *, create: bool = True, read_only: bool = False,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        from verbale.ledger import backend  # SQLAlchemy comes in here, and only here

        self._backend: Backend = where if isinstance(where, backend.Backend) else backend.Backend(
            where, busy_seconds, create=create, read_only=read_only,
        )
        self._run: tuple[int, str] | None = None

    @property
    def where(self) -> str:
        """Path or URL, without any password."""
        return self._backend.where

    @property
    def read_only(self) -> bool:
        """Whether it was opened to be read only."""
        return self._backend.read_only

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file or the server go; a file that was written to is sealed."""
        self._backend.close()

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
            return queries.stories(connection)

    def story_ids(self) -> list[str]:
        """The ids of all stories in the order of arrival."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.story_ids(connection)

    def lines(self) -> Iterator[str]:
        """The whole ledger as lines of JSON, one for each coding, judgement and rejected input; see `load`."""
        from verbale.ledger import exchange

        return exchange.lines(self)

    def story(self, story_id: str) -> Story:
        """One story."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.story(connection, story_id)

    def copies(self, story_id: str) -> list[Copy]:
        """Where a text was met, the first published first."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.copies(connection, story_id)

    def original(self, digest: str) -> tuple[bytes, str]:
        """The bytes that a story was read from, by their SHA-256 (`Copy.original`), and their media type."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.original(connection, digest)

    def claims(self, story: str | None = None) -> list[Claim]:
        """All claims in force, or those of one story (its id)."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.claims(connection, story)

    def claims_of(self, ids: Sequence[str]) -> list[Claim]:
        """The claims of these ids that are in force, in the order asked."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.claims_of(connection, ids)

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

    def state_of(self, a: str, b: str) -> tuple[int, int]:
        """How many events are between two parties, and the version in which any of them changed last (0 for none)."""
        from verbale.ledger import listing

        with self._reading() as connection:
            return listing.state_of(connection, a, b)

    def pairs(self, most: int = PAGE) -> list[tuple[str, str, int]]:
        """The pairs of parties with most events, codes in the order of the alphabet, and how many events."""
        from verbale.ledger import listing

        with self._reading() as connection:
            return listing.pairs(connection, most)

    def shelf(self, *, page: int = 1, size: int = PAGE) -> Page[Shelved]:
        """One page of stories with their counts, the last that came first."""
        from verbale.ledger import listing

        with self._reading() as connection:
            return listing.shelf(connection, page, size)

    def stories_of(self, ids: Sequence[str]) -> dict[str, Story]:
        """The stories of these ids that are kept."""
        from verbale.ledger import deriving

        with self._reading() as connection:
            return deriving.stories_in_force(connection, list(dict.fromkeys(ids)))

    def coding(self, story_id: str) -> Coding:
        """A story with its claims in force and the events that they speak of, in the order of the text."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.coding(connection, story_id)

    def claim(self, claim_id: str) -> Claim:
        """One claim in force."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.claim(connection, claim_id)

    def event(self, event_id: str) -> Event:
        """One event; by an id that was merged into another, that other."""
        from verbale.ledger import queries

        with self._reading() as connection:
            return queries.event(connection, event_id)

    def find(self, ask: Ask, *, page: int = 1, size: int = PAGE) -> Page[Event]:
        """One page of the events that fit, by first day, those without a date last."""
        from verbale.ledger import asking

        with self._reading() as connection:
            return asking.events(connection, self._backend.dialect, ask, page, size)

    def find_claims(self, ask: Ask, *, page: int = 1, size: int = PAGE) -> Page[Claim]:
        """One page of the claims of the events that fit, in the order of the events."""
        from verbale.ledger import asking

        with self._reading() as connection:
            return asking.claims(connection, self._backend.dialect, ask, page, size)

    def facets(self, ask: Ask | None = None) -> Facets:
        """How many of the events that fit have each type, quad class, status, standing, actor, source and so on."""
        from verbale.ledger import asking

        with self._reading() as connection:
            return asking.facets(connection, self._backend.dialect, ask or Ask())

    def search(self, words: str, limit: int = 20, offset: int = 0) -> list[Hit]:
        """Stories that hold all the words, best first."""
        with self._reading() as connection:
            return [Hit(*found) for found in self._backend.dialect.search(connection, words, limit, offset)]

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

    def judgements(self, of: str | None = None) -> list[Judged]:
        """All judgements with their state, oldest first; or those about a claim, event or story (its id)."""
        from verbale.ledger import correcting

        with self._reading() as connection:
            return correcting.judged(connection, of)

    # The past.

    def versions(self, last: int | None = None) -> list[Version]:
        """All versions, oldest first, or the last so many."""
        from verbale.ledger import history

        with self._reading() as connection:
            return history.versions(connection, last)

    def version(self, named: int | str | datetime.date) -> Version:
        """A version by number, by the beginning of its hash, or the last made by a day or time (UTC, ISO 8601)."""
        from verbale.ledger import history

        with self._reading() as connection:
            number = history.resolve(connection, _day(named))
            return history.version(connection, number)

    def at(self, named: int | str | datetime.date) -> Self:
        """The ledger as it was at a version, to be read only.

        Of a SQLite file it is a view of the file, there at once; of another ledger a copy in memory.
        """
        from verbale.ledger import history

        with self._reading() as connection:
            number = history.resolve(connection, _day(named))
        return type(self)(self._backend.past(number))

    def diff(self, before: int | str | datetime.date, after: int | str | datetime.date | None = None) -> Diff:
        """What changed from one version to another, or to now."""
        from verbale.ledger import history

        with self._reading() as connection:
            last = history.newest(connection)
            end = last if after is None else history.resolve(connection, _day(after))
            return history.diff(connection, history.resolve(connection, _day(before)), end)

    def history(self, name: str) -> list[Change]:
        """All that happened to a claim or event (its id), oldest first, judgements with who and why."""
        from verbale.ledger import history

        with self._reading() as connection:
            return history.history(connection, name)

    # Proof.

    def verify(self) -> list[str]:
        """What is damaged or was changed by other hands, a line each; empty for a sound ledger."""
        from verbale.ledger import proof, sealing, verifying

        path = self._backend.path
        with self._reading() as connection, self._meanwhile() as damage:
            found = verifying.verify(connection)
            found = [*damage(connection), *found]
            if path is not None:
                found += sealing.broken(path, proof.head_or_none(connection) or "")
        if self.read_only:
            return list(dict.fromkeys(found))
        with self._reading() as connection:
            return list(dict.fromkeys([*found, *self._backend.dialect.index_damage(connection)]))

    def sealed(self) -> bool:
        """Whether a seal fits the file as it stands, so that `verify` finds any changed byte, also of no record."""
        from verbale.ledger import sealing

        path = self._backend.path
        return path is not None and sealing.fit(path, self.head()) is sealing.Fit.WHOLE

    @contextmanager
    def _meanwhile(self) -> Iterator[Callable[[Connection], list[str]]]:
        """The database's own check, begun now beside what follows where it can be; what is given waits for it."""
        dialect = self._backend.dialect
        if self._backend.alone:
            yield lambda connection: list(dialect.damage(connection))
            return
        from concurrent.futures import ThreadPoolExecutor

        def check() -> list[str]:
            with self._reading() as own:
                return list(dialect.damage(own))

        with ThreadPoolExecutor(1) as beside:
            begun = beside.submit(check)
            yield lambda _: begun.result()

    def head(self) -> str:
        """The hash of the newest batch; keep it elsewhere to prove later that nothing before it was removed."""
        from verbale.ledger import proof

        with self._reading() as connection:
            return proof.head(connection)

    def content_hash(self) -> str:
        """One hash of what is in force, the same for every order of adding, and free of any clock."""
        from verbale.ledger import proof

        with self._reading() as connection:
            return proof.content_hash(connection)

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._backend.reading()

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._backend.writing()


def _day(named: int | str | datetime.date | None) -> str | None:
    return named.isoformat() if isinstance(named, datetime.date) else None if named is None else str(named)

"""The ledger that the rest of Verbale sees."""
from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from verbale.errors import LedgerError
from verbale.ledger.answers import (
    Added,
    BatchCounts,
    Change,
    Copy,
    Diff,
    Facets,
    Hit,
    Judged,
    Page,
    Rebuilt,
    Rejected,
    RunCounts,
    Stats,
    Version,
)
from verbale.ledger.judgements import Judgement, Kind
from verbale.ledger.question import Ask
from verbale.record import Claim, Coding, Event, Story

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from verbale.ledger.backend import Backend

BUSY_SECONDS = 10.0  # how long to wait for another writer before V302
PAGE = 50

Coder = Callable[[Story], Coding]


def open(  # noqa: A001 - the room's one way in
    where: str | Path, *, read_only: bool = False, create: bool = True,
) -> Ledger:
    """The ledger at a path or URL; made if it is not there, unless it is to be read only. Raises as `Ledger` does."""
    return Ledger(where, create=create and not read_only, read_only=read_only)


def damaged(where: str | Path) -> list[str]:
    """What `verify` finds in the ledger at a path or URL; also one that is too damaged to be opened has its line.

    Raises LedgerError where there is none, or it cannot be reached or read.
    """
    try:
        with Ledger(where, create=False) as book:
            return book.verify()
    except LedgerError as error:
        if error.code not in {"V301", "V304"} or not Path(where).is_file():
            raise
        return [f"file: {error.message}"]


class Ledger:
    """A ledger at a file path or a database URL: SQLite (`:memory:` for one that is forgotten) or PostgreSQL.

    Append-only: what was added is never changed or removed. Any number of processes may read while one writes. All
    methods raise LedgerError: V301 not a ledger or a damaged one, V302 locked by another writer, V303 not found, V304
    cannot be written, V305 can only be read, V306 of a newer Verbale, V307 no server, V308 login refused, V309 cannot
    be judged so.
    """

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
        """Let the file or the server go."""
        self._backend.engine.dispose()

    # Writing: one transaction each.

    def add(self, coding: Coding, *, coder: str | None = None, original: tuple[bytes, str] | None = None) -> Added:
        """Keep a story with its claims; what is there already is not added again.

        `coder` names the version that coded it (that of the run by default); `original` is what the story was read
        from: bytes and media type. Events are made by the ledger, across all its stories.
        """
        from verbale.ledger import queries, writing

        writing.check(coding)
        with self._writing() as connection:
            new = not queries.has(connection, coding.story.id)
            counts = writing.add_all(
                connection, [coding], run=self._number, coder=self._coder(coder), original=original,
            )
        return Added(new, counts.claims_new, counts.events_new)

    def add_all(self, items: Iterable[Coding | Rejected], *, coder: str | None = None) -> BatchCounts:
        """Keep many codings, and notes of what was rejected, as one batch: all of it or nothing."""
        from verbale.ledger import writing

        given = writing.checked(items)
        with self._writing() as connection:
            return writing.add_all(connection, given, run=self._number, coder=self._coder(coder))

    def add_rejected(self, name: str, reason_code: str, message: str) -> None:
        """Keep a note of an input that could not be read or coded; `reason_code` as in errors (V101 ...)."""
        self.add_all([Rejected(name, reason_code, message)])

    def begin_run(self, version: str = "") -> int:
        """Begin to count: from here each input that this object adds has one outcome; `version` is the coder's."""
        from verbale.ledger import writing

        with self._writing() as connection:
            run = writing.begin_run(connection, version)
        self._run = run, version
        return run

    def finish_run(self, run: int, received: int | None = None) -> RunCounts:
        """End a run. With `received`, the number of inputs read, `lost` tells whether each had an outcome."""
        from verbale.ledger import queries, writing

        with self._writing() as connection:
            writing.finish_run(connection, run, received)
            counts = queries.run(connection, run)
        self._run = None if self._number == run else self._run
        return counts

    # Judging.

    def correct(
        self, target: str, kind: Kind | str, value: Sequence[str] | str = (), *, who: str, why: str,
    ) -> Judgement:
        """Record a judgement on a claim or event (its id), effective at once and at every later coding.

        `kind` and `value`: "actors" or "recipients" with codes; "type" with a PLOVER type (and mode); "date" with first
        and last day, or none; "status" with a status; "not an event"; "same as" with ids of other events; "split" with
        the claims of an event that are another event. On an event, it is about each of its claims.
        """
        from verbale.ledger import correcting

        given = (value,) if isinstance(value, str) else tuple(value)
        with self._writing() as connection:
            return correcting.correct(connection, target, correcting.kind_of(kind), given, who=who, why=why)

    def undo(self, judgement: str, *, who: str, why: str) -> Judgement:
        """Lift a judgement (its id) by a new one, which can be undone too."""
        from verbale.ledger import correcting

        with self._writing() as connection:
            return correcting.undo(connection, judgement, who=who, why=why)

    def enter(self, judgement: Judgement) -> None:
        """Enter a judgement made in another ledger; one that is there already is not entered again."""
        from verbale.ledger import correcting

        with self._writing() as connection:
            correcting.record(connection, judgement)

    def judgements(self, of: str | None = None) -> list[Judged]:
        """All judgements with their state, oldest first; or those about a claim, event or story (its id)."""
        from verbale.ledger import correcting

        with self._reading() as connection:
            return correcting.judged(connection, of)

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

    def at(self, named: int | str | datetime.date) -> Ledger:
        """The ledger as it was at a version, in memory and to be read only."""
        from verbale.ledger import history
        from verbale.ledger.backend import Backend

        backend = Backend(":memory:", BUSY_SECONDS, create=True, read_only=False, blank=True)
        with self._reading() as source, backend.writing() as target:
            number = history.resolve(source, _day(named))
            history.fill(source, target, number)
        backend.read_only, backend.where = True, f"{self.where} at version {number}"
        return Ledger(backend)

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
        from verbale.ledger import sealing, verifying

        dialect = self._backend.dialect
        with self._reading() as connection:
            found = verifying.verify(connection, dialect.damage(connection))
        path = self._backend.path
        if path is not None:
            found += sealing.broken(path, self.head())
        if self.read_only:
            return found
        with self._reading() as connection:
            return found + list(dialect.index_damage(connection))

    def seal(self) -> Path:
        """Write the hash of every page beside a SQLite file that is laid down, and give that file's path.

        Until the next change `verify` then finds any changed byte, also where no record lies.
        """
        from verbale.ledger import sealing

        path = self._backend.path
        if path is None:
            raise LedgerError("V304", f"{self.where} is no file.", "Seal a ledger that is one SQLite file.")
        self._backend.dialect.settle(self._backend.engine)
        return sealing.make(path, self.head())

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

    def rebuild(self, into: str | Path, coder: Coder | None = None, version: str = "") -> Rebuilt:
        """Make a new ledger at `into` of originals and judgements; with a `coder`, each story is coded again."""
        from verbale.ledger import rebuilding

        return rebuilding.rebuild(self, Path(into) if "://" not in str(into) else str(into), coder, version)

    def recode(self, coder: Coder, version: str) -> BatchCounts:
        """Code every story again with a newer coder, in place; judgements are replayed, the old stays in history."""
        from verbale.ledger import rebuilding

        return rebuilding.recode(self, coder, version)

    @property
    def _number(self) -> int | None:
        return self._run[0] if self._run else None

    def _coder(self, given: str | None) -> str:
        return given if given is not None else self._run[1] if self._run else ""

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._backend.reading()

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._backend.writing()


def _day(named: int | str | datetime.date | None) -> str | None:
    return named.isoformat() if isinstance(named, datetime.date) else None if named is None else str(named)

"""The ledger that the rest of Verbale sees."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from verbale.errors import LedgerError
from verbale.ledger.answers import Added, BatchCounts, Rebuilt, Rejected, RunCounts, Stats
from verbale.ledger.judgements import Judgement, Kind
from verbale.ledger.reader import Reader
from verbale.record import Coding, Story

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


class Ledger(Reader):
    """A ledger at a file path or a database URL: SQLite (`:memory:` for one that is forgotten) or PostgreSQL.

    Append-only: what was added is never changed or removed. Any number of processes may read while one writes. All
    methods raise LedgerError: V301 not a ledger or a damaged one, V302 locked by another writer, V303 not found, V304
    cannot be written, V305 can only be read, V306 of a newer Verbale, V307 no server, V308 login refused, V309 cannot
    be judged so.
    """

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

    # Proof and making anew.

    def load(self, path: Path) -> Stats:
        """Fill this ledger, which must be empty, from a file of the lines of another (`lines`).

        The contents are then the same. Raises LedgerError V304 where it is not empty, V310 for a line that is none.
        """
        from verbale.ledger import exchange

        return exchange.load(path, self)

    def seal(self) -> Path:
        """Seal a SQLite file as it stands, all of it, and give the path of the seal.

        It is sealed anyway whenever it was written to and is closed; this is for one that was left without a seal, or
        was packed by other hands (VACUUM). Check it first: what is damaged now is sealed so.
        """
        from verbale.ledger import sealing

        path = self._backend.path
        if path is None:
            raise LedgerError("V304", f"{self.where} is no file.", "Seal a ledger that is one SQLite file.")
        return sealing.make(path)

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

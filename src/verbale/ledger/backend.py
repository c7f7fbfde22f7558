"""Opening a ledger on either database, its transactions, and the databases' errors as Verbale's.

What is one database's alone lies in sqlite.py and postgres.py.
"""
from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, exc, select

from verbale.errors import LedgerError
from verbale.ledger import descriptors, migrations, past, postgres, rows, schema, sealing, sqlite

PAST_SECONDS = 10.0  # that a past state waits for a lock
SEAL_SECONDS = 1.0  # between two tries to seal a file that is being written to: one may fail, because of a reader
_LOGIN = re.compile(r"(?<=://)[^/@\s]{0,300}@")


class Backend:
    """One opened database. `where` is what may be shown of it: never a password.

    `alone`: it has one connection only. `version`: a SQLite file is opened as it was then, to be read only.
    """

    def __init__(self, where: str | Path, busy_seconds: float, *, create: bool, read_only: bool,
                 blank: bool = False, version: int | None = None) -> None:
        asked = os.fspath(where)
        path = sqlite.path_of(asked)
        self.read_only = read_only
        self._wrote, self._not_before = False, 0.0
        self._held: descriptors.Key | None = None
        self.path = None if path is None or path == sqlite.MEMORY else Path(path)
        self.where = asked if path is not None else _LOGIN.sub("", asked)
        if version is not None:
            self.where += f" at version {version}"
        self.alone = self.path is None or version is not None
        with self._translated():
            if path is not None:
                self.dialect: Any = sqlite
                self.engine: Engine = (
                    sqlite.engine(path, busy_seconds, create=create, read_only=read_only) if version is None
                    else past.engine(path, busy_seconds, version)
                )
            else:
                url = postgres.parsed(asked)
                self.where, self.dialect = postgres.shown(url), postgres
                self.engine = postgres.engine(url, busy_seconds, read_only=read_only)
            try:
                self._bring_up(create=create, blank=blank)
            except BaseException:
                self.engine.dispose()
                raise
            if self.path is not None:
                self._held = descriptors.begin(self.path)

    def past(self, version: int) -> Backend:
        """The same database as it was at a version, to be read only."""
        if self.path is None:
            return self._copied(version)
        return Backend(self.path, PAST_SECONDS, create=False, read_only=True, version=version)

    def _copied(self, version: int) -> Backend:
        """A copy of a past state in memory: of a ledger that is none but in memory, or of PostgreSQL."""
        from verbale.ledger import history

        made = Backend(sqlite.MEMORY, PAST_SECONDS, create=True, read_only=False, blank=True)
        with self.reading() as source, made.writing() as target:
            history.fill(source, target, version)
        made.read_only, made.where = True, f"{self.where} at version {version}"
        return made

    def _bring_up(self, *, create: bool, blank: bool) -> None:
        with self.reading() as connection:
            needed = migrations.pending(connection)
        if not needed:
            return
        if self.read_only or (not create and needed == migrations.MIGRATIONS):
            if needed == migrations.MIGRATIONS:
                raise LedgerError("V301", f"There is no ledger in {self.where}.", "Code stories into it first.")
            raise LedgerError(
                "V305", f"The ledger {self.where} is of an older Verbale and must be brought up to date first.",
                "Open it once for writing: verbale verify --ledger does.",
            )
        self.dialect.prepare(self.engine)  # only now: a file that is no ledger is left as it is
        with self.writing() as connection:
            applied = migrations.apply(connection)
            if applied and not blank:
                settle(connection, applied)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger throughout."""
        with self._translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in one writing transaction: all of it is kept, or nothing. Raises LedgerError V305."""
        if self.read_only:
            raise LedgerError("V305", f"The ledger {self.where} was opened to be read only.", "Open it for writing.")
        with self._translated(), self.engine.connect() as connection:
            options: dict[str, Any] = {"verbale_write": True}
            if self.dialect is postgres:
                options["isolation_level"] = "READ COMMITTED"
            writer = connection.execution_options(**options)
            with writer.begin():
                yield writer
        self._written()

    def _written(self) -> None:
        """After each transaction: from time to time the log goes into the file, and the file is sealed."""
        if self.path is None:
            return
        self._wrote = True
        if sealing.log_size(self.path) >= sealing.LOG_BYTES and time.monotonic() > self._not_before:
            sealing.renew(self.path)
            self._not_before = time.monotonic() + SEAL_SECONDS

    def close(self) -> None:
        """Let the file or the server go; a file that was written to is sealed."""
        if self._wrote and self.path is not None:
            sealing.renew(self.path)
            self._wrote = False
        self.engine.dispose()
        if self._held is not None:
            descriptors.end(self._held)
            self._held = None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """The database's errors as LedgerError."""
        try:
            yield
        except (exc.SQLAlchemyError, sqlite3.Error) as error:
            inner = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
            known = self.dialect.problem(inner, self.where)
            if known is not None:
                raise known from None
            raise LedgerError(
                "V304", f"The ledger {self.where} cannot be read or written ({type(inner).__name__}).",
                "Check free space, permissions and the server's log.",
            ) from (None if self.dialect is postgres else error)
        except UnicodeDecodeError:  # in the file's own names, or in SQLite's word on what is wrong with it
            raise LedgerError(
                "V301", f"The ledger {self.where} is damaged: it holds text that is none.",
                "Restore it from a copy; verbale verify names what is damaged.",
            ) from None
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise LedgerError(
                "V304", f"The ledger {self.where} cannot be reached ({why}).", "Check the path and permissions.",
            ) from None


def settle(connection: Connection, applied: Sequence[tuple[int, str, str]]) -> None:
    """After migrations: vouch for what they carried over from the first tables, and merge its events."""
    from verbale.ledger import deriving
    from verbale.ledger.journal import Journal

    journal = Journal(connection)
    journal.batch.migrated += applied
    table = schema.runs.c
    for run in connection.execute(select(schema.runs).order_by(table.run)).mappings():
        journal.batch.begun.append((run["run"], run["started"], run["version"]))
        journal.batch.counts += [(run["run"], name, run[name]) for name in migrations.OUTCOMES if run[name]]
        if run["finished"] is not None:
            journal.batch.finished.append((run["run"], run["finished"], run["received"]))
    stories = []
    for row in connection.execute(select(schema.codings).order_by(schema.codings.c.coding)).all():
        told = deriving.coded(connection, [row.coding])[row.coding]
        digests = [(claim.id, rows.digest(rows.canonical(claim))) for claim in told]
        journal.batch.codings.append((row.coding, row.story, row.copy, row.coder, row.note, digests))
        stories.append(row.story)
    before = set(connection.execute(select(schema.event_versions.c.id).where(
        schema.event_versions.c.batch < journal.number)).scalars())
    deriving.refresh(journal, stories)
    deriving.end(journal, before.difference(name for name, _ in journal.batch.now_events))
    journal.close()


def missing(kind: str, name: str) -> LedgerError:
    """The error for what is not in the ledger."""
    return LedgerError("V303", f"The ledger holds no {kind} {name}.", "Check the id.")

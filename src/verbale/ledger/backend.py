"""Opening a ledger's database, and what is SQLite's alone: pragmas, transactions, locks, check, full-text search."""
from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event, exc, text

from verbale.errors import LedgerError
from verbale.ledger import migrations

_LOCKED = ("locked", "busy")


def open_engine(where: str | Path, busy_seconds: float, *, create: bool) -> Engine:
    """An engine on the ledger at a path or URL, its tables brought up to date. Raises LedgerError V301 or V302."""
    path = _path(where)
    if not create and path != ":memory:" and not Path(path).is_file():
        raise LedgerError("V301", f"There is no ledger at {path}.", "Check the path, or code stories into it first.")
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        f"sqlite:///{path}", poolclass=StaticPool if path == ":memory:" else QueuePool,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
    )
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin)
    try:
        _bring_up(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _path(where: str | Path) -> str:
    path = os.fspath(where)
    if "://" not in path:
        return path
    if path.startswith("sqlite:///"):
        return path.removeprefix("sqlite:///") or ":memory:"
    scheme = path.partition(":")[0]
    raise LedgerError("V301", f"{scheme} ledgers cannot be opened yet.", "Give a file path or sqlite:///path.")


def _bring_up(engine: Engine, path: str) -> None:
    with translated(path):
        with reading(engine) as connection:
            needed = migrations.pending(connection)
        if needed:
            _use_wal(engine)  # only now: a file that is no ledger is left as it is
            with writing(engine) as connection:
                migrations.apply(connection)


def _connected(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA synchronous = NORMAL")


def _use_wal(engine: Engine) -> None:
    """Let readers go on while one writes; the file remembers it."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()


def _begin(connection: Connection) -> None:
    """A writer takes its lock at once, so that it never reads what another is about to change."""
    write = connection.get_execution_options().get("verbale_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the ledger throughout."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in one writing transaction: all of it is kept, or nothing."""
    with engine.connect() as connection:
        writer = connection.execution_options(verbale_write=True)
        with writer.begin():
            yield writer


@contextmanager
def translated(path: object) -> Iterator[None]:
    """The database's errors as LedgerError: V301 no ledger or damaged, V302 locked, V304 cannot be written."""
    try:
        yield
    except (exc.DBAPIError, sqlite3.Error) as error:
        reason = str(error.orig if isinstance(error, exc.DBAPIError) else error)
        if any(word in reason for word in _LOCKED):
            raise LedgerError(
                "V302", f"The ledger {path} is locked by another writer.", "Wait until that run ends, then try again.",
            ) from error
        if "not a database" in reason or "malformed" in reason:
            raise LedgerError(
                "V301", f"{path} is not a ledger, or it is damaged ({reason}).", "Name another file or restore a copy.",
            ) from error
        raise LedgerError(
            "V304", f"The ledger {path} cannot be read or written: {reason}.", "Check free space and permissions.",
        ) from error


def damage(connection: Connection) -> list[str]:
    """What SQLite's own check finds wrong with the file, at most 100 lines."""
    rows = connection.exec_driver_sql("PRAGMA integrity_check(100)").scalars().all()
    return [f"file: {row}" for row in rows if row != "ok"]


def search(connection: Connection, words: str, limit: int) -> list[tuple[str, str]]:
    """(story id, excerpt) of the stories that hold all the words, best first."""
    # Each word becomes a quoted string, so that nothing the user types is read as query language.
    query = " ".join('"' + word.replace('"', '""') + '"' for word in words.replace("\0", " ").split())
    if not query:
        return []
    found = connection.execute(
        text(
            "SELECT s.id, snippet(story_search, 0, '[', ']', '…', 16) FROM story_search JOIN stories s "
            "ON s.seq = story_search.rowid WHERE story_search MATCH :query ORDER BY rank, s.id LIMIT :limit",
        ),
        {"query": query, "limit": limit},
    )
    return [(row[0], row[1]) for row in found]

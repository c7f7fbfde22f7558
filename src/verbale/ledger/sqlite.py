"""What is SQLite's alone: opening the file, pragmas, transactions, its own check, full-text search."""
from __future__ import annotations

import functools
import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Connection,
    Engine,
    QueuePool,
    StaticPool,
    column,
    create_engine,
    event,
    exc,
    false,
    select,
    text,
)

from verbale.errors import LedgerError
from verbale.ledger import schema

MEMORY = ":memory:"
CACHE_KILOBYTES = 65_536  # of the file's pages a connection keeps; the default of 2 MB makes large batches crawl
APPLICATION = int.from_bytes(b"VRBL", "big")


def path_of(where: str) -> str | None:
    """The file that a path or a SQLite URL names (`:memory:` for none); None for the URL of another database."""
    if "://" not in where:
        return where
    if where.startswith("sqlite:///"):
        return where.removeprefix("sqlite:///") or MEMORY
    return None


def engine(path: str, busy_seconds: float, *, create: bool, read_only: bool) -> Engine:
    """An engine on the file. Raises LedgerError V301 where there is none and `create` is false."""
    if path != MEMORY:
        if (not create or read_only) and not Path(path).is_file():
            raise LedgerError(
                "V301", f"There is no ledger at {path}.", "Check the path, or code stories into it first.",
            )
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(
        "sqlite://", poolclass=StaticPool if path == MEMORY else QueuePool,
        creator=lambda: connect(path, busy_seconds, read_only=read_only),
    )
    event.listen(made, "begin", _begin)
    return made


def connect(path: str, busy_seconds: float, *, read_only: bool) -> sqlite3.Connection:
    """A connection of the driver's own."""
    if not read_only or path == MEMORY:
        raw = sqlite3.connect(path, timeout=busy_seconds, check_same_thread=False)
    else:
        place = quote(os.fspath(Path(path).absolute()))
        raw = sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=busy_seconds, check_same_thread=False)
        try:
            raw.execute("SELECT 1 FROM sqlite_master LIMIT 1")
        except sqlite3.OperationalError:
            raw.close()
            waiting = Path(f"{path}-wal")
            if waiting.exists() and waiting.stat().st_size:
                raise
            # A folder that cannot be written has no room for SQLite's index of the log; without a log none is needed.
            raw = sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    raw.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    raw.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
    raw.execute("PRAGMA wal_autocheckpoint = 0")  # the log is written back by `sealing`, which must know of it
    raw.execute("PRAGMA synchronous = FULL")  # what `add` has acknowledged survives a loss of power
    return raw


def _begin(connection: Connection) -> None:
    """A writer takes its lock at once, so that it never reads what another is about to change."""
    write = connection.get_execution_options().get("verbale_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def prepare(made: Engine) -> None:
    """Let readers go on while one writes; the file remembers it. Only for a file that is or becomes a ledger."""
    raw = made.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()


def problem(error: BaseException, where: str) -> LedgerError | None:
    """SQLite's error as Verbale's; None where it says nothing that is particular to SQLite."""
    reason = str(error)
    if "locked" in reason or "busy" in reason:
        return LedgerError(
            "V302", f"The ledger {where} is locked by another writer.", "Wait until that run ends, then try again.",
        )
    if any(word in reason for word in ("not a database", "malformed", "unsupported file format")):
        return LedgerError(
            "V301", f"{where} is not a ledger, or it is damaged ({reason}).",
            "Name another file, or see verbale verify and restore a copy.",
        )
    if "readonly" in reason:
        return LedgerError(
            "V305", f"The ledger {where} can only be read.", "Ask for the right to write the file and its folder.",
        )
    if "full" in reason:
        return LedgerError(
            "V304", f"The disk of {where} is full; nothing of this step was kept, all before it was.",
            "Free some space, then run the same command again.",
        )
    if isinstance(error, sqlite3.Error):
        return LedgerError(
            "V304", f"The ledger {where} cannot be read or written: {reason}.", "Check free space and permissions.",
        )
    return None


def search(connection: Connection, words: str, limit: int, offset: int) -> list[tuple[str, str]]:
    """(story id, excerpt) of the stories that hold all the words, best first."""
    query = _query(words)
    if not query:
        return []
    # The best are chosen first: an excerpt costs more than all the rest, and SQLite would make one of every match.
    best = connection.execute(
        text(
            "SELECT s.seq, s.id FROM story_search JOIN stories s ON s.seq = story_search.rowid "
            "WHERE story_search MATCH :query ORDER BY rank, s.id LIMIT :limit OFFSET :offset",
        ),
        {"query": query, "limit": limit, "offset": offset},
    ).all()
    excerpt = text(
        "SELECT snippet(story_search, 0, '[', ']', '…', 16) FROM story_search "
        "WHERE story_search MATCH :query AND rowid = :seq",
    )
    return [(row.id, connection.execute(excerpt, {"query": query, "seq": row.seq}).scalar_one()) for row in best]


def holding(words: str) -> Any:
    """A question for the ids of all stories that hold all the words."""
    query = _query(words)
    if not query:
        return select(schema.stories.c.id).where(false())
    found = text("SELECT rowid FROM story_search WHERE story_search MATCH :holding").bindparams(holding=query)
    return select(schema.stories.c.id).where(schema.stories.c.seq.in_(found.columns(column("rowid"))))


def _query(words: str) -> str:
    """Each word as a quoted string, so that nothing the user types is read as query language."""
    return " ".join('"' + word.replace('"', '""') + '"' for word in words.replace("\0", " ").split())


def damage(connection: Connection) -> list[str]:
    """What is wrong with the file itself, its pages, tables and guards; at most 100 lines each."""
    lines: list[str] = []
    for check in (_pages, _definitions):
        try:
            lines += check(connection)
        except (exc.DBAPIError, sqlite3.Error) as error:
            lines.append(f"file: {getattr(error, 'orig', error)}")
    return lines


def _pages(connection: Connection) -> list[str]:
    found: list[Any] = list(connection.exec_driver_sql("PRAGMA integrity_check(100)").scalars().all())
    lines = [f"file: {'; '.join(str(row).splitlines())}" for row in found if row != "ok"]
    if connection.exec_driver_sql("PRAGMA application_id").scalar() not in {APPLICATION, 0}:
        lines.append("file: its header says that it is no ledger")
    return lines


def index_damage(connection: Connection) -> list[str]:
    """Whether each word of each text is found where it stands. A file that can only be read cannot be asked.

    It takes the writer's lock, so it has a transaction of its own.
    """
    try:
        connection.exec_driver_sql("INSERT INTO story_search(story_search, rank) VALUES ('integrity-check', 1)")
    except exc.DBAPIError as error:
        if any(word in str(error.orig) for word in ("readonly", "locked", "busy")):
            return []
        return [f"search index: it does not agree with the stories ({error.orig})"]
    return []


def _definitions(connection: Connection) -> list[str]:
    """The tables and guards against those of a ledger made now."""
    expected = _expected()
    found = tables(connection)
    lines = [f"file: the table or view {name} is missing" for name in expected if name not in found]
    lines += [f"file: the table or view {name} is not as it was made" for name in expected
              if name in found and found[name] != expected[name]]
    return lines + [f"file: {name} is no table of a ledger" for name in found if name not in expected]


@functools.cache
def _expected() -> dict[str, str]:
    from verbale.ledger.backend import Backend

    blank = Backend(MEMORY, 1.0, create=True, read_only=False, blank=True)
    try:
        with blank.reading() as fresh:
            return tables(fresh)
    finally:
        blank.engine.dispose()


def tables(connection: Connection) -> dict[str, str]:
    """Name -> definition of all tables, indexes, views and guards, but those that the search index makes for itself."""
    asked = text("SELECT name, type || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master")
    return {name: told for name, told in connection.execute(asked) if not name.startswith("story_search_")}

"""What is PostgreSQL's alone: the driver, sessions, the writer's lock, full-text search."""
from __future__ import annotations

import importlib.util
import zlib
from typing import Any

from sqlalchemy import URL, Connection, Engine, column, create_engine, event, exc, make_url, text

from verbale.errors import InstallError, LedgerError
from verbale.ledger.migrations.m002_postgres import SEARCHED

_REFUSED = ("password authentication failed", "authentication failed", "no password supplied", "role ")
_UNREACHABLE = ("connection refused", "could not connect", "connection failed", "timeout expired", "no such file",
                "could not translate host name", "failed to resolve", "server closed the connection", "name or service")
CONNECT_SECONDS = 10
_LOCK = zlib.crc32(b"verbale ledger") & 0x7FFFFFFF


def parsed(where: str) -> URL:
    """The URL, with psycopg as its driver. Raises LedgerError V301 where it is none."""
    try:
        url = make_url(where)
    except (exc.ArgumentError, ValueError):
        raise LedgerError(
            "V301", "The database URL cannot be read.", "Write postgresql://user@host:5432/database.",
        ) from None
    if url.get_backend_name() != "postgresql":
        raise LedgerError(
            "V301", f"{url.get_backend_name()} ledgers cannot be opened.",
            "Give a file path, sqlite:///path or postgresql://user@host/database.",
        )
    if importlib.util.find_spec("psycopg") is None:
        raise InstallError("V410", "A ledger on PostgreSQL needs psycopg.", "Install verbale[team].")
    return url.set(drivername="postgresql+psycopg")


def shown(url: URL) -> str:
    """The URL without its password."""
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database)
    return bare.render_as_string(hide_password=True)


def engine(url: URL, busy_seconds: float, *, read_only: bool) -> Engine:
    """An engine on the server's database."""
    arguments = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    # A reader sees one state throughout; a writer, who holds the lock, sees what the writer before has left.
    made = create_engine(url, isolation_level="REPEATABLE READ", connect_args=arguments)

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("verbale_write", False):
            lock(connection, busy_seconds)
        elif read_only:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    event.listen(made, "begin", begin)
    return made


def prepare(_made: Engine) -> None:
    """Nothing to do: on PostgreSQL readers never wait."""


def lock(connection: Connection, busy_seconds: float) -> None:
    """Take the writer's lock for this transaction, waiting no longer than told; one lock for each schema."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, int(busy_seconds * 1000))}")
    connection.exec_driver_sql("SET LOCAL synchronous_commit = on")  # acknowledged is durable
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK}, hashtext(current_schema()))")


def problem(error: BaseException, where: str) -> LedgerError | None:
    """PostgreSQL's error as Verbale's. The driver's own words are never shown: they may quote the login."""
    reason = str(error).casefold()
    if "lock timeout" in reason or "could not obtain lock" in reason or "could not serialize" in reason:
        return LedgerError(
            "V302", f"The ledger {where} is locked by another writer.", "Wait until that run ends, then try again.",
        )
    if any(word in reason for word in _REFUSED):
        return LedgerError("V308", f"The server of {where} refused the login.", "Check user name and password.")
    if "does not exist" in reason and "database" in reason:
        return LedgerError("V301", f"There is no database {where}.", "Create it with createdb, or check the name.")
    if any(word in reason for word in _UNREACHABLE):
        return LedgerError("V307", f"No server answers at {where}.", "Check host and port, and that PostgreSQL runs.")
    if "read-only" in reason or "permission denied" in reason:
        return LedgerError("V305", f"The ledger {where} can only be read.", "Ask its owner for the right to write.")
    if "no space left" in reason or "disk full" in reason:
        return LedgerError(
            "V304", f"The disk of {where} is full; nothing of this step was kept, all before it was.",
            "Free some space, then run the same command again.",
        )
    return None


def search(connection: Connection, words: str, limit: int, offset: int) -> list[tuple[str, str]]:
    """(story id, excerpt) of the stories that hold all the words, best first."""
    if not words.replace("\0", " ").split():
        return []
    found = connection.execute(
        text(
            f"SELECT id, ts_headline('simple', left(text, 200000), q, 'StartSel=[,StopSel=],MaxWords=16,MinWords=4') "  # noqa: S608
            f"FROM stories, plainto_tsquery('simple', :words) q WHERE {SEARCHED} @@ q "
            f"ORDER BY ts_rank({SEARCHED}, q) DESC, id LIMIT :limit OFFSET :offset",
        ),
        {"words": words.replace("\0", " "), "limit": limit, "offset": offset},
    )
    return [(row[0], row[1]) for row in found]


def holding(words: str) -> Any:
    """A question for the ids of all stories that hold all the words."""
    asked = text(f"SELECT id FROM stories WHERE {SEARCHED} @@ plainto_tsquery('simple', :holding)")  # noqa: S608
    return asked.bindparams(holding=words.replace("\0", " ")).columns(column("id"))


def damage(_connection: Connection) -> list[str]:
    """Nothing: the server keeps its own checksums, where it was set up with them."""
    return []


def index_damage(_connection: Connection) -> list[str]:
    """Nothing: the search index is of the server's making."""
    return []

"""The second migration's part for SQLite alone: the guards of the new append-only tables."""
from __future__ import annotations

from sqlalchemy import Connection

APPEND_ONLY = (
    "records", "originals", "codings", "coded_claims", "judgements", "judged", "claim_versions", "event_versions",
)


def up(connection: Connection) -> None:
    """Create the guards."""
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, '{table} is append-only'); END",
            )

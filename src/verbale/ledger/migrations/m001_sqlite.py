"""The first migration's part for SQLite alone: full-text search (FTS5) and the guards of append-only tables."""
from __future__ import annotations

from sqlalchemy import Connection

APPEND_ONLY = ("stories", "copies", "claims", "claim_parties", "claim_sources", "amounts", "batches", "rejections")

SEARCH = (
    """CREATE VIRTUAL TABLE story_search USING fts5(text, content='stories', content_rowid='seq',
        tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER stories_to_search AFTER INSERT ON stories BEGIN
        INSERT INTO story_search(rowid, text) VALUES (new.seq, new.text); END""",
)


def up(connection: Connection) -> None:
    """Create index and guards. 'VRBL' in the file's header tells any reader whose file it is."""
    connection.exec_driver_sql(f"PRAGMA application_id = {int.from_bytes(b'VRBL', 'big')}")
    for statement in SEARCH:
        connection.exec_driver_sql(statement)
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, '{table} is append-only'); END",
            )

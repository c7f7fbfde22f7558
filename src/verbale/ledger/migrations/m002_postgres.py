"""The second migration's part for PostgreSQL alone: guards of all append-only tables, and full-text search."""
from __future__ import annotations

from sqlalchemy import Connection

APPEND_ONLY = (
    "batches", "records", "stories", "copies", "originals", "codings", "coded_claims", "judgements", "judged",
    "rejections", "claim_versions", "event_versions",
)
# PostgreSQL takes at most 1 MB of words in one tsvector; the first 200,000 characters always fit.
SEARCHED = "to_tsvector('simple', left(text, 200000))"


def up(connection: Connection) -> None:
    """Create guards and search index."""
    connection.exec_driver_sql(
        "CREATE FUNCTION verbale_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$",
    )
    for table in APPEND_ONLY:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION verbale_append_only()",
        )
    connection.exec_driver_sql(f"CREATE INDEX story_search ON stories USING gin ({SEARCHED})")

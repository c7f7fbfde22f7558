"""The second tables: every version of claims and events, codings, judgements, originals; events across stories.

Claims of the first tables become the coding of their story by an unknown coder (""). The events of the first tables
stay in history; those in force are merged again across stories once the tables are there (see backend.settle).
"""
from __future__ import annotations

import hashlib
import importlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

# No table refers to another by the database's own means: `verify` finds what is missing, by name, also in a ledger that
# was damaged before it came here, and adding stays quick.
TABLES = (
    """CREATE TABLE records (key INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, record TEXT NOT NULL,
        batch INTEGER NOT NULL)""",
    """CREATE TABLE originals (digest TEXT PRIMARY KEY, media TEXT NOT NULL, content {blob} NOT NULL,
        batch INTEGER NOT NULL)""",
    """CREATE TABLE codings (coding INTEGER PRIMARY KEY, story TEXT NOT NULL, copy TEXT NOT NULL,
        coder TEXT NOT NULL, note TEXT, batch INTEGER NOT NULL)""",
    """CREATE TABLE coded_claims (coding INTEGER NOT NULL, position INTEGER NOT NULL,
        id TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (coding, position))""",
    """CREATE TABLE judgements (judgement INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
        target TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL,
        key INTEGER NOT NULL, batch INTEGER NOT NULL)""",
    """CREATE TABLE judged (judgement INTEGER NOT NULL, position INTEGER NOT NULL,
        story TEXT NOT NULL, claim TEXT NOT NULL, PRIMARY KEY (judgement, position))""",
    """CREATE TABLE claim_versions (id TEXT NOT NULL, batch INTEGER NOT NULL,
        key INTEGER, block TEXT, PRIMARY KEY (id, batch))""",
    """CREATE TABLE event_versions (id TEXT NOT NULL, batch INTEGER NOT NULL,
        key INTEGER, PRIMARY KEY (id, batch))""",
    """CREATE TABLE claims (id TEXT PRIMARY KEY, story TEXT NOT NULL, position INTEGER NOT NULL,
        span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, event TEXT NOT NULL, mode TEXT, date_first TEXT,
        date_last TEXT, status TEXT NOT NULL, polarity TEXT NOT NULL, certainty TEXT NOT NULL, place TEXT, treaty TEXT,
        cameo TEXT, confidence {real} NOT NULL, key INTEGER NOT NULL, block TEXT NOT NULL,
        batch INTEGER NOT NULL)""",
    """CREATE TABLE claim_parties (claim TEXT NOT NULL, side TEXT NOT NULL,
        position INTEGER NOT NULL, code TEXT, sector TEXT NOT NULL, words TEXT NOT NULL,
        PRIMARY KEY (claim, side, position))""",
    """CREATE TABLE claim_sources (claim TEXT NOT NULL, position INTEGER NOT NULL, code TEXT,
        kind TEXT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (claim, position))""",
    """CREATE TABLE amounts (claim TEXT NOT NULL, position INTEGER NOT NULL, item TEXT NOT NULL,
        low {real}, high {real}, unit TEXT, PRIMARY KEY (claim, position))""",
    """CREATE TABLE events (id TEXT PRIMARY KEY, type TEXT NOT NULL, mode TEXT, date_first TEXT, date_last TEXT,
        place TEXT, status TEXT NOT NULL, standing TEXT NOT NULL, reports INTEGER NOT NULL, origins INTEGER NOT NULL,
        item TEXT, treaty TEXT, summary TEXT NOT NULL, key INTEGER NOT NULL,
        batch INTEGER NOT NULL)""",
    """CREATE TABLE event_parties (event TEXT NOT NULL, side TEXT NOT NULL,
        position INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (event, side, position))""",
    """CREATE TABLE event_claims (event TEXT NOT NULL, position INTEGER NOT NULL,
        claim TEXT NOT NULL, PRIMARY KEY (event, position))""",
    "ALTER TABLE stories ADD COLUMN raw {blob}",
    "ALTER TABLE copies ADD COLUMN original TEXT",
    "ALTER TABLE copies DROP COLUMN note",
)

INDEXES = (
    "CREATE INDEX codings_by_story ON codings (story)",
    "CREATE INDEX judged_by_story ON judged (story)",
    "CREATE INDEX claim_versions_by_batch ON claim_versions (batch)",
    "CREATE INDEX event_versions_by_batch ON event_versions (batch)",
    "CREATE INDEX claims_by_story ON claims (story, position)",
    "CREATE INDEX claims_by_date ON claims (date_first)",
    "CREATE INDEX claims_by_block ON claims (block)",
    "CREATE INDEX claim_parties_by_code ON claim_parties (code, claim, side)",
    "CREATE INDEX events_by_date ON events (date_first)",
    "CREATE INDEX event_parties_by_code ON event_parties (code, event, side)",
    "CREATE INDEX event_claims_by_claim ON event_claims (claim)",
)

VIEWS = (
    """CREATE VIEW v_claims AS
        SELECT c.id, c.event, c.mode,
            (SELECT {join}(coalesce(code, words), ' ') FROM claim_parties p
                WHERE p.claim = c.id AND p.side = 'actor') AS actors,
            (SELECT {join}(coalesce(code, words), ' ') FROM claim_parties p
                WHERE p.claim = c.id AND p.side = 'recipient') AS recipients,
            c.date_first, c.date_last, c.status, c.polarity, c.certainty,
            (SELECT {join}(coalesce(code, words), ' ') FROM claim_sources s WHERE s.claim = c.id) AS sources,
            c.place, round(CAST(c.confidence AS NUMERIC), 2) AS confidence,
            (SELECT min(name) FROM copies k WHERE k.story = c.story) AS story_name,
            substr(t.text, c.span_start + 1, c.span_end - c.span_start) AS quote, c.story
        FROM claims c JOIN stories t ON t.id = c.story""",
    """CREATE VIEW v_events AS
        SELECT e.id, e.summary, e.type, e.mode,
            (SELECT {join}(code, ' ') FROM event_parties p WHERE p.event = e.id AND p.side = 'actor') AS actors,
            (SELECT {join}(code, ' ') FROM event_parties p
                WHERE p.event = e.id AND p.side = 'recipient') AS recipients,
            e.date_first, e.date_last, e.place, e.status, e.standing,
            e.reports, e.origins, e.item, e.treaty
        FROM events e""",
    """CREATE VIEW v_judgements AS
        SELECT j.judgement, j.at, j.who, j.kind, j.target, j.why, j.id FROM judgements j""",
)
OLD = ("event_claims", "event_parties", "events", "amounts", "claim_sources", "claim_parties", "claims")
Rows = Sequence[Any]


def up(connection: Connection) -> None:
    """Put the new tables in the place of the old and carry everything over."""
    sqlite = connection.dialect.name == "sqlite"
    words = {
        "blob": "BLOB" if sqlite else "BYTEA", "real": "REAL" if sqlite else "DOUBLE PRECISION",
        "join": "group_concat" if sqlite else "string_agg",
    }
    claims: Rows = connection.execute(
        text("SELECT id, story, record, batch FROM claims ORDER BY batch, story, position, id"),
    ).all()
    events: Rows = connection.execute(text("SELECT id, record, batch FROM events ORDER BY batch, position, id")).all()
    copies: Rows = connection.execute(text(
        "SELECT story, digest, note, batch FROM copies ORDER BY batch, published IS NULL, published, digest",
    )).all()
    for view in ("v_claims", "v_events"):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view}")
    for table in OLD:
        connection.exec_driver_sql(f"DROP TABLE {table}")
    for statement in (*TABLES, *INDEXES, *VIEWS):
        connection.exec_driver_sql(statement.format(**words))
    keys = _records(connection, claims, events)
    _codings(connection, claims, copies, keys)
    own = "m002_sqlite" if sqlite else "m002_postgres"
    importlib.import_module(f"verbale.ledger.migrations.{own}").up(connection)


def _records(connection: Connection, claims: Rows, events: Rows) -> dict[str, int]:
    """Old claims and events as records with one version each: digest -> key."""
    keys: dict[str, int] = {}
    for table, rows in (("claim_versions", claims), ("event_versions", events)):
        for row in rows:
            digest = _digest(row.record)
            if digest not in keys:
                keys[digest] = len(keys) + 1
                _insert(connection, "records", key=keys[digest], digest=digest, record=row.record, batch=row.batch)
            _insert(connection, table, id=row.id, batch=row.batch, key=keys[digest])
    return keys


def _codings(connection: Connection, claims: Rows, copies: Rows, keys: dict[str, int]) -> None:
    """One coding for each place where a text was met, of all claims of the text."""
    of_story: dict[str, list[Any]] = {}
    for row in claims:
        of_story.setdefault(row.story, []).append(row)
    for coding, copy in enumerate(copies, 1):
        _insert(connection, "codings", coding=coding, story=copy.story, copy=copy.digest, coder="", note=copy.note,
                batch=copy.batch)
        for position, row in enumerate(of_story.get(copy.story, ())):
            _insert(connection, "coded_claims", coding=coding, position=position, id=row.id,
                    key=keys[_digest(row.record)])


def _digest(record: str) -> str:
    return hashlib.sha256(record.encode("utf-8", "surrogatepass")).hexdigest()


def _insert(connection: Connection, table: str, **row: object) -> None:
    names = ", ".join(row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(':' + n for n in row)})"), row)  # noqa: S608

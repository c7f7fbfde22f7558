"""The first tables, their indexes, and views that people can read. Plain SQL that SQLite and PostgreSQL both take."""
from __future__ import annotations

from sqlalchemy import Connection

TABLES = (
    "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TEXT NOT NULL)",
    """CREATE TABLE runs (run INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, version TEXT NOT NULL,
        received INTEGER, coded INTEGER NOT NULL, no_event INTEGER NOT NULL, duplicate INTEGER NOT NULL,
        rejected INTEGER NOT NULL)""",
    """CREATE TABLE batches (batch INTEGER PRIMARY KEY, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
        content TEXT NOT NULL)""",
    """CREATE TABLE stories (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL,
        batch INTEGER NOT NULL REFERENCES batches)""",
    """CREATE TABLE copies (story TEXT NOT NULL REFERENCES stories(id), digest TEXT NOT NULL, name TEXT NOT NULL,
        title TEXT NOT NULL, outlet TEXT, published TEXT, url TEXT, language TEXT, note TEXT, record TEXT NOT NULL,
        batch INTEGER NOT NULL REFERENCES batches, PRIMARY KEY (story, digest))""",
    """CREATE TABLE claims (id TEXT PRIMARY KEY, story TEXT NOT NULL REFERENCES stories(id), position INTEGER NOT NULL,
        span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, event TEXT NOT NULL, mode TEXT, date_first TEXT,
        date_last TEXT, status TEXT NOT NULL, polarity TEXT NOT NULL, certainty TEXT NOT NULL, place TEXT, treaty TEXT,
        cameo TEXT, confidence REAL NOT NULL, record TEXT NOT NULL, batch INTEGER NOT NULL REFERENCES batches)""",
    """CREATE TABLE claim_parties (claim TEXT NOT NULL REFERENCES claims(id), side TEXT NOT NULL,
        position INTEGER NOT NULL, code TEXT, sector TEXT NOT NULL, words TEXT NOT NULL,
        PRIMARY KEY (claim, side, position))""",
    """CREATE TABLE claim_sources (claim TEXT NOT NULL REFERENCES claims(id), position INTEGER NOT NULL, code TEXT,
        kind TEXT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (claim, position))""",
    """CREATE TABLE amounts (claim TEXT NOT NULL REFERENCES claims(id), position INTEGER NOT NULL, item TEXT NOT NULL,
        low REAL, high REAL, unit TEXT, PRIMARY KEY (claim, position))""",
    """CREATE TABLE events (id TEXT PRIMARY KEY, position INTEGER NOT NULL, type TEXT NOT NULL, mode TEXT,
        date_first TEXT, date_last TEXT, place TEXT, status TEXT NOT NULL, standing TEXT NOT NULL,
        reports INTEGER NOT NULL, origins INTEGER NOT NULL,
        item TEXT, treaty TEXT, summary TEXT NOT NULL, record TEXT NOT NULL,
        batch INTEGER NOT NULL REFERENCES batches)""",
    """CREATE TABLE event_parties (event TEXT NOT NULL REFERENCES events(id), side TEXT NOT NULL,
        position INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (event, side, position))""",
    """CREATE TABLE event_claims (event TEXT NOT NULL REFERENCES events(id), position INTEGER NOT NULL,
        claim TEXT NOT NULL REFERENCES claims(id), PRIMARY KEY (event, position))""",
    """CREATE TABLE rejections (rejection INTEGER PRIMARY KEY, run INTEGER REFERENCES runs, name TEXT NOT NULL,
        code TEXT NOT NULL, message TEXT NOT NULL, batch INTEGER NOT NULL REFERENCES batches)""",
)

INDEXES = (
    "CREATE INDEX claims_by_story ON claims (story, position)",
    "CREATE INDEX claims_by_date ON claims (date_first)",
    "CREATE INDEX claim_parties_by_code ON claim_parties (code, side)",
    "CREATE INDEX events_by_date ON events (date_first)",
    "CREATE INDEX event_parties_by_code ON event_parties (code, side)",
    "CREATE INDEX event_claims_by_claim ON event_claims (claim)",
)

VIEWS = (
    """CREATE VIEW v_claims AS
        SELECT c.id, c.event, c.mode,
            (SELECT group_concat(coalesce(code, words), ' ') FROM claim_parties p
                WHERE p.claim = c.id AND p.side = 'actor') AS actors,
            (SELECT group_concat(coalesce(code, words), ' ') FROM claim_parties p
                WHERE p.claim = c.id AND p.side = 'recipient') AS recipients,
            c.date_first, c.date_last, c.status, c.polarity, c.certainty,
            (SELECT group_concat(coalesce(code, words), ' ') FROM claim_sources s WHERE s.claim = c.id) AS sources,
            c.place, round(c.confidence, 2) AS confidence,
            (SELECT min(name) FROM copies k WHERE k.story = c.story) AS story_name,
            substr(t.text, c.span_start + 1, c.span_end - c.span_start) AS quote, c.story
        FROM claims c JOIN stories t ON t.id = c.story""",
    """CREATE VIEW v_events AS
        SELECT e.id, e.summary, e.type, e.mode,
            (SELECT group_concat(code, ' ') FROM event_parties p WHERE p.event = e.id AND p.side = 'actor') AS actors,
            (SELECT group_concat(code, ' ') FROM event_parties p
                WHERE p.event = e.id AND p.side = 'recipient') AS recipients,
            e.date_first, e.date_last, e.place, e.status, e.standing,
            e.reports, e.origins, e.item, e.treaty
        FROM events e""",
)


def up(connection: Connection) -> None:
    """Create everything, with the guards and the search index of the database at hand."""
    sqlite = connection.dialect.name == "sqlite"
    for statement in (*TABLES, *INDEXES):
        connection.exec_driver_sql(statement if sqlite else _for_postgres(statement))
    if sqlite:  # no ledger on PostgreSQL ever stopped here: its views and guards come with the second migration
        for statement in VIEWS:
            connection.exec_driver_sql(statement)
        from verbale.ledger.migrations import m001_sqlite

        m001_sqlite.up(connection)


def _for_postgres(statement: str) -> str:
    """SQLite's REAL has 8 bytes, PostgreSQL's 4; and a batch's own row comes last, when its hash is known."""
    return statement.replace(" REAL", " DOUBLE PRECISION").replace(" REFERENCES batches", "")

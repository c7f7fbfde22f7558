"""The tables as SQLAlchemy knows them. What creates them is migrations/; a test holds the two equal.

Every row of stories, copies, claims and events keeps its full record as canonical JSON in `record` (the text of a story
once, in stories.text); the other columns are there to be asked, and `verify` holds them to the record.
"""
from __future__ import annotations

from sqlalchemy import Column, Float, Integer, MetaData, Table, Text

metadata = MetaData()


def _table(name: str, *columns: str) -> Table:
    """Columns as 'name type'; a type with ! is the primary key or a part of it."""
    kinds = {"text": Text, "integer": Integer, "real": Float}
    built = []
    for column in columns:
        word, kind = column.split()
        built.append(Column(word, kinds[kind.rstrip("!")](), primary_key=kind.endswith("!")))
    return Table(name, metadata, *built)


migrations = _table("migrations", "number integer!", "name text", "applied text")
runs = _table(
    "runs", "run integer!", "started text", "finished text", "version text", "received integer", "coded integer",
    "no_event integer", "duplicate integer", "rejected integer",
)
batches = _table("batches", "batch integer!", "previous text", "hash text", "content text")
stories = _table("stories", "seq integer!", "id text", "text text", "batch integer")
copies = _table(
    "copies", "story text!", "digest text!", "name text", "title text", "outlet text", "published text", "url text",
    "language text", "note text", "record text", "batch integer",
)
claims = _table(
    "claims", "id text!", "story text", "position integer", "span_start integer", "span_end integer", "event text",
    "mode text", "date_first text", "date_last text", "status text", "polarity text", "certainty text", "place text",
    "treaty text", "cameo text", "confidence real", "record text", "batch integer",
)
claim_parties = _table(
    "claim_parties", "claim text!", "side text!", "position integer!", "code text", "sector text", "words text",
)
claim_sources = _table("claim_sources", "claim text!", "position integer!", "code text", "kind text", "words text")
amounts = _table("amounts", "claim text!", "position integer!", "item text", "low real", "high real", "unit text")
events = _table(
    "events", "id text!", "position integer", "type text", "mode text", "date_first text", "date_last text",
    "place text", "status text", "standing text", "reports integer", "origins integer", "item text", "treaty text",
    "summary text", "record text", "batch integer",
)
event_parties = _table("event_parties", "event text!", "side text!", "position integer!", "code text")
event_claims = _table("event_claims", "event text!", "position integer!", "claim text")
rejections = _table(
    "rejections", "rejection integer!", "run integer", "name text", "code text", "message text", "batch integer",
)

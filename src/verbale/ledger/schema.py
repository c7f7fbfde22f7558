"""The tables as SQLAlchemy knows them. What creates them is migrations/; a test holds the two equal.

Two sorts. The *record* is append-only and vouched for by the hash chain of `batches`: stories, copies, originals,
codings, coded_claims, judgements, rejections, runs, and the versions of claims and events. What is *in force now* is
made of it, to be asked quickly: claims and events with the tables below them. Each record is kept once, as canonical
JSON, in `records` under its hash; `key` points there.
"""
from __future__ import annotations

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()


def _table(name: str, *columns: str) -> Table:
    """Columns as 'name type'; a type with ! is the primary key or a part of it."""
    kinds = {"text": Text, "integer": Integer, "real": Float, "blob": LargeBinary}
    built = []
    for column in columns:
        word, kind = column.split()
        built.append(Column(word, kinds[kind.rstrip("!")](), primary_key=kind.endswith("!")))
    return Table(name, metadata, *built)


migrations = _table("migrations", "number integer!", "name text", "applied text")
batches = _table("batches", "batch integer!", "previous text", "hash text", "content text")
records = _table("records", "key integer!", "digest text", "record text", "batch integer")

# The record.
runs = _table(
    "runs", "run integer!", "started text", "finished text", "version text", "received integer", "coded integer",
    "no_event integer", "duplicate integer", "rejected integer",
)
stories = _table("stories", "seq integer!", "id text", "text text", "batch integer", "raw blob")
copies = _table(
    "copies", "story text!", "digest text!", "name text", "title text", "outlet text", "published text", "url text",
    "language text", "record text", "batch integer", "original text",
)
originals = _table("originals", "digest text!", "media text", "content blob", "batch integer")
codings = _table(
    "codings", "coding integer!", "story text", "copy text", "coder text", "note text", "batch integer",
)
coded_claims = _table("coded_claims", "coding integer!", "position integer!", "id text", "key integer")
judgements = _table(
    "judgements", "judgement integer!", "id text", "kind text", "target text", "who text", "at text", "why text",
    "key integer", "batch integer",
)
judged = _table("judged", "judgement integer!", "position integer!", "story text", "claim text")
rejections = _table(
    "rejections", "rejection integer!", "run integer", "name text", "code text", "message text", "batch integer",
)
claim_versions = _table("claim_versions", "id text!", "batch integer!", "key integer", "block text")
event_versions = _table("event_versions", "id text!", "batch integer!", "key integer")

# In force now.
claims = _table(
    "claims", "id text!", "story text", "position integer", "span_start integer", "span_end integer", "event text",
    "mode text", "date_first text", "date_last text", "status text", "polarity text", "certainty text", "place text",
    "treaty text", "cameo text", "confidence real", "key integer", "block text", "batch integer",
)
claim_parties = _table(
    "claim_parties", "claim text!", "side text!", "position integer!", "code text", "sector text", "words text",
)
claim_sources = _table("claim_sources", "claim text!", "position integer!", "code text", "kind text", "words text")
amounts = _table("amounts", "claim text!", "position integer!", "item text", "low real", "high real", "unit text")
events = _table(
    "events", "id text!", "type text", "mode text", "date_first text", "date_last text",
    "place text", "status text", "standing text", "reports integer", "origins integer", "item text", "treaty text",
    "summary text", "key integer", "batch integer",
)
event_parties = _table("event_parties", "event text!", "side text!", "position integer!", "code text")
event_claims = _table("event_claims", "event text!", "position integer!", "claim text")

CLAIM_TABLES = (claim_parties, claim_sources, amounts)  # below `claims`, by the column `claim`
EVENT_TABLES = (event_parties, event_claims)  # below `events`, by the column `event`
APPEND_ONLY = (
    "batches", "records", "stories", "copies", "originals", "codings", "coded_claims", "judgements", "judged",
    "rejections", "claim_versions", "event_versions",
)

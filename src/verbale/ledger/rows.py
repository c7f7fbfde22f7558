"""Records <-> rows. What is kept is canonical JSON; the other columns are made from it here, and checked against it.

Columns are for asking and hold no NUL, which PostgreSQL cannot keep: it is shown as "␀". Records hold it, escaped.
"""
from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from verbale.record import Claim, Event, Interval, Story

Row = dict[str, Any]

_ENCODER = msgspec.json.Encoder(order="sorted")


def canonical(value: object) -> str:
    """The one JSON text of a record: keys sorted, no blanks."""
    return _ENCODER.encode(value).decode()


def digest(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_claim(record: str) -> Claim:
    """The claim of a record."""
    return msgspec.json.decode(record, type=Claim)


def read_event(record: str) -> Event:
    """The event of a record."""
    return msgspec.json.decode(record, type=Event)


def story_row(story: Story) -> Row:
    """The columns of `stories`, without seq and batch; `raw` is there only for a text that holds NUL."""
    raw = story.text.encode() if "\0" in story.text else None
    return {"id": story.id, "text": _shown(story.text), "raw": raw}


def story_text(row: Any) -> str:
    """The text of a row of `stories`."""
    return bytes(row.raw).decode() if row.raw is not None else str(row.text)


def read_story(record: str, text: str) -> Story:
    """The story of a copy's record and its text."""
    return msgspec.structs.replace(msgspec.json.decode(record, type=Story), text=text)


YOUNG = ("source", "read_as", "retrieved")  # fields of a story that came after the second tables


def copy_row(story: Story) -> Row:
    """What is told about a text, without the text, and without the moment of fetching, which the batch tells.

    So fetching the same copy once more adds nothing.
    """
    told = msgspec.to_builtins(msgspec.structs.replace(story, text="", retrieved=None))
    # A field that older ledgers do not know is left out where it is empty: the same copy has the same record in both.
    record = canonical({name: value for name, value in told.items() if value is not None or name not in YOUNG})
    row = {
        "story": story.id, "digest": digest(record), "name": story.name, "title": story.title, "outlet": story.outlet,
        "published": story.published.isoformat() if story.published else None, "url": story.url,
        "language": story.language, "record": record,
    }
    return _clean(row)


def _shown(text: str) -> str:
    return text.replace("\0", "␀") if "\0" in text else text


def _clean(row: Row, nul: bool = True) -> Row:
    """The row without NUL in any text; `nul` false where it is known that there is none."""
    return {name: _shown(value) if type(value) is str else value for name, value in row.items()} if nul else row


def _real(value: float | None) -> float | None:
    """A number as SQLite gives it back: it knows no negative zero."""
    return None if value is None else value + 0.0


def claim_row(claim: Claim, *, nul: bool = True) -> Row:
    """The columns of `claims`, without position, key, block and batch."""
    first, last = days(claim.date)
    return _clean({
        "id": claim.id, "story": claim.story, "span_start": claim.span.start, "span_end": claim.span.end,
        "event": claim.event.value, "mode": claim.mode, "date_first": first, "date_last": last,
        "status": claim.status.value, "polarity": claim.polarity.value, "certainty": claim.certainty.value,
        "place": claim.place, "treaty": claim.treaty, "cameo": claim.cameo, "confidence": _real(claim.confidence),
    }, nul)


def claim_details(claim: Claim, *, nul: bool = True) -> dict[str, list[Row]]:
    """The rows of the tables below `claims`, by table."""
    sides = (("actor", claim.actors), ("recipient", claim.recipients))
    return {
        "claim_parties": [
            _clean({"claim": claim.id, "side": side, "position": n, "code": a.code, "sector": a.sector,
                    "words": a.text}, nul)
            for side, actors in sides for n, a in enumerate(actors)
        ],
        "claim_sources": [
            _clean({"claim": claim.id, "position": n, "code": s.code, "kind": s.kind.value, "words": s.text}, nul)
            for n, s in enumerate(claim.sources)
        ],
        "amounts": [
            _clean({"claim": claim.id, "position": n, "item": a.item, "unit": a.unit,
                    "low": _real(a.low), "high": _real(a.high)}, nul)
            for n, a in enumerate(claim.amounts)
        ],
    }


def event_row(event: Event, *, nul: bool = True) -> Row:
    """The columns of `events`, without key and batch."""
    first, last = days(event.date)
    return _clean({
        "id": event.id, "type": event.type.value, "mode": event.mode, "date_first": first, "date_last": last,
        "place": event.place, "status": event.status.value, "standing": event.standing.value, "reports": event.reports,
        "origins": event.origins, "item": event.item, "treaty": event.treaty, "summary": event.summary,
    }, nul)


def event_details(event: Event, *, nul: bool = True) -> dict[str, list[Row]]:
    """The rows of the tables below `events`, by table."""
    sides = (("actor", event.actors), ("recipient", event.recipients))
    return {
        "event_parties": [
            _clean({"event": event.id, "side": side, "position": n, "code": code}, nul)
            for side, codes in sides for n, code in enumerate(codes)
        ],
        "event_claims": [{"event": event.id, "position": n, "claim": claim} for n, claim in enumerate(event.claims)],
    }


def days(date: Interval | None) -> tuple[str | None, str | None]:
    """First and last day in ISO 8601."""
    return (date[0].isoformat(), date[1].isoformat()) if date else (None, None)

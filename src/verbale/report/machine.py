"""The record as plain JSON values, for the machine-readable block of the brief and for the exports."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from verbale.record import Coding, Event, Figure, Interval, Transfer, Treaty, guide_record

FORMAT = "verbale-brief/1"


def _days(date: Interval | None) -> list[str] | None:
    return [day.isoformat() for day in date] if date else None


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _figures(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [
        {"claim": f.claim, "item": f.item, "low": _finite(f.low), "high": _finite(f.high), "unit": f.unit}
        for f in figures
    ]


def event_record(event: Event) -> dict[str, Any]:
    """An event as one JSON object; field names as in the record, dates ISO 8601, figures side by side."""
    return {
        "id": event.id,
        "event": event.type.value,
        "mode": event.mode,
        "actor": list(event.actors),
        "recipient": list(event.recipients),
        "date": _days(event.date),
        "place": event.place,
        "status": event.status.value,
        "standing": event.standing.value,
        "reports": event.reports,
        "origins": event.origins,
        "figures": _figures(event.figures),
        "asserted_by": list(event.asserted_by),
        "denied_by": list(event.denied_by),
        "item": event.item,
        "treaty": event.treaty,
        "summary": event.summary,
        "stories": event.stories,
        "joins": [
            {"first": j.first, "second": j.second, "score": j.score, "reasons": list(j.reasons)} for j in event.joins
        ],
        "origin_reasons": list(event.origin_reasons),
        "claims": list(event.claims),
    }


def _treaty(treaty: Treaty) -> dict[str, Any]:
    steps = [
        {
            "step": s.step,
            "by": list(s.by),
            "date": _days(s.date),
            "status": s.status.value,
            "claims": list(s.claims),
            "denied_in": list(s.denied_in),
        }
        for s in treaty.steps
    ]
    return {
        "id": treaty.id,
        "name": treaty.name,
        "parties": list(treaty.parties),
        "steps": steps,
        "replaced_by": treaty.replaced_by,
    }


def _transfer(transfer: Transfer) -> dict[str, Any]:
    return {
        "event": transfer.event,
        "giver": list(transfer.giver),
        "receiver": list(transfer.receiver),
        "items": _figures(transfer.items),
        "date": _days(transfer.date),
        "status": transfer.status.value,
        "standing": transfer.standing.value,
        "mutual": transfer.mutual,
        "kinds": list(transfer.kinds),
        "basis": transfer.basis,
        "claims": list(transfer.claims),
    }


def machine_record(
    coding: Coding,
    treaties: Sequence[Treaty],
    transfers: Sequence[Transfer],
    numbers: Mapping[str, int],
    version: str,
    made: str,
) -> dict[str, Any]:
    """All that the page shows, as JSON values; `number` is the evidence number, `quote` the words of [start, end)."""
    story = coding.story
    claims = []
    for claim in sorted(coding.claims, key=lambda c: numbers[c.id]):
        record = guide_record(claim, story.name or story.id)
        for amount in record["amounts"]:
            amount.update(low=_finite(amount["low"]), high=_finite(amount["high"]))
        record["confidence"] = _finite(record["confidence"])
        trigger = [claim.trigger.start, claim.trigger.end]
        claims.append({"number": numbers[claim.id], **record, "trigger": trigger, "quote": story.quote(claim.span)})
    return {
        "format": FORMAT,
        "coder": f"Verbale {version}",
        "made": made or None,
        "reviewed": 0,
        "story": {
            "id": story.id,
            "name": story.name,
            "title": story.title,
            "outlet": story.outlet,
            "url": story.url,
            "published": story.published.isoformat() if story.published else None,
            "published_basis": story.published_basis,
            "language": story.language,
            "characters": len(story.text),
        },
        "claims": claims,
        "events": [event_record(e) for e in coding.events],
        "treaties": [_treaty(t) for t in treaties],
        "transfers": [_transfer(t) for t in transfers],
    }

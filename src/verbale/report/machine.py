"""The record as plain JSON values, for the machine-readable block of the brief and for the exports."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from verbale.record import Coding, Event, Figure, Interval, Story, Transfer, Treaty, guide_record

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
    return {
        "format": FORMAT,
        "coder": f"Verbale {version}",
        "made": made or None,
        "reviewed": 0,
        "story": story_record(coding.story),
        "claims": claim_records(coding, numbers),
        **_derived(coding.events, treaties, transfers),
    }


def pair_record(
    codings: Sequence[Coding],
    events: Sequence[Event],
    treaties: Sequence[Treaty],
    transfers: Sequence[Transfer],
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    """The record of a pair: its stories with their claims, each as in the brief of one story, and what is made of them.

    `number` is None for a claim that the page has no room to quote.
    """
    return {
        "stories": [{**story_record(c.story), "claims": claim_records(c, numbers)} for c in codings],
        **_derived(events, treaties, transfers),
    }


def finite(value: Any) -> Any:
    """Plain JSON values with None for each number that is none, which JSON cannot hold."""
    if isinstance(value, float):
        return _finite(value)
    if isinstance(value, dict):
        return {str(key): finite(one) for key, one in value.items()}
    return [finite(one) for one in value] if isinstance(value, list | tuple) else value


def story_record(story: Story) -> dict[str, Any]:
    """What is told of a story, without its text."""
    return {
        "id": story.id,
        "name": story.name,
        "title": story.title,
        "outlet": story.outlet,
        "url": story.url,
        "published": story.published.isoformat() if story.published else None,
        "published_basis": story.published_basis,
        "language": story.language,
        "characters": len(story.text),
    }


def claim_records(coding: Coding, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """The claims of a story in the order of their numbers; `quote` is the words of [start, end)."""
    story, claims = coding.story, []
    for claim in sorted(coding.claims, key=lambda c: (numbers.get(c.id, len(numbers) + 1), c.span, c.id)):
        record = guide_record(claim, story.name or story.id)
        for amount in record["amounts"]:
            amount.update(low=_finite(amount["low"]), high=_finite(amount["high"]))
        record["confidence"] = _finite(record["confidence"])
        trigger = [claim.trigger.start, claim.trigger.end]
        claims.append({"number": numbers.get(claim.id), **record, "trigger": trigger, "quote": story.quote(claim.span)})
    return claims


def _derived(
    events: Iterable[Event], treaties: Iterable[Treaty], transfers: Iterable[Transfer]
) -> dict[str, list[dict[str, Any]]]:
    return {
        "events": [event_record(e) for e in events],
        "treaties": [_treaty(t) for t in treaties],
        "transfers": [_transfer(t) for t in transfers],
    }

"""The record as plain JSON values, for the machine-readable block of the brief and for the exports."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from verbale.record import (
    Actor,
    Amount,
    Claim,
    Coding,
    Event,
    Figure,
    Interval,
    Source,
    Span,
    Story,
    Transfer,
    Treaty,
    guide_record,
)

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
    """What is told of a story, without its text, of which it has the digest."""
    return {
        "id": story.id,
        "sha256": digest(story),
        "name": story.name,
        "title": story.title,
        "outlet": story.outlet,
        "url": story.url,
        "published": story.published.isoformat() if story.published else None,
        "published_basis": story.published_basis,
        "language": story.language,
        "characters": len(story.text),
    }


def digest(story: Story) -> str:
    """SHA-256 of the text as read, as UTF-8: 64 hexadecimal digits, of which the first 16 are the story's id."""
    return hashlib.sha256(story.text.encode("utf-8", "surrogatepass")).hexdigest()


def claim_records(coding: Coding, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """The claims of a story in the order of their numbers: the fields of the guide, and all that rebuilds the claim.

    `quote` is the words of [start, end). `number` is None for a claim that the page has no room to quote.
    """
    ordered = sorted(coding.claims, key=lambda c: (numbers.get(c.id, len(numbers) + 1), c.span, c.id))
    return [_claim(claim, coding.story, numbers.get(claim.id)) for claim in ordered]


def _claim(claim: Claim, story: Story, number: int | None) -> dict[str, Any]:
    record = guide_record(claim, story.name or story.id)
    sides: dict[str, Sequence[Actor | Source | Amount]] = {
        "actor": claim.actors, "recipient": claim.recipients, "source": claim.sources, "amounts": claim.amounts,
    }  # fmt: skip
    for side, parts in sides.items():
        for one, part in zip(record[side], parts, strict=True):
            one["span"] = _span(part.span)
    for amount in record["amounts"]:
        amount.update(low=_finite(amount["low"]), high=_finite(amount["high"]))
    return {
        "number": number,
        **record,
        "confidence": _finite(claim.confidence),
        "trigger": _span(claim.trigger),
        "date_span": _span(claim.date_span),
        "place_span": _span(claim.place_span),
        "item": _span(claim.item),
        "treaty": claim.treaty,
        "cameo": claim.cameo,
        "why": [[why.field, why.rule, _span(why.span)] for why in claim.why],
        "quote": story.quote(claim.span),
    }


def _span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def claims_of(record: Mapping[str, Any]) -> list[Claim]:
    """The claims of a machine-readable block, whole as they were coded, in the order of the block.

    Raises msgspec.ValidationError where the block is none of a brief. A number that JSON cannot hold comes back as None
    (a bound of an amount) or 0.0 (a confidence).
    """
    told = [(record["story"], record["claims"])] if "claims" in record else []
    told += [(story, story["claims"]) for story in record.get("stories", ())]
    if "background" in record:
        told += [(story, story["claims"]) for story in record["background"]["stories"]]
    return [_read(claim, story["id"]) for story, claims in told for claim in claims]


def _read(told: Mapping[str, Any], story: str) -> Claim:
    names = ("id", "event", "mode", "date", "status", "polarity", "certainty", "amounts", "place", "treaty", "cameo")
    spans = {name: _points(told[name]) for name in ("trigger", "date_span", "place_span", "item")}
    sides = {to: told[name] for name, to in (("actor", "actors"), ("recipient", "recipients"), ("source", "sources"))}
    fields: dict[str, Any] = {
        **{name: told[name] for name in names},
        **spans,
        **{to: [{**one, "span": _points(one["span"])} for one in parts] for to, parts in sides.items()},
        "amounts": [{**one, "span": _points(one["span"])} for one in told["amounts"]],
        "story": story,
        "span": _points([told["start"], told["end"]]),
        "confidence": told["confidence"] if told["confidence"] is not None else 0.0,
        "why": [{"field": field, "rule": rule, "span": _points(span)} for field, rule, span in told["why"]],
    }
    return msgspec.convert(fields, Claim)


def _points(span: Sequence[int] | None) -> dict[str, int] | None:
    return {"start": span[0], "end": span[1]} if span else None


def _derived(
    events: Iterable[Event], treaties: Iterable[Treaty], transfers: Iterable[Transfer]
) -> dict[str, list[dict[str, Any]]]:
    return {
        "events": [event_record(e) for e in events],
        "treaties": [_treaty(t) for t in treaties],
        "transfers": [_transfer(t) for t in transfers],
    }

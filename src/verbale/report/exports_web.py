"""Exports for the web: TimelineJS, and Web Annotations as JSON-LD."""

from __future__ import annotations

import datetime
import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TextIO

from verbale.record import Claim, Coding, Event, Span, Story, guide_record
from verbale.report.exports import web_address
from verbale.report.words import ARROW, amount_text, kind_label, party_names, when_text

CONTEXT = 32  # characters before and after a quotation, by which it is found again where offsets moved
Evidence = Callable[[Event], list[tuple[Claim, Story]]]


def write_timeline(events: Iterable[Event], names: Mapping[str, str], evidence: Evidence, out: TextIO) -> str:
    """Write TimelineJS's JSON; what was written, as a line. Events without a date have no place on it: counted."""
    slides, undated = 0, 0
    out.write('{"events": [')
    for event in events:
        if event.date is None:
            undated += 1
            continue
        text = json.dumps(_slide(event, names, evidence(event)), ensure_ascii=True, sort_keys=True)
        out.write(("," if slides else "") + "\n" + text)
        slides += 1
    out.write("\n]}\n")
    return f"{slides + undated} events: {slides} on the timeline, {undated} without a date left out"


def _slide(event: Event, names: Mapping[str, str], told: list[tuple[Claim, Story]]) -> dict[str, Any]:
    assert event.date is not None
    first, last = event.date
    sides = [party_names(event.actors, names), party_names(event.recipients, names)]
    headline = f"{f' {ARROW} '.join(side for side in sides if side)}: {kind_label(event)}"
    slide: dict[str, Any] = {
        "unique_id": f"event-{event.id}",
        "start_date": _day(first),
        "display_date": html.escape(when_text(event.date)),
        "group": html.escape(event.type.value),
        "text": {"headline": html.escape(headline), "text": _told(event, names, told)},
    }
    return slide if first == last else {**slide, "end_date": _day(last)}


def _told(event: Event, names: Mapping[str, str], told: list[tuple[Claim, Story]]) -> str:
    """The text of a slide, HTML: summary, who says so, who denies it, figures, and each sentence with its story."""
    says = "; ".join(party_names((who,), names) if who else "the outlet" for who in event.asserted_by)
    denies = "; ".join(party_names((who,), names) if who else "the outlet" for who in event.denied_by)
    figures = "; ".join(dict.fromkeys(amount_text(f) for f in event.figures))
    lines = [
        event.summary,
        f"Status: {event.status.value}; {event.standing.value}.",
        f"Says so: {says}." if says else "",
        f"Denied by: {denies}." if denies else "",
        f"Figures: {figures}." if figures else "",
    ]
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
    return body + "".join(_quotation(claim, story) for claim, story in told)


def _quotation(claim: Claim, story: Story) -> str:
    name = html.escape(story.outlet or story.title or story.name or story.id)
    url = web_address(story)
    cite = f'<a href="{html.escape(url)}" rel="noopener">{name}</a>' if url else name
    return f"<blockquote>{html.escape(story.quote(claim.span))} <cite>{cite}</cite></blockquote>"


def _day(day: datetime.date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def write_annotations(codings: Iterable[Coding], out: TextIO) -> str:
    """Write the claims as an AnnotationPage of the Web Annotation model; what was written, as a line."""
    claims = count = 0
    out.write('{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": [')
    for coding in codings:
        claims += len(coding.claims)
        for note in claim_annotations(coding):
            text = json.dumps(note, ensure_ascii=True, sort_keys=True, allow_nan=False)
            out.write(("," if count else "") + "\n" + text)
            count += 1
    out.write("\n]}\n")
    return f"{claims} claims, {count} annotations"


def claim_annotations(coding: Coding) -> Iterator[dict[str, Any]]:
    """For each claim one annotation on its sentence, with the claim as JSON, then one on the words of each field."""
    story = coding.story
    for claim in coding.claims:
        whole = json.dumps(guide_record(claim, story.name or story.id), ensure_ascii=False, sort_keys=True)
        name = f"urn:verbale:claim:{claim.id}"
        yield _annotation(name, "describing", "application/json", whole, story, claim.span)
        for number, (field, value, span) in enumerate(_fields(claim)):
            one = f"{name}:{number}:{field}"
            yield _annotation(one, "tagging", "text/plain", f"{field}={value}", story, span)


def _fields(claim: Claim) -> Iterator[tuple[str, str, Span]]:
    """(field, value, words) of every field that has words in the text."""
    yield "event", claim.event.value, claim.trigger
    for actor in claim.actors:
        yield "actor", actor.code or actor.text, actor.span
    for actor in claim.recipients:
        yield "recipient", actor.code or actor.text, actor.span
    for source in claim.sources:
        yield "source", source.code or source.text, source.span
    for amount in claim.amounts:
        yield "amount", amount_text(amount), amount.span
    if claim.date and claim.date_span:
        yield "date", "/".join(day.isoformat() for day in claim.date), claim.date_span
    if claim.place and claim.place_span:
        yield "place", claim.place, claim.place_span
    if claim.item:
        yield "item", "", claim.item


def _annotation(name: str, why: str, kind: str, value: str, story: Story, span: Span) -> dict[str, Any]:
    return {
        "id": name,
        "type": "Annotation",
        "motivation": why,
        "body": {"type": "TextualBody", "format": kind, "value": value},
        "target": {
            "source": web_address(story) or f"urn:verbale:story:{story.id}",
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": story.quote(span),
                    "prefix": story.text[max(0, span.start - CONTEXT) : span.start],
                    "suffix": story.text[span.end : span.end + CONTEXT],
                },
            ],
        },
    }

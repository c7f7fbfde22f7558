"""A story's text cut into paragraphs, and these into plain text and sentences that hold claims."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from verbale.record import Claim, Event, Span, Story
from verbale.report import evidence, timeline
from verbale.report.words import quad_of
from verbale.web.facts import claim_link

_PARAGRAPH = re.compile(r"[^\n]+")


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Plain text, or a sentence that holds claims: then `link` leads to the card of the first of them.

    `pieces` have the trigger of each claim apart, with its number; `quads` are the classes of these numbers.
    """

    text: str
    link: str = ""
    lead: str = ""  # id of the claim whose card opens
    claims: tuple[str, ...] = ()
    quad: str = ""
    disputed: bool = False
    label: str = ""  # what a reader hears: "2 claims, disputed"
    pieces: tuple[Any, ...] = ()
    quads: Mapping[int, str] = {}


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph; `head` where it is the headline."""

    passages: tuple[Passage, ...]
    head: bool = False


def units(claims: Iterable[Claim]) -> list[tuple[Span, list[Claim]]]:
    """Sentences with their claims, in the order of the text; overlapping ones are one."""
    found: list[tuple[Span, list[Claim]]] = []
    for claim in sorted(claims, key=lambda c: (c.span, c.trigger, c.id)):
        if found and claim.span.start < found[-1][0].end:
            span, held = found[-1]
            found[-1] = (Span(span.start, max(span.end, claim.span.end)), [*held, claim])
        else:
            found.append((claim.span, [claim]))
    return found


def paragraphs(
    story: Story, claims: Sequence[Claim], events: Sequence[Event], numbers: Mapping[str, int], title: str,
) -> list[Paragraph]:
    """The whole text; a first line that is the title is marked as the headline."""
    disputed = {c for e in events if timeline.shape_of(e) == "disputed" for c in e.claims}
    held = units(claims)
    made: list[Paragraph] = []
    at = 0
    for match in _PARAGRAPH.finditer(story.text):
        start, end = match.span()
        if not match.group().strip():
            continue
        while at < len(held) and held[at][0].end <= start:
            at += 1
        inside: list[Passage] = []
        place = start
        for span, told in held[at:]:
            if span.start >= end:
                break
            left, right = max(span.start, start), min(span.end, end)
            if place < left:
                inside.append(Passage(text=story.text[place:left]))
            inside.append(_sentence(story, Span(left, right), told, disputed, numbers))
            place = right
        if place < end:
            inside.append(Passage(text=story.text[place:end]))
        made.append(Paragraph(tuple(inside), head=not made and match.group().strip() == title.strip()))
    return made


def _sentence(
    story: Story, span: Span, told: Sequence[Claim], disputed: set[str], numbers: Mapping[str, int],
) -> Passage:
    lead = min(told, key=lambda c: (c.id not in disputed, -c.confidence, c.trigger))
    fought = any(c.id in disputed for c in told)
    count = f"{len(told)} claim{'' if len(told) == 1 else 's'}"
    return Passage(
        text=story.quote(span), link=claim_link(lead), lead=lead.id, claims=tuple(c.id for c in told),
        quad=quad_of(lead.event), disputed=fought, label=f"{count}, disputed" if fought else count,
        pieces=evidence.cut_quote(story, span, [(c.trigger, numbers[c.id]) for c in told]),
        quads={numbers[c.id]: quad_of(c.event) for c in told},
    )

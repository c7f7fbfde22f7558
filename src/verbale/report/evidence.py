"""The numbered evidence: every claim has one number, in the order of the story; sentences are quoted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from verbale.record import Claim, Coding, Polarity, Span, Story
from verbale.report.words import amount_text, kind_label, party_names, quad_of, says_text, vocabulary, when_text


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a quote; `numbers` are those of the claims whose trigger it is, empty for plain text."""

    text: str
    numbers: tuple[int, ...] = ()


class Quote(msgspec.Struct, frozen=True):
    """One sentence of the story with all claims that it holds."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    rows: tuple[dict[str, Any], ...]


def number_claims(claims: Iterable[Claim]) -> dict[str, int]:
    """Claim id -> evidence number, from 1, in the order of the text."""
    ordered = sorted(claims, key=lambda c: (c.span, c.trigger, c.id))
    return {claim.id: number for number, claim in enumerate(ordered, 1)}


def cut_quote(story: Story, span: Span, triggers: Iterable[tuple[Span, int]]) -> tuple[Piece, ...]:
    """The words of `span` in pieces, triggers apart; overlapping triggers become one piece with all their numbers."""
    merged: list[tuple[int, int, list[int]]] = []
    for trigger, number in sorted(triggers):
        start, end = max(trigger.start, span.start), min(trigger.end, span.end)
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            first, last, numbers = merged[-1]
            merged[-1] = (first, max(last, end), [*numbers, number])
        else:
            merged.append((start, end, [number]))
    pieces, at = [], span.start
    for start, end, numbers in merged:
        pieces += [Piece(story.text[at:start])] if at < start else []
        pieces.append(Piece(story.text[start:end], tuple(sorted(set(numbers)))))
        at = end
    return (*pieces, Piece(story.text[at : span.end])) if at < span.end else tuple(pieces)


def claim_row(claim: Claim, number: int, story: Story, names: Mapping[str, str]) -> dict[str, Any]:
    """A claim's fields in words, for the annex."""

    def side(actors: Iterable[Any]) -> list[dict[str, str]]:
        return [
            {"text": a.text, "code": " ".join(part for part in (a.code or "unresolved", a.sector) if part)}
            for a in actors
        ]

    return {
        "number": number,
        "id": claim.id,
        "kind": kind_label(claim),
        "type": claim.event.value,
        "mode": claim.mode or "",
        "quad": quad_of(claim.event),
        "actors": side(claim.actors),
        "recipients": side(claim.recipients),
        "date": when_text(claim.date),
        "date_words": story.quote(claim.date_span) if claim.date_span else "",
        "status": claim.status.value,
        "polarity": claim.polarity.value,
        "certainty": claim.certainty.value,
        "denial": claim.polarity is Polarity.NEGATIVE,
        "says": says_text(claim, names),
        "source_kinds": ", ".join(dict.fromkeys(s.kind.value for s in claim.sources)),
        "amounts": [amount_text(a) for a in claim.amounts],
        "item": story.quote(claim.item) if claim.item else "",
        "place": party_names([claim.place], names) if claim.place else "",
        "cameo": claim.cameo or "",
        "trigger": (claim.trigger.start, claim.trigger.end),
        "confidence": f"{claim.confidence:.2f}",
        "percent": round(100 * min(max(claim.confidence, 0.0), 1.0)),
        "why": [{"field": r.field, "rule": r.rule, "words": story.quote(r.span) if r.span else ""} for r in claim.why],
    }


def quotes(coding: Coding, numbers: Mapping[str, int], names: Mapping[str, str]) -> list[Quote]:
    """The annex: sentences in the order of the text, each with its claims."""
    by_span: dict[Span, list[Claim]] = {}
    for claim in sorted(coding.claims, key=lambda c: numbers[c.id]):
        by_span.setdefault(claim.span, []).append(claim)
    return [
        Quote(
            span.start,
            span.end,
            cut_quote(coding.story, span, ((c.trigger, numbers[c.id]) for c in claims)),
            tuple(claim_row(c, numbers[c.id], coding.story, names) for c in claims),
        )
        for span, claims in by_span.items()
    ]


def hedge(claims: Iterable[Claim]) -> str:
    """'reportedly' or 'possibly' where no claim states it flatly, else nothing."""
    order = list(vocabulary()["certainty"])
    ranks = [order.index(claim.certainty.value) for claim in claims]
    word: str = vocabulary()["certainty"][order[min(ranks)]] if ranks else ""
    return word

"""Claims built by hand from a marked sentence: no model, no naming, only the record."""
from __future__ import annotations

import datetime

import msgspec

from verbale.record import (
    Actor,
    Amount,
    Certainty,
    Claim,
    EventType,
    Polarity,
    Source,
    SourceKind,
    Span,
    Status,
    Story,
    claim_id,
)


class Telling:
    """A story that grows sentence by sentence; each `tell` adds a sentence and gives its claim."""

    def __init__(self) -> None:
        self.text = ""
        self._claims: list[Claim] = []

    @property
    def story(self) -> Story:
        return Story(text=self.text, name="hand-made", published=datetime.date(2024, 11, 21))

    @property
    def claims(self) -> list[Claim]:
        """The claims told so far, under the story's id."""
        return [msgspec.structs.replace(claim, story=self.story.id) for claim in self._claims]

    def again(self, kind: str, actors: str, recipients: str = "", **fields: object) -> Claim:
        """One more claim in the sentence that was told last."""
        return self._claim(self._claims[-1].span, kind, actors, recipients, fields)

    def tell(self, sentence: str, kind: str, actors: str, recipients: str = "", **fields: object) -> Claim:
        """`actors`: codes. `by`: "RUS", "?words" (unnamed), "@words" (media). `date`: ISO or pair."""
        start = len(self.text)
        self.text += sentence + " "
        return self._claim(Span(start, start + len(sentence)), kind, actors, recipients, fields)

    def _find(self, span: Span, words: str | None) -> Span | None:
        if words is None:
            return None
        start = self.text.index(words, span.start, span.end)
        return Span(start, start + len(words))

    def _claim(self, span: Span, kind: str, actors: str, recipients: str, fields: dict) -> Claim:
        date = fields.get("date")
        days = (date, date) if isinstance(date, str) else date
        amounts = tuple(Amount(i, low, high, None, span) for i, low, high in fields.get("amounts", ()))
        claim = Claim(
            id=claim_id("hand-made", kind, actors, recipients, sorted(fields.items(), key=str), len(self._claims)),
            story="", span=span, trigger=self._find(span, fields.get("trigger")) or Span(span.start, span.start),
            event=EventType(kind), mode=fields.get("mode"),
            actors=_side(actors, span), recipients=_side(recipients, span),
            date=tuple(map(datetime.date.fromisoformat, days)) if days else None,
            status=Status(fields.get("status", "done")), polarity=Polarity(fields.get("polarity", "+")),
            certainty=Certainty(fields.get("certainty", "certain")), sources=_sources(fields.get("by", ""), span),
            amounts=amounts, place=fields.get("place"), item=self._find(span, fields.get("item")),
            treaty=fields.get("treaty"),
        )
        self._claims.append(claim)
        return claim


def _side(codes: str, span: Span) -> tuple[Actor, ...]:
    return tuple(Actor(code, code, "GOV", span) for code in codes.split())


def _sources(by: str, span: Span) -> tuple[Source, ...]:
    if by.startswith("?"):
        return (Source(by[1:], None, SourceKind.UNNAMED, span),)
    if by.startswith("@"):
        return (Source(by[1:], None, SourceKind.MEDIA, span),)
    return tuple(Source(code, code, SourceKind.OFFICIAL, span) for code in by.split())

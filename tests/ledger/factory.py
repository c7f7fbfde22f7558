"""Codings built by hand, and strategies that build any."""
from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from verbale import events, pipeline
from verbale.record import (
    Actor,
    Amount,
    Certainty,
    Claim,
    Coding,
    Event,
    EventType,
    Polarity,
    Reason,
    Source,
    SourceKind,
    Span,
    Status,
    Story,
    claim_id,
)

DAY = datetime.date(2024, 11, 20)


def coding(n: int = 0, actors: str = "RUS", recipients: str = "PRK", **fields: Any) -> Coding:
    """Story n with one claim and one event, each five days after the one before, so that they do not merge."""
    day = DAY + datetime.timedelta(days=5 * n)
    text = f"Story {n}: Russia gave North Korea 70 bears."
    story = Story(text=text, name=f"story-{n}", published=day, outlet="Gazette")
    span = Span(0, len(story.text))
    claim = Claim(
        id=claim_id(story.id, "claim"), story=story.id, span=span, trigger=Span(16, 20), event=EventType.AID,
        actors=_side(actors), recipients=_side(recipients), date=fields.pop("date", (day, day)),
        sources=(Source("the Kremlin", "RUS", SourceKind.OFFICIAL, span),),
        amounts=(Amount("bears", 70.0, None, None, span),), item=Span(37, 42), **fields,
    )
    return Coding(story=story, claims=(claim,), events=merged(story, claim))


def merged(story: Story, *claims: Claim) -> tuple[Event, ...]:
    """The events as the ledger makes them of one story."""
    return events.merge(story, claims, pipeline.country_names())


def report(
    n: int, text: str, event: EventType = EventType.AID, day: datetime.date | None = DAY, **fields: Any,
) -> Coding:
    """A story of outlet n whose text is the evidence of one claim, Russia to North Korea unless told otherwise."""
    story = Story(
        text=f"{text} Outlet {n}.", name=f"report-{n}", published=fields.pop("published", DAY), outlet=f"Outlet {n}",
    )
    span = Span(0, len(text))
    claim = Claim(
        id=claim_id(story.id, text), story=story.id, span=span, trigger=fields.pop("trigger", Span(7, 11)), event=event,
        actors=_side(fields.pop("actors", "RUS")), recipients=_side(fields.pop("recipients", "PRK")),
        date=(day, day) if day else None, **fields,
    )
    return Coding(story=story, claims=(claim,), events=merged(story, claim))


def silent(n: int) -> Coding:
    """Story n without any event."""
    return Coding(story=Story(text=f"Nothing happened in story {n}.", name=f"silent-{n}"), note="no two parties")


def _side(codes: str) -> tuple[Actor, ...]:
    return tuple(Actor(code, code, "GOV", Span(0, 1)) for code in codes.split())


words = st.text(max_size=20)
maybe_words = st.none() | words
spans = st.builds(Span, st.integers(0, 10**6), st.integers(0, 10**6))
days = st.tuples(st.dates(), st.dates()).map(lambda pair: (min(pair), max(pair)))
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
actors = st.lists(st.builds(Actor, words, maybe_words, words, spans), max_size=3).map(tuple)
codes = st.lists(words, max_size=3).map(tuple)


def _few(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=2).map(tuple)


@st.composite
def codings(draw: st.DrawFn) -> Coding:
    """Any coding that the types allow: odd characters, empty fields, huge figures."""
    story = draw(st.builds(
        Story, text=st.text(max_size=200), name=words, title=words, outlet=maybe_words,
        published=st.none() | st.dates(), published_basis=maybe_words, url=maybe_words, language=maybe_words,
    ))
    claims = tuple(draw(_claims(story.id, n)) for n in range(draw(st.integers(0, 3))))
    return Coding(story=story, claims=claims, note=draw(maybe_words))


def _claims(story: str, n: int) -> st.SearchStrategy[Claim]:
    return st.builds(
        Claim, id=st.just(claim_id(story, n)), story=st.just(story), span=spans, trigger=spans,
        event=st.sampled_from(EventType), mode=maybe_words, actors=actors, recipients=actors, date=st.none() | days,
        date_span=st.none() | spans, status=st.sampled_from(Status), polarity=st.sampled_from(Polarity),
        certainty=st.sampled_from(Certainty), place=maybe_words, place_span=st.none() | spans,
        sources=_few(st.builds(Source, words, maybe_words, st.sampled_from(SourceKind), spans)),
        amounts=_few(st.builds(Amount, words, numbers, numbers, maybe_words, spans)),
        item=st.none() | spans, treaty=maybe_words, cameo=maybe_words, confidence=st.floats(0, 1),
        why=_few(st.builds(Reason, words, words, st.none() | spans)),
    )

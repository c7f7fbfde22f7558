"""What holds of every coding: each filled field has its words, dates are ordered, a denial turns no event round."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verbale.pipeline import code
from verbale.reading import read
from verbale.record import Claim, Coding, Polarity, Span, Story

DAY = dt.date(2024, 11, 20)
STORIES = 8  # of the corpus, evenly taken

DEEDS = [
    ("Chad", "Sudan", "Sudan had bombed a Chadian village", "Sudan bombed a Chadian village"),
    ("Kyiv", "Belgrade", "Serbia had sold shells to Ukraine", "Serbia sold shells to Ukraine"),
    ("Lima", "Santiago", "Chile had expelled a Peruvian diplomat", "Chile expelled a Peruvian diplomat"),
]
ANSWERS = [
    "{denier} denied it.",
    "{denier} rejected the claim.",
    "{denier} denied that {deed}.",
    "Such reports are groundless, {denier} said.",
    "{denier} called the report a lie.",
    "It is not true that {deed}, {denier} said.",
]


def spans(claim: Claim) -> list[Span]:
    parts = [claim.span, claim.trigger, claim.date_span, claim.place_span, claim.item]
    parts += [x.span for group in (claim.actors, claim.recipients, claim.sources, claim.amounts) for x in group]
    return [s for s in parts if s is not None]


def check(coding: Coding) -> None:
    """Every invariant, of every claim and event."""
    story = coding.story
    for claim in coding.claims:
        assert all(0 <= s.start < s.end <= len(story.text) for s in spans(claim))
        assert (claim.place is None) == (claim.place_span is None)
        if claim.date is not None:
            assert claim.date[0] <= claim.date[1]
            news = claim.date_span is None  # undated news is of the story's own day, which has no words
            assert not news or claim.date[0] == claim.date[1] or claim.date[1] == story.published
        for amount in claim.amounts:
            assert amount.low is None or amount.high is None or amount.low <= amount.high
            assert amount.low is not None or amount.high is not None
    by_id = {c.id: c for c in coding.claims}
    for event in coding.events:
        told = [by_id[c] for c in event.claims]
        asserted = [c for c in told if c.polarity is Polarity.POSITIVE]
        if asserted:  # what it is, and how far along, is told by those who assert it
            assert event.type in {c.event for c in asserted}
            assert event.status in {c.status for c in asserted}
        assert event.date is None or event.date[0] <= event.date[1]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(DEEDS), st.sampled_from(ANSWERS), st.sampled_from(["", "\nThe village has 400 people."]))
def test_a_denial_turns_no_event_round(deed: tuple[str, str, str, str], answer: str, between: str) -> None:
    accuser, denier, clause, plain = deed
    text = f"{accuser} said on Monday that {clause}.{between}\n{answer.format(denier=denier, deed=clause)}"
    coding = code(Story(text=text, published=DAY))
    check(coding)
    alone = code(Story(text=f"{accuser} said on Monday that {clause}.", published=DAY))
    asserted = {e.type for e in alone.events}
    assert asserted, plain
    for kind in asserted:  # the event is still there, asserted by who asserted it, and as far along as before
        before = next(e for e in alone.events if e.type == kind)
        assert any(e.type == kind and e.status == before.status and e.date == before.date for e in coding.events)
    for claim in coding.claims:
        if claim.polarity is Polarity.NEGATIVE:
            assert claim.sources


@pytest.mark.timeout(600)
@pytest.mark.shared("corpus/html")
def test_every_story_of_the_corpus(shared: Path) -> None:
    stories = [story for path in sorted((shared / "corpus" / "html").glob("*.html")) for story in read(path)]
    assert stories
    for story in stories[:: max(1, len(stories) // STORIES)]:
        check(code(story))

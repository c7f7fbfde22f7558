"""What holds of every claim of any text: spans lie in the story, dates are ordered, ids are unique, results repeat."""

from __future__ import annotations

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verbale.claims import find_claims
from verbale.language import analyse
from verbale.record import Claim, Span, Story

NAMES = [
    "Russia",
    "the Kenyan president",
    "Kim Jong Un",
    "NATO",
    "Turkish troops",
    "the two countries",
    "It",
    "Peru’s zoo",
    "Chad and Mali",
]
VERBS = [
    "sent 40 horses to",
    "accused",
    "denied attacking",
    "will visit",
    "has imposed sanctions on",
    "signed a treaty with",
    "was told by",
]
TAILS = [
    "",
    " on Monday",
    ", officials said",
    " in June 2023",
    " if talks fail",
    " – “no comment”",
    " (Reuters)",
    " \u202e\u0000 x",
]
SENTENCE = st.builds(lambda a, v, b, t: f"{a} {v} {b}{t}.", *(st.sampled_from(x) for x in (NAMES, VERBS, NAMES, TAILS)))
NOISE = st.text(max_size=40)
TEXT = st.lists(st.one_of(SENTENCE, NOISE), min_size=1, max_size=5).map(" ".join)


def spans(claim: Claim) -> list[Span]:
    parts = [claim.span, claim.trigger, claim.date_span, claim.place_span, claim.item]
    parts += [x.span for group in (claim.actors, claim.recipients, claim.sources, claim.amounts) for x in group]
    return [s for s in parts if s is not None]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXT)
def test_claims_hold_their_invariants(text: str) -> None:
    story = Story(text=text, published=datetime.date(2024, 11, 20))
    claims = find_claims(story, analyse(story))
    assert len({c.id for c in claims}) == len(claims)
    for claim in claims:
        assert all(0 <= s.start < s.end <= len(text) for s in spans(claim))
        assert all(text[a.span.start : a.span.end] == a.text for a in (*claim.actors, *claim.recipients))
        assert all(text[s.span.start : s.span.end] == s.text for s in claim.sources)
        assert claim.date is None or claim.date[0] <= claim.date[1]
        assert 0 < claim.confidence <= 1
        assert claim.why
    assert claims == find_claims(story, analyse(story))

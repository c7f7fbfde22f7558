"""Who "I" and "we" are: a first person inside the content of another is told once."""

from __future__ import annotations

import datetime as dt

import pytest

from verbale.pipeline import code
from verbale.record import Story


@pytest.mark.parametrize(
    "text",
    [
        "I said, first of all, that I believed in Kenya, where work was available.",
        "We said, first of all, that we believed in an Africa where the markets of our nation could grow.",
        "I said, first of all, that I believed that I said, first of all, that we would send aid to Kenya.",
    ],
)
def test_first_persons_that_tell_each_other(text):
    story = Story(text=text, published=dt.date(2024, 5, 6), language="en")
    for claim in code(story).claims:
        assert story.text[claim.span.start : claim.span.end]


def test_the_speaker_stands_for_both():
    text = 'Kenya\'s president William Ruto said on Monday: "I said that we would send 50 trucks to Somalia."'
    claims = code(Story(text=text, published=dt.date(2024, 5, 6), language="en")).claims
    assert claims
    assert all(a.code == "KEN" for c in claims for a in c.actors)

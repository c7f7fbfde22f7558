from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import amounts_eval
from verbale.naming.amounts import Amount, find_amounts

BOUNDS = {"exact", "about", "low", "high", "between"}
AMOUNT_WORDS = st.sampled_from(
    [
        "at",
        "least",
        "more",
        "than",
        "up",
        "to",
        "between",
        "and",
        "from",
        "about",
        "one",
        "two",
        "twenty",
        "five",
        "hundred",
        "thousand",
        "million",
        "dozen",
        "dozens",
        "of",
        "hundreds",
        "a",
        "an",
        "half",
        "third",
        "thirds",
        "3",
        "40",
        "1,000",
        "2.5",
        "bn",
        "$",
        "€",
        "percent",
        "tonnes",
        "soldiers",
        "lions",
        "including",
        "such",
        "as",
        "or",
        "more",
        "-",
        "/",
        "in",
        "the",
        "one",
        "of",
        "them",
        "1/2",
        "minus",
        "pair",
        "several",
    ]
)


def check(text: str, found: list[Amount]) -> None:
    end = 0
    for index, amount in enumerate(found):
        assert end <= amount.start < amount.end <= len(text)
        end = amount.end
        assert amount.low is not None or amount.high is not None
        if amount.low is not None and amount.high is not None:
            assert amount.low <= amount.high
        assert amount.bound in BOUNDS
        assert amount.subset_of is None or 0 <= amount.subset_of < index
        assert amount.item in text


def test_suites_stay_above_their_floors() -> None:
    figures = amounts_eval.suite_figures()
    assert figures["suite_value"] >= 0.95
    assert figures["suite_value_bound"] >= 0.93
    assert figures["suite_item"] >= 0.9


def test_bracket_inside_the_noun_phrase() -> None:
    (troops,) = find_amounts("Over 10,000 DPRK (North Korean) soldiers were sent.")
    assert (troops.low, troops.item) == (10000, "DPRK (North Korean) soldiers")


def test_subset_and_target() -> None:
    animals, lion, bears = find_amounts("Seventy animals, including an African lion and two brown bears, arrived.")
    assert (animals.subset_of, lion.subset_of, bears.subset_of) == (None, 0, 0)
    soldiers, third = find_amounts("At least 3,000 soldiers, a third of them engineers, crossed.")
    assert (soldiers.low, third.subset_of, third.unit) == (3000, 0, "share")
    assert find_amounts("Oslo plans a total of 10,000 troops by December.")[0].target
    assert not find_amounts("Oslo sent 10,000 troops in December.")[0].target


@pytest.mark.parametrize(
    "text",
    [
        "in 2019",
        "on 5 November",
        "at 10 a.m.",
        "aged 45",
        "the 3rd round",
        "Room 12",
        "Resolution 2270",
        "an F-16",
        "won 3-1",
        "+1-222-222-2222",
        "",
        "A lion slept.",
        "three days later",
        "Article 5",
    ],
)
def test_no_amount(text: str) -> None:
    assert find_amounts(text) == []


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    check(text, find_amounts(text))


@given(st.lists(AMOUNT_WORDS, max_size=14), st.sampled_from([" ", ""]))
@settings(max_examples=300, deadline=None)
def test_any_amount_words(words: list[str], joint: str) -> None:
    text = joint.join(words)
    check(text, find_amounts(text))


@pytest.mark.parametrize(
    "unit",
    [
        "hundreds of ",
        "1,",
        "1-",
        "at least ",
        "one hundred and ",
        "including a ",
        "$",
        "half a ",
        "more than 2 and ",
        "a " * 20,
    ],
)
def test_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.perf_counter()
    find_amounts(text)
    assert time.perf_counter() - begun < 5

"""Ranks: average ties, the time-aware filter, entities outside the shortlist."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.analysis.ranking.measures import ranks, summary


def _rank(scores, candidates, answers, wanted, entities=10):
    question = np.zeros(len(answers), dtype=np.int64)
    found = ranks(
        np.array([scores], dtype=np.float32), np.array([candidates]), question, np.array(answers), entities)
    return found[answers.index(wanted)]


def test_ties_share_the_average_of_their_places():
    assert _rank([1, 1, 1, 1], [0, 1, 2, 3], [2], 2, entities=4) == 2.5
    assert _rank([5, 1, 1, 0], [0, 1, 2, 3], [2], 2, entities=4) == 2.5
    assert _rank([5, 1, 1, 0], [0, 1, 2, 3], [0], 0, entities=4) == 1


def test_other_answers_of_the_question_are_taken_out():
    assert _rank([4, 3, 2, 1], [0, 1, 2, 3], [0, 2], 2) == 2
    assert _rank([4, 3, 2, 1], [0, 1, 2, 3], [0, 2], 0) == 1
    assert _rank([4, 3, 2, 1], [0, 1, 2, 3], [0, 1, 2, 3], 3) == 1


def test_outside_the_shortlist_all_tie_behind_it():
    # 10 entities, 2 ahead, 8 outside: the average of places 3..10.
    assert _rank([4, 3], [0, 1], [7], 7) == 6.5
    # One of those outside is another answer: places 3..9.
    assert _rank([4, 3], [0, 1], [7, 8], 7) == 6.0
    # A place that nobody takes counts among those outside.
    assert _rank([4, 3], [0, -1], [7], 7) == 6.0


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8), st.integers(0, 7))
def test_ranks_are_the_mean_over_all_orders_of_ties(values, at):
    at %= len(values)
    above = sum(value > values[at] for value in values)
    equal = sum(value == values[at] for value in values)
    expected = above + (1 + equal) / 2
    assert _rank(values, list(range(len(values))), [at], at, entities=len(values)) == expected


def test_summary():
    assert summary(np.array([1.0, 2.0, 20.0, 4.0])) == {
        "mrr": pytest.approx(0.45), "hits@1": 0.25, "hits@3": 0.5, "hits@10": 0.75, "queries": 4}
    assert summary(np.zeros(0))["queries"] == 0

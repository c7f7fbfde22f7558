"""From scores to one tree: always a tree with one root, and the best one there is."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from verbale.language.trees import heads

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float32]]


def matrices(smallest: int, largest: int) -> st.SearchStrategy[Matrix]:
    """Scores of n words, as whole numbers so that sums are exact."""
    return st.integers(smallest, largest).flatmap(
        lambda n: arrays(np.float32, (n, n + 1), elements=st.integers(-30, 30).map(float))
    )


def is_tree(head: tuple[int, ...] | list[int]) -> bool:
    """One root (-1), and every word leads to it."""
    if list(head).count(-1) != 1:
        return False
    for i in range(len(head)):
        node, steps = i, 0
        while node != -1 and steps <= len(head):
            node, steps = head[node], steps + 1
        if node != -1:
            return False
    return True


def total(scores: Matrix, head: tuple[int, ...] | list[int]) -> float:
    return float(sum(scores[d, h + 1] for d, h in enumerate(head)))


def optimum(scores: Matrix) -> float:
    n = scores.shape[0]
    return max(total(scores, h) for h in itertools.product(range(-1, n), repeat=n) if is_tree(h))




@given(matrices(1, 3))
@settings(max_examples=250, deadline=None)
def test_total_is_that_of_the_best_tree(scores: Matrix) -> None:
    found = heads(scores)
    assert is_tree(found)
    assert total(scores, found) == optimum(scores)


@given(matrices(4, 5))
@settings(max_examples=60, deadline=None)
def test_total_is_that_of_the_best_tree_of_five_words(scores: Matrix) -> None:
    found = heads(scores)
    assert is_tree(found)
    assert total(scores, found) == optimum(scores)


@given(matrices(2, 5), st.data())
@settings(max_examples=60, deadline=None)
def test_total_is_that_of_the_best_tree_where_the_root_is_plain(scores: Matrix, data: st.DataObject) -> None:
    scores[data.draw(st.integers(0, len(scores) - 1)), 0] = 500.0
    found = heads(scores)
    assert is_tree(found)
    assert total(scores, found) == optimum(scores)


@given(matrices(6, 14))
@settings(max_examples=150, deadline=None)
def test_always_a_tree_with_one_root(scores: Matrix) -> None:
    assert is_tree(heads(scores))


def test_ties_and_equal_scores_still_give_a_tree() -> None:
    for n in range(1, 12):
        assert is_tree(heads(np.zeros((n, n + 1), np.float32)))


def test_best_heads_are_taken_as_they_are_where_they_form_a_tree() -> None:
    scores = np.full((3, 4), -5.0, np.float32)
    scores[0, 2] = scores[1, 0] = scores[2, 2] = 5.0
    assert heads(scores) == [1, -1, 1]


def test_a_word_with_a_lower_root_score_can_still_be_the_root() -> None:
    """Where the words with the best root scores all spoil the tree, another must be found."""
    scores = np.full((5, 6), -20.0, np.float32)
    scores[:, 0] = [10, 9, 8, 7, 6]
    scores[:4, 5] = 20.0  # the first four depend on the last
    scores[4, 1] = 7.0  # and the last prefers the first to the root
    assert total(scores, heads(scores)) == optimum(scores)


@pytest.mark.parametrize("kind", ["random", "cycles"])
def test_a_long_sentence_is_quick(kind: str) -> None:
    n = 150
    scores = np.random.default_rng(5).normal(size=(n, n + 1)).astype(np.float32)
    if kind == "cycles":
        for i in range(0, n - 1, 2):
            scores[i, i + 2] = scores[i + 1, i + 1] = 50.0
    start = time.perf_counter()
    assert is_tree(heads(scores))
    assert time.perf_counter() - start < 5

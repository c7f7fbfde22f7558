"""The word splitter against the conventions of Universal Dependencies, and what must hold of any text."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbale.language.words import MAX_WORD, words

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "words.toml").read_text(encoding="utf-8"))
CASES = [pytest.param(text, expected, id=text) for text, expected in TABLE["right"]] + [
    pytest.param(c["text"], c["words"], id=c["text"], marks=pytest.mark.xfail(reason=c["why"], strict=False))
    for c in TABLE["wrong"]
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_splits_as_the_treebanks_do(text: str, expected: str) -> None:
    assert [text[a:b] for a, b in words(text, 0, len(text))] == expected.split("|")


def test_only_the_given_stretch_is_split() -> None:
    text = "Oslo signed. Riga did not."
    assert [text[a:b] for a, b in words(text, 5, 12)] == ["signed", "."]


def test_closing_stop_stands_apart_at_the_end_of_a_sentence() -> None:
    text = "It was signed by Acme Inc."
    assert [text[a:b] for a, b in words(text, 0, len(text))][-2:] == ["Inc", "."]


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_words_lie_in_order_and_cover_every_visible_character(text: str) -> None:
    end_before = 0
    for start, end in words(text, 0, len(text)):
        assert end_before <= start < end <= len(text)
        assert not text[end_before:start].strip()
        assert text[start:end].strip()
        end_before = end
    assert not text[end_before:].strip()


def test_a_long_run_of_letters_is_cut() -> None:
    text = "x" * 1000
    assert max(b - a for a, b in words(text, 0, len(text))) <= MAX_WORD + 1


@pytest.mark.parametrize("piece", ["word ", "x", "a-", "1,", "u.", "'s", "@a.", "https://", "F-"])
def test_long_input_takes_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.perf_counter()
        words(text, 0, len(text))
        return time.perf_counter() - start

    small = seconds(20_000)
    assert seconds(200_000) < 40 * max(small, 0.005)

"""The sentence splitter against a table of texts with marked ends, and what must hold of any text."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbale.language.sentences import MAX_SENTENCE, paragraphs, sentences

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "sentences.toml").read_text(encoding="utf-8"))
MARK = "‖"
CASES = [pytest.param(t, id=t[:40]) for t in TABLE["right"]] + [
    pytest.param(c["text"], id=c["text"][:40], marks=pytest.mark.xfail(reason=c["why"], strict=False))
    for c in TABLE["wrong"]
]


def split(text: str) -> list[str]:
    return [text[a:b] for a, b, _ in sentences(text)]


@pytest.mark.parametrize("marked", CASES)
def test_ends_where_marked(marked: str) -> None:
    expected = [piece.strip() for piece in marked.split(MARK) if piece.strip()]
    assert split(marked.replace(MARK, "")) == expected


def test_paragraph_numbers_rise_with_the_lines() -> None:
    text = "Headline here\nOne. Two here.\n\nThree."
    assert [number for _, _, number in sentences(text)] == [0, 1, 1, 2]


@pytest.mark.parametrize("text", ["", " ", "\n\n\r\n", "\t\u00a0", "\u2028\u2029"])
def test_nothing_in_nothing_out(text: str) -> None:
    assert split(text) == []


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(' .?!…\n\r"”’)[UuAa1')), max_size=400))
@settings(max_examples=200, deadline=None)
def test_sentences_lie_in_order_and_cover_every_visible_character(text: str) -> None:
    spans = list(sentences(text))
    end_before = 0
    for start, end, _ in spans:
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[end_before:start].strip()
        end_before = end
    assert not text[end_before:].strip()
    assert [n for _, _, n in spans] == sorted(n for _, _, n in spans)
    assert all(a < b for a, b in paragraphs(text))


@given(st.integers(1, 4000), st.sampled_from(["x", "word ", "a, ", "—", "(", "A.b", "..", "é "]))
@settings(max_examples=60, deadline=None)
def test_no_sentence_is_longer_than_the_limit(count: int, piece: str) -> None:
    assert all(end - start <= MAX_SENTENCE for start, end, _ in sentences(piece * count))


@pytest.mark.parametrize(
    ("piece", "size"),
    [
        ("word ", 5_000_000),
        ("x", 5_000_000),
        ("... ", 500_000),
        ("U.S. ", 500_000),
        ("a\n", 500_000),
        ("“", 500_000),
        (". ", 500_000),
        (".\u200b", 500_000),
        ("Mr. ", 500_000),
    ],
)
def test_long_input_takes_linear_time(piece: str, size: int) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.perf_counter()
        for _ in sentences(text):
            pass
        return time.perf_counter() - start

    small = seconds(size // 10)
    assert seconds(size) < 30 * max(small, 0.01)  # 10 times the text; the rest is room for a busy machine

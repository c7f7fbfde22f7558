"""Times that are counted from another event."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import at, parsed

from verbale.claims import offsets
from verbale.claims.offsets import Offset
from verbale.naming.dates import DateMention

NOTHING: frozenset[int] = frozenset()


def mention(first: dt.date | None, last: dt.date | None) -> DateMention:
    return DateMention(0, 1, first, last, "day", "at", "explicit", "calendar")


@pytest.mark.parametrize(
    ("text", "word", "unit", "number", "sign"),
    [
        ("Two months after the treaty took effect, Minsk withdrew its envoy.", "withdrew", "month", 2, 1),
        ("Minsk withdrew its envoy a week before the vote.", "withdrew", "week", 1, -1),
        ("The day after the coup, Niger closed its border.", "closed", "day", 1, 1),
        ("On the eve of the vote Niger closed its border.", "closed", "day", 1, -1),
        ("Days after the coup, Niger closed its border.", "closed", "day", None, 1),
        ("Niger closed its border 12 years after the coup.", "closed", "year", 12, 1),
    ],
)
def test_found(text: str, word: str, unit: str, number: int | None, sign: int) -> None:
    tree = parsed(text)
    found = offsets.find(tree, at(tree, word))
    assert found is not None
    assert found[1:] == (unit, number, sign)
    assert at(tree, word) not in found.words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Niger closed its border after the coup.", "closed"),
        ("Niger closed its border two months ago.", "closed"),
        ("Minsk, which spoke a week after the vote, withdrew its envoy.", "withdrew"),
    ],
)
def test_none(text: str, word: str) -> None:
    tree = parsed(text)
    assert offsets.find(tree, at(tree, word)) is None


@pytest.mark.parametrize(
    ("unit", "number", "sign", "day", "expected"),
    [
        ("day", 3, 1, (2024, 2, 27), (2024, 3, 1)),
        ("week", 1, -1, (2024, 1, 3), (2023, 12, 27)),
        ("month", 1, 1, (2024, 1, 31), (2024, 2, 29)),
        ("year", 1, 1, (2024, 2, 29), (2025, 2, 28)),
        ("decade", 1, -1, (2024, 5, 1), (2014, 5, 1)),
    ],
)
def test_shifted(unit: str, number: int, sign: int, day: tuple[int, ...], expected: tuple[int, ...]) -> None:
    one = dt.date(*day)
    moved = offsets.shifted(Offset(NOTHING, unit, number, sign), mention(one, one))
    assert moved == (dt.date(*expected),) * 2


def test_a_whole_month_stays_whole() -> None:
    january = mention(dt.date(2024, 1, 1), dt.date(2024, 1, 31))
    assert offsets.shifted(Offset(NOTHING, "month", 1, 1), january) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))


def test_vague_is_none() -> None:
    day = dt.date(2024, 1, 1)
    assert offsets.shifted(Offset(NOTHING, "day", None, 1), mention(day, day)) is None
    assert offsets.shifted(Offset(NOTHING, "day", 1, 1), mention(None, None)) is None


@given(
    st.sampled_from(sorted(offsets.UNITS)),
    st.integers(0, 999),
    st.sampled_from([1, -1]),
    st.dates(),
    st.integers(0, 400),
)
def test_ordered_or_none(unit: str, number: int, sign: int, first: dt.date, days: int) -> None:
    last = min(first.toordinal() + days, dt.date.max.toordinal())
    moved = offsets.shifted(Offset(NOTHING, unit, number, sign), mention(first, dt.date.fromordinal(last)))
    assert moved is None or moved[0] <= moved[1]

"""Claims of our own sentences: all types, and the forms of speech in which they are told."""

from __future__ import annotations

import datetime

import pytest
from notation import cases, check, international, read, written

from verbale.record import EventType

NONE = read("none.toml")


@pytest.mark.parametrize(("day", "text", "expected"), cases("types.toml"))
def test_type(day: datetime.date, text: str, expected: tuple[str, ...]) -> None:
    check(text, day, expected)


@pytest.mark.parametrize(("day", "text", "expected"), cases("grammar.toml"))
def test_form_of_speech(day: datetime.date, text: str, expected: tuple[str, ...]) -> None:
    check(text, day, expected)


@pytest.mark.parametrize(
    "text",
    [
        *NONE["right"],
        *(pytest.param(text, marks=pytest.mark.xfail(reason=why, strict=False)) for why, text in NONE["wrong"]),
    ],
)
def test_no_claim(text: str) -> None:
    assert [written(c) for c in international(text, NONE["published"])] == []


def test_tables_hold_all_types_and_few_known_failures() -> None:
    groups = [g for name in ("types.toml", "grammar.toml") for g in read(name)["group"]]
    right, wrong = (sum(len(g.get(k, ())) for g in groups) for k in ("right", "wrong"))
    assert right + wrong >= 120
    assert wrong <= 0.25 * (right + wrong)
    assert len(NONE["right"]) >= 40
    assert len(NONE["wrong"]) <= 0.25 * (len(NONE["right"]) + len(NONE["wrong"]))
    assert {g["name"] for g in groups} >= {t.value for t in EventType}

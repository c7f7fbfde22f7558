"""Times that a story gives elsewhere: of the same event before, of a deed just before, counted from another's."""

from __future__ import annotations

import datetime

import pytest

import verbale
from verbale.record import Claim, Story

PUBLISHED = datetime.date(2012, 5, 9)  # a Wednesday


def claims(text: str) -> tuple[Claim, ...]:
    return verbale.code(Story(text=text, published=PUBLISHED, language="en")).claims


def days(text: str, event: str) -> list[str]:
    return [str(c.date[0]) for c in claims(text) if c.event == event and c.date is not None]


@pytest.mark.parametrize(
    ("text", "event", "day"),
    [
        (
            "Sudan signed a border accord with South Sudan on Tuesday, two days after its troops shelled South Sudan.",
            "ASSAULT",
            "2012-05-06",
        ),
        (
            "Chad expelled the ambassador of Sudan on Monday, a day before its president met the Sudanese president.",
            "CONSULT",
            "2012-05-08",
        ),
    ],
)
def test_an_event_counted_from_another(text: str, event: str, day: str) -> None:
    assert day in days(text, event)


def test_a_deed_follows_the_deed_told_before() -> None:
    told = days("Sudan bombed South Sudan on Sunday. South Sudan retaliated by shelling Sudan.", "ASSAULT")
    assert told == ["2012-05-06", "2012-05-06"]


def test_what_has_happened_is_not_of_a_day_to_come() -> None:
    told = days("Sudan agreed with South Sudan to complete the withdrawal by June 5.", "AGREE")
    assert "2012-06-05" not in told


def test_the_reason_is_told() -> None:
    later = claims("Sudan bombed South Sudan on Sunday. South Sudan retaliated by shelling Sudan.")[-1]
    assert any(r.field == "date" for r in later.why)

"""Words that point back: surnames of strangers, 'the two countries', pronouns, bare offices."""

from __future__ import annotations

import datetime

import pytest
from actor_tables import cases, check


@pytest.mark.parametrize(("day", "text", "expectations"), cases("actors_reference.toml"))
def test_who_is_meant(day: datetime.date, text: str, expectations: tuple[str, ...]) -> None:
    check(text, day, expectations)


def test_a_name_of_a_later_sentence_is_not_pointed_at() -> None:
    check("He opened a bakery. Macron praised it.", datetime.date(2024, 11, 20), ("He -> ?",))

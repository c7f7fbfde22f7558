"""Names, seats of power, organisations, groups and roles: a table of phrases and who they are."""

from __future__ import annotations

import datetime

import pytest
from actor_tables import cases, check, read, resolver
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = datetime.date(2024, 11, 20)
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "Russia ",
            "the Russian army's ",
            "Putin ",
            "It ",
            "both sides ",
            "al-Qaeda ",
            "Côte d’Ivoire ",
            ". ",
            "\n",
            "U.S.",
            "the two leaders ",
        ]
    ),
)


@pytest.mark.parametrize(("day", "text", "expectations"), cases("actors.toml"))
def test_who_it_is(day: datetime.date, text: str, expectations: tuple[str, ...]) -> None:
    check(text, day, expectations)


def test_no_more_than_a_fifth_of_the_tables_is_known_to_fail() -> None:
    for name in ("actors.toml", "actors_reference.toml"):
        groups = read(name)["group"]
        right, wrong = (sum(len(g.get(k, ())) for g in groups) for k in ("right", "wrong"))
        assert wrong <= 0.2 * (right + wrong)


@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from([DAY, datetime.date(1995, 1, 1), None]))
@settings(max_examples=25, deadline=None)
def test_any_text_resolves_to_spans_inside_it(text: str, day: datetime.date | None) -> None:
    found = resolver(text, day)
    for number, sentence in enumerate(found.sentences):
        for mention in found.mentions[number]:
            assert 0 <= mention.first < mention.last <= len(sentence.tokens)
            assert mention.first <= mention.head < mention.last
        for token in range(len(sentence.tokens)):
            for party in found.parties(number, token, deep=True):
                assert 0 <= party.span.start < party.span.end <= len(text)
                assert 0.0 <= party.certain <= 1.0

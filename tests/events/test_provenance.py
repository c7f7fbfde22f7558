"""Whose words a story holds: agencies credited, copies, releases; and what a claim goes back to."""

from __future__ import annotations

import datetime

import pytest

from evaluation.bundles import notation
from verbale.events import merge
from verbale.events.provenance import agency, provenances
from verbale.record import Story

LONG = (
    "The foreign ministers of the two countries met on the island for three hours and agreed to open a second crossing "
    "at the northern end of the border before the winter, a spokesman told reporters after the meeting in the port."
)


def story(text: str, outlet: str | None = None, day: int = 1) -> Story:
    return Story(text=text, outlet=outlet, published=datetime.date(2020, 5, day))


@pytest.mark.parametrize(
    ("text", "outlet", "key"),
    [
        ("PARIS (Reuters) - " + LONG, "Lake Mirror", "agency reuters"),
        ("MOSCOW, May 3 /TASS/. " + LONG, "Volga Daily", "outlet volga daily"),  # no dash after it: not a dateline
        ("MOSCOW /TASS/ - " + LONG, "Volga Daily", "agency tass"),
        (LONG + " (AFP)", "Lake Mirror", "agency afp"),
        ("PARIS (Reuters) - " + LONG, "Daily Mirror", "agency reuters"),
        (LONG, "Agence France-Presse", "agency afp"),
        (LONG, "The Lake Mirror", "outlet lake mirror"),
        (LONG, "Ministry of Foreign Affairs of Japan", "JPN"),
        ("They (the ministers) - all of them - met. " + LONG, "Lake Mirror", "outlet lake mirror"),
    ],
)
def test_whose_words_a_story_holds(text, outlet, key):
    (found,) = provenances([story(text, outlet)]).values()
    assert found.key == key


def test_a_cut_copy_is_a_copy_of_the_older_and_a_retelling_is_none():
    first = story(LONG, "Island News")
    cut = story("Hill Post reports:\n" + LONG[: len(LONG) * 3 // 4], "Hill Post", day=2)
    other = story("Ministers of both countries spoke on the island and want another crossing opened.", "Third", day=2)
    found = provenances([cut, other, first])
    assert found[cut.id].key == found[first.id].key == "outlet island news"
    assert found[cut.id].reasons == (f"copies story {first.id}",)
    assert found[other.id].key == "outlet third"


def test_an_agency_has_one_name():
    assert agency("the Associated Press") == agency("AP") == agency("A.P.") == "ap"
    assert agency("Aftenposten") != agency("NRK")  # two agencies in one row of the table
    assert agency("Lake Mirror") is None


def test_hostile_text_is_read_in_time():
    text = "(" * 5000 + "by " * 5000 + "[/" * 5000 + "a" * 100_000
    assert provenances([story(text), story(text + "b")])


def test_unnamed_sources_of_two_outlets_are_two_origins_and_one_ministry_is_one():
    (bundle,) = notation.bundles("""[x]
A 2020-05-02 Valley Times
  India sent rice on Friday.
  > e AID IND>NPL 2020-05-01 t=sent item=rice src="?an official"
B 2020-05-02 Hill Post
  India sent rice on Friday, it was learned.
  > e AID IND>NPL 2020-05-01 t=sent item=rice src="?an official"
C 2020-05-03 River News
  India sent rice, its ministry said.
  > e AID IND>NPL 2020-05-01 t=sent item=rice src=IND
D 2020-05-03 Lake News
  Rice was sent, the Indian ministry said.
  > e AID IND>NPL 2020-05-01 t=sent item=Rice src=IND
E 2020-05-03 Moor News
  Rice was sent on Friday, citing TASS.
  > e AID IND>NPL 2020-05-01 t=sent item=Rice
F 2020-05-03 TASS
  India sent rice to Nepal.
  > e AID IND>NPL 2020-05-01 t=sent item=rice
""")
    (event,) = merge(bundle.stories, bundle.claims)
    assert (event.reports, event.origins) == (6, 4)

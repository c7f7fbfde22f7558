"""The standing of an event, as the docstring of verbale.events.standing defines it."""
from __future__ import annotations

import pytest
from happenings import Telling

from verbale.events.standing import derive
from verbale.record import EventType

# (voices that say so, voices that deny it) -> standing, of North Korea's help to Russia
HELP = [
    ("", None, "reported"),
    ("KOR", None, "reported"),
    ("?officials", None, "reported"),
    ("RUS", None, "confirmed by a party"),
    ("PRK", None, "confirmed by a party"),
    ("KOR|UKR", None, "confirmed independently"),
    ("KOR|?officials", None, "reported"),
    ("KOR|", None, "reported"),
    ("KOR|RUS", None, "confirmed independently"),
    ("KOR UKR", None, "reported"),  # a joint statement is one origin
    ("KOR RUS", None, "confirmed by a party"),
    ("KOR UKR|@Yonhap", None, "confirmed independently"),
    ("@Yonhap|UKR", None, "confirmed independently"),
    ("KOR", "RUS", "contested"),
    ("", "RUS", "contested"),
    ("RUS", "RUS", "contested"),
    (None, "RUS", "denied by a party"),
    (None, "RUS|PRK", "denied by all"),
    ("KOR", "RUS|PRK", "denied by all"),
    ("KOR|PRK", "RUS|PRK", "contested"),
    (None, "CHN", "denied by all"),
    ("KOR", "CHN", "reported"),
    ("RUS", "CHN", "confirmed by a party"),
]


def claims(asserted: str | None, denied: str | None, **fields: object):
    telling = Telling()
    for polarity, voices in (("+", asserted), ("-", denied)):
        for by in voices.split("|") if voices is not None else ():
            telling.tell("Word.", "AID", "PRK", "RUS", by=by, polarity=polarity, **fields)
    return telling.claims


@pytest.mark.parametrize(("asserted", "denied", "standing"), HELP)
def test_standing_of_help(asserted, denied, standing):
    assert derive(EventType.AID, ["PRK"], ["RUS"], claims(asserted, denied)).standing.value == standing


def test_the_word_of_the_one_attacked_is_no_confirmation():
    assert derive(EventType.ASSAULT, ["PRK"], ["RUS"], claims("RUS", None)).standing.value == "reported"
    assert derive(EventType.ASSAULT, ["PRK"], ["RUS"], claims("PRK", None)).standing.value == "confirmed by a party"


@pytest.mark.parametrize("fields", [{"certainty": "possible"}, {"certainty": "probable"}, {"status": "hypothetical"}])
def test_what_may_have_been_confirms_nothing(fields):
    assert derive(EventType.AID, ["PRK"], ["RUS"], claims("KOR|UKR", None, **fields)).standing.value == "reported"


def test_a_joint_statement_is_one_origin():
    derived = derive(EventType.AID, ["PRK"], ["RUS"], claims("KOR UKR JPN|KOR|USA", None))
    assert derived.asserted_by == ("JPN", "KOR", "UKR", "USA")
    assert derived.origins == 2


def test_voices_are_counted_once():
    derived = derive(EventType.AID, ["PRK"], ["RUS"], claims("KOR|KOR|?The officials|?officials||", "RUS"))
    assert derived.asserted_by == ("", "KOR", "officials")
    assert derived.denied_by == ("RUS",)
    assert derived.origins == 4

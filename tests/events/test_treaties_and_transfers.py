"""Treaties with their steps; transfers both ways; the phrase table."""
from __future__ import annotations

import random

from happenings import Telling

from verbale.events import both_ways, find_transfers, find_treaties, merge
from verbale.events.wording import content_words, tables
from verbale.record import EventType


def life_of_a_treaty() -> Telling:
    telling = Telling()
    telling.tell("Russia ratified the pact on 9 November.", "SUPPORT", "RUS", "PRK", item="the pact",
                 treaty="ratified", date="2024-11-09")
    telling.tell("The strategic partnership treaty was signed in June.", "SUPPORT", "RUS PRK", treaty="signed",
                 item="strategic partnership treaty", date=("2024-06-01", "2024-06-30"))
    telling.tell("The treaty was signed on 19 June.", "SUPPORT", "PRK RUS", item="The treaty", treaty="signed",
                 date="2024-06-19")
    telling.tell("It will enter into force.", "SUPPORT", "RUS PRK", treaty="in force", status="planned")
    telling.tell("North Korea ratified the treaty on 11 November.", "SUPPORT", "PRK", "RUS", item="the treaty",
                 treaty="ratified", date="2024-11-11")
    telling.tell("Moscow and Beijing signed a border treaty.", "SUPPORT", "RUS CHN", item="border treaty",
                 treaty="signed")
    return telling


def test_a_treaty_has_its_name_parties_and_steps_in_order():
    telling = life_of_a_treaty()
    partnership, border = find_treaties([telling.story], telling.claims)
    assert partnership.name == "strategic partnership treaty"
    assert partnership.parties == ("PRK", "RUS")
    assert [(s.step, s.by, s.date and s.date[0].isoformat(), s.status.value) for s in partnership.steps] == [
        ("signed", ("RUS", "PRK"), "2024-06-19", "done"),
        ("ratified", ("RUS",), "2024-11-09", "done"),
        ("ratified", ("PRK",), "2024-11-11", "done"),
        ("in force", ("RUS", "PRK"), None, "planned"),
    ]
    assert len(partnership.steps[0].claims) == 2
    assert (border.name, border.parties) == ("border treaty", ("CHN", "RUS"))


def test_two_named_treaties_of_one_pair_stay_apart():
    telling = Telling()
    telling.tell("They signed the border treaty.", "SUPPORT", "RUS CHN", item="border treaty", treaty="signed")
    telling.tell("They signed the extradition treaty.", "SUPPORT", "RUS CHN", item="extradition treaty",
                 treaty="signed")
    assert len(find_treaties([telling.story], telling.claims)) == 2


def test_treaties_do_not_depend_on_order():
    telling = life_of_a_treaty()
    first = find_treaties([telling.story], telling.claims)
    for seed in range(10):
        shuffled = random.Random(seed).sample(telling.claims, len(telling.claims))
        assert find_treaties([telling.story], shuffled) == first


def test_a_denied_step_is_kept_as_denied():
    telling = Telling()
    telling.tell("They signed the pact.", "SUPPORT", "RUS PRK", item="pact", treaty="signed")
    telling.tell("Moscow denied signing the pact.", "SUPPORT", "RUS PRK", item="pact", treaty="signed",
                 polarity="-", by="RUS")
    (treaty,) = find_treaties([telling.story], telling.claims)
    (step,) = treaty.steps
    assert (step.claims, step.denied_in) == ((telling.claims[0].id,), (telling.claims[1].id,))


def test_transfers_go_both_ways():
    telling = Telling()
    telling.tell("Russia gave 70 bears.", "AID", "RUS", "PRK", item="bears", amounts=[("bears", 70, 70)])
    telling.tell("North Korea gave shells.", "AID", "PRK", "RUS", item="shells")
    telling.tell("They exchanged prisoners.", "COOPERATE", "RUS UKR", item="prisoners")
    telling.tell("They met.", "CONSULT", "RUS PRK")
    story = telling.story
    found = find_transfers([story], telling.claims, merge(story, telling.claims))
    to_prk, from_prk = both_ways(found, "RUS", "PRK")
    assert [[(f.item, f.low) for f in t.items] for t in (*to_prk, *from_prk)] == [[("bears", 70)], [("shells", None)]]
    assert [(t.giver, t.receiver, t.mutual) for t in found[2:]] == [
        (("RUS",), ("UKR",), True), (("UKR",), ("RUS",), True)]


def test_every_type_has_its_phrase():
    for kind in EventType:
        assert {"past", "base", "gerund", "recipient", "item"} <= set(tables()["summary"][kind.value])


def test_content_words_drop_figures_and_plurals():
    assert content_words("more than 70 animals, including lions and 3 buses") == {"animal", "including", "lion", "buse"}

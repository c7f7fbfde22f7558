"""Which claims of a story become one event, and what the event then says."""
from __future__ import annotations

import random

import pytest
from happenings import Telling

from verbale.events import links, merge
from verbale.record import Standing

NAMES = {"RUS": "Russia", "PRK": "North Korea", "CHN": "China", "UKR": "Ukraine"}


@pytest.fixture
def telling() -> Telling:
    return Telling()


def events(telling: Telling):
    return merge(telling.story, telling.claims, NAMES)


def test_one_gift_told_twice_is_one_event_with_two_reports(telling):
    telling.tell("Russia sent bears to Pyongyang.", "AID", "RUS", "PRK", item="bears")
    telling.tell("The bears, more than 70 of them, came on 20 November.", "AID", "RUS", "PRK", item="bears",
                 date="2024-11-20", amounts=[("bears", 70, None)], by="RUS")
    (event,) = events(telling)
    assert (event.reports, event.origins) == (2, 2)
    assert event.summary == (
        "Russia gave North Korea bears (at least 70) · 20 Nov 2024 · done · confirmed by a party")


def test_figures_stand_side_by_side(telling):
    telling.tell("Kyiv counted 10,000 troops.", "AID", "PRK", "RUS", item="troops",
                 amounts=[("troops", 10000, 10000)], by="UKR")
    telling.tell("Seoul spoke of 3,000 troops.", "AID", "PRK", "RUS", item="troops",
                 amounts=[("troops", 3000, 3000)], by="KOR")
    (event,) = events(telling)
    assert [(f.low, f.claim) for f in event.figures] == [
        (10000, telling.claims[0].id), (3000, telling.claims[1].id)]
    assert "troops (10,000; 3,000)" in event.summary
    assert event.standing is Standing.CONFIRMED_INDEPENDENTLY


def test_other_month_is_another_event(telling):
    telling.tell("They met in April.", "CONSULT", "RUS CHN", date=("2024-04-01", "2024-04-30"))
    telling.tell("They met in May.", "CONSULT", "RUS CHN", date=("2024-05-01", "2024-05-31"))
    assert len(events(telling)) == 2


def test_two_dates_in_one_sentence_are_two_events(telling):
    telling.tell("Oil went in May and all of 2024.", "AID", "RUS", "PRK", item="Oil", date=("2024-05-01", "2024-05-31"))
    telling.again("AID", "RUS", "PRK", item="Oil", date=("2024-01-01", "2024-12-31"))
    assert len(events(telling)) == 2


def test_a_claim_without_date_never_joins_two_dates(telling):
    telling.tell("Oil went in May.", "AID", "RUS", "PRK", item="Oil", date=("2024-05-01", "2024-05-31"))
    telling.tell("Oil went.", "AID", "RUS", "PRK", item="Oil")
    telling.tell("Oil went in July.", "AID", "RUS", "PRK", item="Oil", date=("2024-07-01", "2024-07-31"))
    assert sorted(e.reports for e in events(telling)) == [1, 2]


def test_same_parties_alone_are_not_enough(telling):
    telling.tell("Kyiv was hit.", "ASSAULT", "RUS", "UKR")
    telling.tell("A port was shelled.", "ASSAULT", "RUS", "UKR")
    assert len(events(telling)) == 2


def test_other_things_are_another_gift(telling):
    telling.tell("Oil went.", "AID", "RUS", "PRK", item="Oil", date="2024-11-20")
    telling.tell("Lions went.", "AID", "RUS", "PRK", item="Lions", date="2024-11-20")
    assert len(events(telling)) == 2


def test_the_way_of_a_gift_matters_and_of_a_meeting_does_not(telling):
    telling.tell("Arms went.", "AID", "RUS", "PRK", item="Arms", date="2024-11-20")
    telling.tell("Arms came.", "AID", "PRK", "RUS", item="Arms", date="2024-11-20")
    telling.tell("They met.", "CONSULT", "RUS PRK", date="2024-11-20")
    telling.tell("He met him.", "CONSULT", "PRK", "RUS", date="2024-11-20")
    assert [e.type.value for e in events(telling)] == ["AID", "AID", "CONSULT"]


@pytest.mark.parametrize("field", [{"mode": "visit"}, {"place": "CHN"}, {"status": "planned"}])
def test_mode_place_and_stage_tell_events_apart(telling, field):
    telling.tell("They met.", "CONSULT", "RUS PRK", date="2024-11-20", mode="phone", place="RUS")
    telling.tell("They met.", "CONSULT", "RUS PRK", **{"date": "2024-11-20", **field})
    assert len(events(telling)) == 2


def test_a_promise_and_its_deed_are_two_linked_events(telling):
    telling.tell("Russia promised oil.", "AGREE", "RUS", "PRK", item="oil", status="planned")
    telling.tell("The oil came.", "AID", "RUS", "PRK", item="oil", date="2024-11-20")
    promise, deed = events(telling)
    assert links((promise, deed)) == ((promise.id, deed.id),)
    assert promise.summary == "Russia is to agree with North Korea on oil · planned"


def test_a_gift_and_a_sale_of_the_same_thing_are_one(telling):
    telling.tell("Russia delivered radars.", "AID", "RUS", "PRK", item="radars", date="2024-11-20")
    telling.tell("Russia sold radars.", "COOPERATE", "RUS", "PRK", item="radars")
    telling.tell("Russia sold wheat.", "COOPERATE", "RUS", "PRK", item="wheat")
    assert [e.reports for e in events(telling)] == [2, 1]


def test_a_denial_without_date_joins_what_it_denies_and_the_event_stays(telling):
    telling.tell("Seoul says shells went in May.", "AID", "PRK", "RUS", item="shells", by="KOR",
                 date=("2024-05-01", "2024-05-31"))
    telling.tell("Rice went in June.", "AID", "PRK", "RUS", item="Rice", date=("2024-06-01", "2024-06-30"))
    telling.tell("Moscow denied that shells were sent.", "AID", "PRK", "RUS", item="shells", by="RUS", polarity="-")
    shells, rice = events(telling)
    assert (shells.reports, shells.standing, shells.status.value) == (2, Standing.CONTESTED, "done")
    assert (shells.asserted_by, shells.denied_by) == (("KOR",), ("RUS",))
    assert rice.reports == 1
    assert shells.summary == "North Korea gave Russia shells · 1 May 2024 to 31 May 2024 · done · contested"


def test_a_denial_may_leave_the_recipient_out(telling):
    telling.tell("Russia bombed the town on 3 May.", "ASSAULT", "RUS", "UKR", date="2024-05-03", by="UKR")
    telling.tell("Russia denied bombing.", "ASSAULT", "RUS", polarity="-", by="RUS")
    (event,) = events(telling)
    assert event.recipients == ("UKR",)
    assert event.standing is Standing.CONTESTED


def test_a_lone_denial_is_an_event_that_is_only_denied(telling):
    telling.tell("Russia denied sending oil.", "AID", "RUS", "PRK", item="oil", by="RUS", polarity="-")
    (event,) = events(telling)
    assert event.standing is Standing.DENIED_BY_PARTY
    assert event.summary == "Denied: Russia gave North Korea oil · done · denied by a party"


def test_what_others_assert_is_not_headed_as_denied(telling):
    telling.tell("Seoul says shells went.", "AID", "PRK", "RUS", item="shells", by="KOR")
    for by in ("RUS", "PRK"):
        telling.tell("It denied that shells went.", "AID", "PRK", "RUS", item="shells", by=by, polarity="-")
    (event,) = events(telling)
    assert event.summary == "North Korea gave Russia shells · done · denied by all"


def test_one_thing_under_two_names_is_counted_in_one_place(telling):
    telling.tell("3,000 troops.", "AID", "PRK", "RUS", item="troops", amounts=[("troops", 3000, 3000)])
    telling.tell("North Korean troops.", "AID", "PRK", "RUS", amounts=[("North Korean troops", 10000, None)],
                 item="North Korean troops", status="ongoing")
    telling.tell("The troops cost $1bn.", "AID", "PRK", "RUS", amounts=[("$1bn", 1e9, 1e9)], item="troops")
    (event,) = events(telling)
    assert event.summary == "North Korea gave Russia troops (3,000; at least 10,000) and 1,000,000,000 · done"


def test_what_both_do_is_said_of_one_another(telling):
    telling.tell("They praised each other.", "SUPPORT", "RUS PRK")
    assert events(telling)[0].summary == "Russia and North Korea supported one another · done"


def test_the_order_of_claims_does_not_matter(telling):
    for day in ("2024-05-03", None, "2024-05-04", None, "2024-05-03"):
        telling.tell("Drones flew over the port.", "ASSAULT", "RUS", "UKR", date=day, item="port")
        telling.tell("Russia denied it.", "ASSAULT", "RUS", "UKR", polarity="-", by="RUS", date=day)
    first = events(telling)
    for seed in range(20):
        shuffled = random.Random(seed).sample(telling.claims, len(telling.claims))
        assert merge(telling.story, shuffled, NAMES) == first


def test_every_claim_is_in_exactly_one_event(telling):
    for n in range(30):
        telling.tell("Word.", ("AID", "CONSULT", "COOPERATE")[n % 3], "RUS", "PRK", date=("2024-05-03", None)[n % 2])
    assert sorted(c for e in events(telling) for c in e.claims) == sorted(c.id for c in telling.claims)


def test_no_claims_no_events(telling):
    assert events(telling) == ()

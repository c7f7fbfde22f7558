"""What a person said of an event holds for reports of it that come later."""
from __future__ import annotations

import pytest
from factory import DAY, report

from verbale.ledger import Ledger
from verbale.record import EventType, Status

BY = {"who": "A. Reader", "why": "The text says so."}
FIRST = report(1, "Russia gave North Korea 70 bears.")
LATER = report(2, "Russia gave North Korea 70 bears on Wednesday.")
OTHER = report(3, "Russia gave North Korea 9 boats.", day=DAY.replace(month=12))


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "news.ledger") as opened:
        yield opened
        assert opened.verify() == []


@pytest.mark.parametrize(("kind", "value", "seen"), [
    ("actors", "BLR", lambda c: [a.code for a in c.actors] == ["BLR"]),
    ("type", "COOPERATE", lambda c: c.event is EventType.COOPERATE),
    ("status", "planned", lambda c: c.status is Status.PLANNED),
    ("date", "2024-11-18", lambda c: c.date[0].day == 18),
])
def test_a_later_report_of_a_corrected_event_is_corrected_and_joins_it(ledger, tmp_path, kind, value, seen):
    ledger.add(FIRST)
    one = ledger.correct(ledger.events()[0].id, kind, value, **BY)
    ledger.add_all([LATER, OTHER])
    assert seen(ledger.claim(LATER.claims[0].id))
    assert ledger.claim(OTHER.claims[0].id) == OTHER.claims[0]
    assert sorted(len(e.claims) for e in ledger.events()) == [1, 2]
    follower = ledger.judgements(LATER.claims[0].id)[-1].judgement
    assert (follower.target, follower.who, follower.why) == (one.id, "A. Reader", "The text says so.")
    assert ledger.history(LATER.claims[0].id)[-1].judgement == follower
    assert ledger.rebuild(tmp_path / "anew.ledger").same


def test_what_is_not_an_event_does_not_come_back_with_the_next_report(ledger):
    ledger.add(FIRST)
    ledger.correct(ledger.events()[0].id, "not an event", **BY)
    ledger.add(LATER)
    assert ledger.events() == []


def test_corrections_one_after_another_reach_in_their_order(ledger):
    ledger.add(FIRST)
    ledger.correct(ledger.events()[0].id, "type", "COOPERATE", **BY)
    ledger.correct(ledger.events()[0].id, "actors", "BLR", **BY)
    ledger.add(LATER)
    claim = ledger.claim(LATER.claims[0].id)
    assert (claim.event, claim.actors[0].code) == (EventType.COOPERATE, "BLR")


def test_it_is_undone_and_taken_up_again_with_the_first_entry_or_alone(ledger):
    ledger.add(FIRST)
    one = ledger.correct(ledger.events()[0].id, "actors", "BLR", **BY)
    ledger.add(LATER)
    lifted = ledger.undo(one.id, who="B. Reader", why="It does not.")
    assert ledger.claim(LATER.claims[0].id) == LATER.claims[0]
    ledger.undo(lifted.id, who="C. Reader", why="It does.")
    assert [ledger.claim(told.claims[0].id).actors[0].code for told in (FIRST, LATER)] == ["BLR", "BLR"]
    follower = next(j.judgement for j in ledger.judgements() if j.judgement.target == one.id
                    and j.judgement.kind is one.kind)
    ledger.undo(follower.id, who="D. Reader", why="That one is right.")
    assert [ledger.claim(told.claims[0].id).actors[0].code for told in (FIRST, LATER)] == ["BLR", "RUS"]
    ledger.recode(lambda story: next(c for c in (FIRST, LATER) if c.story.id == story.id), "2")
    assert [ledger.claim(told.claims[0].id).actors[0].code for told in (FIRST, LATER)] == ["BLR", "RUS"]


def test_what_is_said_of_a_claim_stays_with_that_claim(ledger):
    ledger.add(FIRST)
    ledger.correct(FIRST.claims[0].id, "actors", "BLR", **BY)
    ledger.add(LATER)
    assert ledger.claim(LATER.claims[0].id) == LATER.claims[0]


def test_a_later_report_joins_events_that_a_person_joined(ledger):
    far = report(5, "Russia sent North Korea lamps.", day=DAY.replace(month=12))
    ledger.add_all([FIRST, far])
    one, two = ledger.events()
    ledger.correct(one.id, "same as", two.id, **BY)
    ledger.add(LATER)
    (event,) = ledger.events()
    assert len(event.claims) == 3

"""Corrections: effective at once, kept for ever, replayed at every coding, never moved."""
from __future__ import annotations

import datetime

import msgspec
import pytest
from factory import DAY, coding, merged, report

from verbale.errors import LedgerError
from verbale.ledger import Kind, Ledger
from verbale.record import EventType, Span, Status

BY = {"who": "A. Reader", "why": "The text says so."}


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "news.ledger") as opened:
        yield opened
        assert opened.verify() == []


def two_reports():
    """Two outlets on one event."""
    return report(1, "Russia gave North Korea 70 bears."), report(2, "Russia gave North Korea 70 bears on Wednesday.")


@pytest.mark.parametrize(("kind", "value", "seen"), [
    ("actors", "BLR", lambda c: [a.code for a in c.actors] == ["BLR"]),
    ("actors", ("BLR", "RUS"), lambda c: [a.code for a in c.actors] == ["BLR", "RUS"]),
    ("recipients", (), lambda c: c.recipients == ()),
    ("type", "COOPERATE", lambda c: c.event is EventType.COOPERATE and c.mode is None),
    ("date", "2024-11-19", lambda c: c.date == (datetime.date(2024, 11, 19),) * 2),
    ("date", (), lambda c: c.date is None),
    ("status", "planned", lambda c: c.status is Status.PLANNED),
])
def test_a_correction_is_seen_at_once_and_the_old_stays(ledger, kind, value, seen):
    told = coding()
    ledger.add(told)
    name, event = told.claims[0].id, told.events[0].id
    before = ledger.versions()[-1].number
    one = ledger.correct(name, kind, value, **BY)
    assert seen(ledger.claim(name))
    assert ledger.claim(name).why[-1].rule == f"judgement {one.id} by A. Reader"
    assert ledger.events() != list(told.events)
    assert ledger.at(before).claim(name) == told.claims[0]
    assert ledger.at(before).event(event) == told.events[0]
    trail = ledger.history(name)
    assert [step.what for step in trail] == ["came", f"judged: {kind}"]
    assert (trail[1].judgement.who, trail[1].judgement.why) == ("A. Reader", "The text says so.")
    assert ledger.add(told).story_new is False  # coded again by the same coder: the correction holds
    assert seen(ledger.claim(name))
    ledger.undo(one.id, who="B. Reader", why="It does not.")
    assert ledger.claim(name) == told.claims[0]
    assert ledger.events() == list(told.events)
    assert [j.state for j in ledger.judgements()] == ["undone", "in force"]


def test_what_is_not_an_event_is_gone_from_every_answer(ledger):
    told = coding()
    ledger.add(told)
    one = ledger.correct(told.claims[0].id, Kind.NOT_AN_EVENT, **BY)
    assert ledger.claims() == ledger.events() == []
    assert ledger.history(told.events[0].id)[-1].record is None
    with pytest.raises(LedgerError):
        ledger.claim(told.claims[0].id)
    ledger.undo(one.id, **BY)
    assert ledger.claims() == list(told.claims)


def test_two_reports_are_one_event_whose_both_ids_resolve(ledger):
    first, second = two_reports()
    ledger.add(second)
    ledger.add(first)
    (event,) = ledger.events()
    assert event.reports == 2
    assert ledger.event(first.events[0].id) == ledger.event(second.events[0].id) == event


def test_a_wrong_merge_is_split_and_stays_split(ledger):
    first, second = two_reports()
    ledger.add_all([first, second])
    (event,) = ledger.events()
    ledger.correct(event.id, "split", [second.claims[0].id], **BY)
    assert sorted(e.claims for e in ledger.events()) == sorted((c.claims[0].id,) for c in (first, second))
    third = report(3, "Russia gave North Korea 70 bears this week.")
    ledger.add(third)
    together = [e.claims for e in ledger.events()]
    assert not any({first.claims[0].id, second.claims[0].id} <= set(claims) for claims in together)
    ledger.recode(lambda story: next(c for c in (first, second, third) if c.story.id == story.id), "2")
    assert [e.claims for e in ledger.events()] == together


def test_same_as_joins_what_no_rule_would_and_undo_parts_it(ledger):
    first = report(1, "Russia gave North Korea 70 bears.")
    second = report(2, "Russia sent North Korea lamps.", day=DAY + datetime.timedelta(days=90))
    ledger.add_all([first, second])
    assert len(ledger.events()) == 2
    one = ledger.correct(first.events[0].id, "same as", second.events[0].id, **BY)
    (event,) = ledger.events()
    assert event.reports == 2
    ledger.add(report(3, "Russia gave North Korea 70 bears, it is said."))
    assert any({first.claims[0].id, second.claims[0].id} <= set(e.claims) for e in ledger.events())
    ledger.undo(one.id, **BY)
    assert not any({first.claims[0].id, second.claims[0].id} <= set(e.claims) for e in ledger.events())


def test_a_split_after_same_as_parts_again(ledger):
    first = report(1, "Russia gave North Korea 70 bears.")
    second = report(2, "Russia sold North Korea lamps.", day=DAY.replace(day=2))
    ledger.add_all([first, second])
    ledger.correct(first.events[0].id, "same as", second.events[0].id, **BY)
    (event,) = ledger.events()
    ledger.correct(event.id, "split", second.claims[0].id, **BY)
    assert len(ledger.events()) == 2


def test_a_correction_follows_its_words_and_is_orphaned_when_they_have_no_claim(ledger):
    told = coding()
    claim = told.claims[0]
    ledger.add(told, coder="1")
    ledger.correct(claim.id, "actors", "BLR", **BY)
    renamed = msgspec.structs.replace(claim, id="a" * 16, confidence=0.9)
    ledger.add(msgspec.structs.replace(told, claims=(renamed,), events=()), coder="2")
    assert [a.code for a in ledger.claim("a" * 16).actors] == ["BLR"]
    assert ledger.judgements()[0].state == "in force"
    moved = msgspec.structs.replace(claim, id="b" * 16, trigger=Span(9, 15))
    ledger.add(msgspec.structs.replace(told, claims=(moved,), events=merged(told.story, moved)), coder="3")
    assert ledger.claims() == [moved]
    (listed,) = ledger.judgements()
    assert (listed.state, listed.orphans) == ("orphaned", (claim.id,))
    assert [step.record is None for step in ledger.history(claim.id)] == [False, False, True]


@pytest.mark.parametrize(("target", "kind", "value", "by", "code"), [
    ("nowhere", "status", "done", BY, "V303"),
    (None, "status", "perhaps", BY, "V309"),
    (None, "type", "WAR", BY, "V309"),
    (None, "type", (), BY, "V309"),
    (None, "date", ("2024-13-01",), BY, "V309"),
    (None, "date", ("2024-12-01", "2024-11-01"), BY, "V309"),
    (None, "actors", (), BY, "V309"),
    (None, "split", (), BY, "V309"),
    (None, "split", ("x",), BY, "V309"),
    (None, "same as", "nowhere", BY, "V303"),
    (None, "weather", "fine", BY, "V309"),
    (None, "status", "done", {"who": " ", "why": "so"}, "V309"),
    (None, "status", "done", {"who": "A", "why": "x" * 3000}, "V309"),
    ("nowhere", "undo", (), BY, "V303"),
])
def test_what_cannot_be_judged_is_refused_and_leaves_nothing(ledger, target, kind, value, by, code):
    ledger.add(coding())
    head = ledger.head()
    with pytest.raises(LedgerError) as error:
        ledger.correct(target or coding().events[0].id, kind, value, **by)
    assert error.value.code == code
    assert error.value.next_step
    assert ledger.head() == head

"""What goes into a ledger comes out of it, once, and can be asked for."""
from __future__ import annotations

import datetime
import random

import msgspec
import pytest
from factory import DAY, coding, codings, merged, silent
from hypothesis import HealthCheck, given, settings

from verbale.errors import LedgerError
from verbale.ledger import Added, Hit, Ledger
from verbale.record import Amount, Span


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "news.ledger") as opened:
        yield opened


def test_what_comes_out_is_what_went_in(ledger):
    told = coding()
    assert ledger.add(told) == Added(story_new=True, claims_new=1, events_new=1)
    assert ledger.coding(told.story.id) == told
    assert ledger.stories() == [told.story]
    assert ledger.claims() == ledger.claims(told.story.id) == list(told.claims)
    assert ledger.claim(told.claims[0].id) == told.claims[0]
    assert ledger.event(told.events[0].id) == told.events[0]
    assert ledger.has(told.story.id)
    assert not ledger.has("0" * 16)


def test_a_negative_zero_is_no_damage(ledger):
    amount = Amount("ships", None, -0.0, None, Span(0, 5))
    told = coding()
    claim = msgspec.structs.replace(told.claims[0], amounts=(amount,), confidence=-0.0)
    ledger.add(msgspec.structs.replace(told, claims=(claim,)))
    assert ledger.verify() == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=codings())
def test_any_coding_comes_back_equal(told):
    with Ledger(":memory:") as ledger:
        ledger.add(told)
        kept = ledger.coding(told.story.id)
        assert (kept.story, kept.claims, kept.note) == (told.story, told.claims, told.note)
        assert sorted(c for e in kept.events for c in e.claims) == sorted(c.id for c in told.claims)
        assert ledger.add(told) == Added(story_new=False, claims_new=0, events_new=0)
        assert ledger.verify() == []


def test_it_is_still_there_when_opened_again(tmp_path):
    with Ledger(tmp_path / "a") as ledger:
        ledger.add(coding())
    with Ledger(f"sqlite:///{tmp_path / 'a'}") as ledger:
        assert ledger.coding(coding().story.id) == coding()


def test_adding_twice_adds_nothing(ledger):
    ledger.add(coding())
    before = (ledger.content_hash(), ledger.stats(), ledger.head())
    assert ledger.add(coding()) == Added(story_new=False, claims_new=0, events_new=0)
    assert (ledger.content_hash(), ledger.stats(), ledger.head()) == before


def test_any_order_gives_the_same_state(tmp_path):
    told = [coding(n) for n in range(12)]
    told += [msgspec.structs.replace(told[0], story=msgspec.structs.replace(told[0].story, outlet="Reprint", name="a"))]
    hashes, first = set(), []
    for seed in range(4):
        random.Random(seed).shuffle(told)
        with Ledger(tmp_path / str(seed)) as ledger:
            for one in told:
                ledger.add(one)
            assert ledger.verify() == []
            hashes.add(ledger.content_hash())
            first.append(ledger.coding(coding(0).story.id))
    assert len(hashes) == 1
    assert all(one == first[0] for one in first)


def test_a_story_coded_again_is_told_by_the_newer_coder_in_any_order_of_its_copies(tmp_path):
    lean = coding()
    second = msgspec.structs.replace(lean.claims[0], id="f" * 16, trigger=Span(8, 9))
    full = msgspec.structs.replace(lean, claims=(second,), events=merged(lean.story, second))
    reprint = msgspec.structs.replace(lean, story=msgspec.structs.replace(lean.story, published=DAY.replace(day=9)))
    hashes = set()
    for name, order in (("a", (lean, reprint)), ("b", (reprint, lean))):
        with Ledger(tmp_path / name) as ledger:
            for one in order:
                ledger.add(one, coder="1")
            assert ledger.story(lean.story.id).published == DAY.replace(day=9)
            hashes.add(ledger.content_hash())
            ledger.add(full, coder="2")
            ledger.add(lean, coder="1")
            assert ledger.claims() == [second]
            assert [e.claims for e in ledger.events()] == [(second.id,)]
            assert ledger.verify() == []
    assert len(hashes) == 1


@pytest.mark.parametrize(("actors", "recipients", "found"), [
    ("RUS", "PRK", True), ("PRK", "RUS", True), ("RUS PRK", "", True), ("RUS CHN", "PRK USA", True),
    ("RUS PRK CHN", "", True),
    ("RUS PRK", "UKR", False), ("RUS", "UKR", False), ("RUS", "", False),
])
def test_events_between_two(ledger, actors, recipients, found):
    ledger.add(coding(1, actors, recipients))
    assert bool(ledger.events(between=("PRK", "RUS"))) is found
    assert bool(ledger.events(between=("RUS", "PRK"))) is found


def test_events_of_a_time(ledger):
    day = datetime.timedelta(days=1)
    ledger.add(coding(1, date=(DAY, DAY + 3 * day)))
    ledger.add(coding(20, date=None))
    ledger.add(coding(3, date=(DAY - 9 * day, DAY - 9 * day)))
    first, undated, early = (coding(n).claims[0].id for n in (1, 20, 3))
    assert [e.claims for e in ledger.events()] == [(early,), (first,), (undated,)]
    assert [e.claims for e in ledger.events(since=DAY)] == [(first,)]
    assert [e.claims for e in ledger.events(since="2024-11-23", until="2024-11-30")] == [(first,)]
    assert [e.claims for e in ledger.events(until="2024-11-19")] == [(early,)]


def test_stories_are_found_by_their_words(ledger):
    ledger.add(coding(1))
    ledger.add(silent(2))
    assert ledger.search("BEARS korea") == [Hit(coding(1).story.id, "Story 1: Russia gave North [Korea] 70 [bears].")]
    for query in ("", "  ", '"', 'bears" OR "x', "NEAR(", "story*", "a\0b", "-bears"):
        ledger.search(query)


def test_stats_count_what_is_there(ledger):
    ledger.add(coding(1))
    ledger.add(silent(2))
    ledger.add_rejected("broken.pdf", "V103", "no text in it")
    stats = ledger.stats()
    assert (stats.stories, stats.claims, stats.events, stats.rejections, stats.batches) == (2, 1, 1, 1, 4)
    assert (stats.first_day, stats.last_day, stats.by_type) == ("2024-11-25", "2024-11-25", {"AID": 1})
    assert ledger.rejections() == [("broken.pdf", "V103", "no text in it")]


def test_every_input_of_a_run_has_an_outcome(ledger):
    run = ledger.begin_run("0.1.0")
    for one in (coding(1), coding(2), coding(1), silent(3), silent(3)):
        ledger.add(one)
    ledger.add_rejected("x", "V101", "unreadable")
    counts = ledger.finish_run(run, received=6)
    assert (counts.coded, counts.no_event, counts.duplicate, counts.rejected, counts.lost) == (2, 1, 2, 1, 0)
    assert ledger.runs() == [counts]
    ledger.add(coding(9))  # outside a run: not counted
    assert ledger.runs() == [counts]


def test_a_run_that_lost_an_input_is_named(ledger):
    run = ledger.begin_run()
    ledger.add(coding(1))
    assert ledger.finish_run(run, received=3).lost == 2
    assert ledger.verify() == [f"run {run}: 2 inputs have no outcome"]


@pytest.mark.parametrize("ask", ["claim", "event", "coding"])
def test_what_is_not_there_is_said(ledger, ask):
    with pytest.raises(LedgerError) as error:
        getattr(ledger, ask)("nowhere")
    assert error.value.code == "V303"


def test_loose_ends_are_refused_and_leave_nothing(ledger):
    told = coding()
    for bad in (
        msgspec.structs.replace(told, claims=()),
        msgspec.structs.replace(told, story=coding(2).story),
        msgspec.structs.replace(told, story=msgspec.structs.replace(told.story, title="half \ud800 a pair")),
    ):
        with pytest.raises(LedgerError):
            ledger.add(bad)
    assert ledger.stats().stories == 0
    assert ledger.stats().batches == 1  # that of its making

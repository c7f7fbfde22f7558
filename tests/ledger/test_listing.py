"""Lists of a ledger: short rows, held against the whole records."""
from __future__ import annotations

import collections

import pytest
from factory import coding, report, silent

from verbale.ledger import Ledger
from verbale.ledger.listing import DISPUTED, pairs_of
from verbale.record import EventType, Polarity


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "news.ledger") as opened:
        opened.add_all([coding(n) for n in range(4)])
        opened.add_all([
            report(20, "Japan condemned Russia.", EventType.ACCUSE, actors="JPN", recipients="RUS"),
            report(21, "Russia and Belarus met.", EventType.CONSULT, actors="RUS BLR", recipients=""),
            report(22, "Russia denied it.", EventType.AID, polarity=Polarity.NEGATIVE),
            silent(1),
        ])
        yield opened


def test_a_page_of_the_shelf_tells_what_the_whole_codings_hold(ledger):
    found = [ledger.shelf(page=n, size=3) for n in (1, 2, 3, 4)]
    assert {page.total for page in found} == {8}
    lines = [line for page in found for line in page.items]
    assert [line.id for line in lines] == ledger.story_ids()[::-1]
    for line in lines:
        held = ledger.coding(line.id)
        assert (line.claims, line.events) == (len(held.claims), len(held.events))
        assert line.disputed == sum(e.standing.value in DISPUTED for e in held.events)
        assert set(line.pairs) <= {p for e in held.events for p in pairs_of(e.actors, e.recipients)}
        assert bool(line.pairs) == bool(held.events)
        assert line.title
        assert line.outlet == (held.story.outlet or "")


def test_pairs_are_counted_as_the_events_say(ledger):
    counted = collections.Counter(p for e in ledger.events() for p in pairs_of(e.actors, e.recipients))
    assert ledger.pairs(10) == [(*pair, n) for pair, n in sorted(counted.items(), key=lambda c: (-c[1], c[0]))]
    assert len(ledger.pairs(1)) == 1


def test_the_state_of_a_pair_changes_when_and_only_when_the_pair_does(ledger):
    before = ledger.state_of("RUS", "PRK")
    assert before == ledger.state_of("PRK", "RUS")
    assert before[0] == len(ledger.events(between=("RUS", "PRK")))
    assert ledger.state_of("RUS", "USA") == (0, 0)
    ledger.add(report(30, "Japan praised Kenya.", EventType.SUPPORT, actors="JPN", recipients="KEN"))
    assert ledger.state_of("RUS", "PRK") == before
    ledger.add(coding(9))
    added = ledger.state_of("RUS", "PRK")
    assert added != before
    ledger.correct(coding(9).claims[0].id, "status", ["planned"], who="A. Reader", why="It says will.")
    assert ledger.state_of("RUS", "PRK") not in {before, added}


def test_stories_come_by_their_ids_and_unknown_ids_are_left_out(ledger):
    names = ledger.story_ids()[2:5]
    assert ledger.stories_of([*names, names[0], "unknown"]) == {name: ledger.story(name) for name in names}

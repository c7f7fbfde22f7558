"""The finding on a pair."""

from __future__ import annotations

import datetime
import json

import msgspec
import pytest

from verbale.analysis.dyad import dyad
from verbale.analysis.observations import of_event
from verbale.errors import UsageError
from verbale.record import Event, EventType, Standing, Status

from .records import NAMES, material, observation, weekly

D = datetime.date


def find(held, **more):
    return dyad(held, "RUS", "PRK", NAMES, **more)


def test_every_event_is_in_one_bin_and_named_there():
    events = weekly([2, 0, 3, 1] * 10)
    found = find(material(events))
    series = next(s for s in found.series if (s.kind, s.direction) == ("cooperation", "all"))
    assert series.total == len(events) == sum(len(b.events) for b in series.bins)
    assert {e for b in series.bins for e in b.events} == {one.id for one in events}
    assert series.bands
    assert sum(b.score for b in series.bins) == pytest.approx(10 * len(events))
    assert found.quads["RUS>PRK"]["material-cooperation"] == len(events)


def test_a_planted_break_is_told_with_its_probability():
    counts = [2] * 40 + [9] * 40
    (series, *_) = find(material(weekly(counts)), per="week").series
    (one,) = series.breaks
    assert abs((one.first - (D(2023, 1, 2) + datetime.timedelta(weeks=40))).days) <= 14
    assert one.probability > 0.95
    assert one.seconded


def test_few_events_make_a_list_and_no_curve():
    found = find(material([observation(1, D(2024, 6, 1)), observation(2, D(2024, 7, 1))]))
    assert not any(one.bands for one in found.series)
    assert any("too few" in note for note in found.notes)
    assert len(found.events) == 2


def test_volume_is_controlled_where_it_can_be_measured():
    events = weekly([4] * 15 + [8] * 15, kind="ACCUSE")
    monday = D(2023, 1, 2)
    others = {monday + datetime.timedelta(weeks=w): ("CONSULT", 96 if w < 15 else 192) for w in range(30)}
    found = find(material(events, others), per="week")
    series = next(s for s in found.series if s.kind == "conflict" and s.direction == "all")
    assert found.volume_controlled
    assert not series.breaks
    (raw,) = (
        s
        for s in find(material(events, others), per="week", volume=False).series
        if s.kind == "conflict" and s.direction == "all"
    )
    assert raw.breaks
    with pytest.raises(UsageError) as caught:
        find(material(events), volume=True)
    assert caught.value.code == "V254"


def test_what_is_not_counted_is_told():
    held = material(
        [
            observation(1, D(2024, 6, 1)),
            observation(2, None),
            observation(3, D(2024, 6, 2), status=Status.PLANNED),
            observation(4, D(2024, 6, 2), asserted=False),
        ]
    )
    assert find(held).left_out == {
        "events that are only denied": 1,
        "events told as planned": 1,
        "events without a date": 1,
    }


def test_a_disputed_event_counts_and_is_marked():
    event = Event(
        id="x",
        type=EventType.AID,
        actors=("PRK",),
        recipients=("RUS",),
        date=(D(2024, 10, 1), D(2024, 10, 31)),
        standing=Standing.DENIED_BY_ALL,
        claims=("c",),
        asserted_by=("USA",),
        denied_by=("PRK", "RUS"),
    )
    one = of_event(event, "material-cooperation")
    assert one.disputed
    assert one.day == D(2024, 10, 16)
    found = find(material([one]))
    assert sum(b.disputed for s in found.series if s.direction == "all" for b in s.bins) == 1


def test_balances_count_each_way_with_an_interval():
    held = material(
        [observation(i, D(2024, 6, i + 1)) for i in range(6)] + [observation(9, D(2024, 6, 9), who="PRK", whom="RUS")]
    )
    gifts = next(b for b in find(held).balances if b.what == "gifts and aid")
    assert (len(gifts.forth), gifts.back) == (6, ("e9",))
    assert gifts.share.low90 < 6 / 7 < gifts.share.high90


@pytest.mark.parametrize(
    ("held", "more", "code"),
    [
        ([], {}, "V251"),
        ([observation(1, D(2024, 6, 1), who="USA")], {}, "V251"),
        ([observation(1, D(2024, 6, 1))], {"since": D(2025, 1, 1)}, "V252"),
        ([observation(1, D(2024, 6, 1))], {"since": D(2024, 2, 1), "until": D(2024, 1, 1)}, "V252"),
        ([observation(1, D(2024, 6, 1))], {"scale": "no such.toml"}, "V250"),
    ],
)
def test_what_cannot_be_answered_says_why(held, more, code):
    with pytest.raises(UsageError) as caught:
        find(material(held), **more)
    assert caught.value.code == code


def test_one_event_and_goldstein():
    found = find(material([observation(1, D(2024, 6, 1))]), scale="goldstein")
    assert sum(b.score for s in found.series if s.direction == "all" for b in s.bins) == 7.0
    assert json.loads(msgspec.json.encode(found))["events"][0]["claims"] == ["c1"]


def test_scores_of_ones_own(tmp_path):
    table = tmp_path / "own.toml"
    table.write_text("[types.AID]\nscore = 3.5\n")
    found = find(material([observation(1, D(2024, 6, 1))]), scale=str(table))
    assert sum(b.score for s in found.series if s.direction == "all" for b in s.bins) == 3.5

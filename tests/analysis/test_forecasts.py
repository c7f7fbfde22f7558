"""Forecasts: no look at the future, commitments, log and scores."""

from __future__ import annotations

import datetime
import random

import msgspec
import numpy as np
import pytest

from verbale.analysis import calibrated, forecasts, rates
from verbale.errors import InputError, UsageError

from .records import material, observation, planned, weekly

D = datetime.date
NOW = datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)
COUNTS = [1, 0, 0, 1, 1, 0, 1, 0, 0, 1] * 4


def make(held, what="AID", **more):
    return forecasts.make(held, "RUS", "PRK", what, made=NOW, **more)


def test_a_frequent_event_is_likelier_than_a_rare_one():
    others = {D(2023, 1, 2): ("AID", 1), D(2023, 10, 8): ("AID", 1)}
    often, seldom = (make(material(weekly(c), others)) for c in ([1] * 40, [1, *[0] * 39]))
    assert often.probability.mean > 0.85
    often_band = often.probability
    assert often_band.low90 < often_band.mean < often_band.high90
    assert seldom.probability.mean < 0.1


def test_nothing_after_the_cutoff_is_read():
    cutoff = D(2023, 6, 4)
    events, others = (
        weekly(COUNTS),
        {D(2023, 1, 2) + datetime.timedelta(days=d): ("CONSULT", d % 5 + 1) for d in range(280)},
    )
    base = make(material(events, others), cutoff=cutoff)
    chance = random.Random(1)
    for _ in range(5):
        later = [e for e in events if e.day > cutoff]
        days = [e.day for e in later]
        chance.shuffle(days)
        moved = [
            msgspec.structs.replace(e, date=(d, d), type=chance.choice(["AID", "ACCUSE", "CONSULT"]))
            for e, d in zip(later, days, strict=True)
        ]
        other = {
            d: (v if d <= cutoff else (chance.choice(["AID", "ASSAULT"]), chance.randint(1, 50)))
            for d, v in others.items()
        }
        held = material([e for e in events if e.day <= cutoff] + moved, other)
        assert make(held, cutoff=cutoff) == base


def panel(seed: int = 1, days: int = 210) -> calibrated.Panel:
    chance = np.random.default_rng(seed)
    pairs, types, actors = 30, 6, 10
    rate = chance.gamma(0.4, 0.2, (pairs, types, 1))
    counts = chance.poisson(np.broadcast_to(rate, (pairs, types, days))).astype(np.uint16)
    sent, met = (chance.poisson(0.5, (actors, types, days)).astype(np.uint16) for _ in range(2))
    ends = chance.integers(0, actors, (2, pairs))
    return calibrated.Panel(counts, ends[0], ends[1], np.arange(pairs) - 1, sent, met, np.array([0, 0, 1, 2, 3, 3]))


def test_features_of_a_day_see_earlier_days_only():
    """The future, shuffled, changes neither the features of a cut-off nor a model that is fitted before it."""
    one, cut = panel(), 140
    order = np.concatenate([np.arange(cut), cut + np.random.default_rng(2).permutation(one.days - cut)])
    shuffled = calibrated.Panel(
        *(
            getattr(one, f)[:, :, order] if f in {"counts", "sent", "met"} else getattr(one, f)
            for f in one.__struct_fields__
        )
    )
    assert not (one.counts == shuffled.counts).all()
    wanted = calibrated.cuts(one, calibrated.FIRST_CUT, cut + 1)
    for (_, a, names), (_, b, _) in zip(
        calibrated.features(one, wanted), calibrated.features(shuffled, wanted), strict=True
    ):
        assert (a == b).all()
        assert a.shape == (30 * 6, len(names))
    first, second = calibrated.fit(one, cut), calibrated.fit(shuffled, cut)
    assert (first.weights == second.weights).all()
    for cut_off in (70, 140):
        assert (calibrated.plain(one, [cut_off])[cut_off][0] == calibrated.plain(shuffled, [cut_off])[cut_off][0]).all()


def test_the_calibrated_model_beats_climatology():
    held = panel(3, 280)
    model = calibrated.fit(held, 210)
    errors, base = [], []
    for cut, table, _ in calibrated.features(held, calibrated.cuts(held, 210)):
        came = held.came(cut).ravel()
        errors.append(((model.chance(table) - came) ** 2).mean())
        base.append(((calibrated.plain(held, [cut])[cut][1].ravel() - came) ** 2).mean())
    assert np.mean(errors) < 0.8 * np.mean(base)
    with pytest.raises(ValueError):
        calibrated.fit(held, 50)


def test_a_plan_raises_the_chance_and_is_named_and_is_over_when_kept():
    events = weekly([0, 0, 0, 0, 1, *[0] * 30, 1], kind="CONSULT")
    plan = planned(1, "AGREE", "Russia is to visit North Korea next month", D(2023, 9, 1))
    undated = msgspec.structs.replace(plan, date=(D(2023, 9, 10), D(2023, 9, 14)), id="dated")
    cutoff = D(2023, 9, 8)
    without = make(material(events), "CONSULT", cutoff=cutoff)
    held = make(material([*events, undated]), "CONSULT", cutoff=D(2023, 9, 10))
    assert held.probability.mean > without.probability.mean + 0.2
    assert any(line.startswith("pending dated") for line in held.why)
    assert "defaults" in held.note
    assert (
        make(material([*events, undated]), "CONSULT", cutoff=D(2023, 9, 10), plan=False).probability.mean == held.plain
    )
    kept = observation(99, D(2023, 9, 10), "CONSULT")
    after = make(material([*events, undated, kept]), "CONSULT", cutoff=D(2023, 9, 10))
    assert not any(line.startswith("pending") for line in after.why)


def test_a_log_is_added_to_and_scored_when_due(tmp_path):
    held, log = material(weekly(COUNTS)), tmp_path / "log.jsonl"
    made = [make(held, cutoff=D(2023, 5, 7) + datetime.timedelta(weeks=w)) for w in range(20)]
    future = make(held)
    assert forecasts.append(log, [*made, future]) == 21
    assert forecasts.append(log, made) == 0
    told = forecasts.read(log)
    assert told == [*made, future]
    found = forecasts.score(told, lambda _a, _b: held)
    assert (found.count, found.open) == (20, 1)
    truth = [any(f.first <= e.day <= f.last for e in weekly(COUNTS)) for f in made]
    assert found.came_true == sum(truth)
    assert found.brier == pytest.approx(
        np.mean([(f.probability.mean - t) ** 2 for f, t in zip(made, truth, strict=True)])
    )
    assert sum(b.count for b in found.bins) == 20


def test_perfect_and_empty_scores():
    perfect = forecasts.scored([(1.0, 0.5, 0.5, True), (0.0, 0.5, 0.5, False)])
    assert perfect.brier == 0
    assert perfect.skill_climatology == 1
    assert forecasts.scored([]).count == 0


@pytest.mark.parametrize("what", ["BRIBE", "AID/rain", "21", "", "01/x", "cooperation/visit"])
def test_an_unknown_relation_is_refused(what):
    with pytest.raises(UsageError) as caught:
        forecasts.check(what)
    assert caught.value.code == "V258"


@pytest.mark.parametrize("cutoff", [D(2020, 1, 1), D(2030, 1, 1)])
def test_a_cutoff_outside_of_the_record_is_refused(cutoff):
    with pytest.raises(UsageError) as caught:
        make(material(weekly(COUNTS)), cutoff=cutoff)
    assert caught.value.code == "V257"


def test_a_pair_without_events_has_a_wide_and_low_chance():
    other = {D(2023, 1, 2) + datetime.timedelta(days=d): ("AID", 3) for d in range(200)}
    held = msgspec.structs.replace(material([], other), pairs={D(2023, 1, 2): 200})
    found = make(held, cutoff=D(2023, 7, 1))
    assert found.probability.low90 < 0.02
    assert found.why == ()


def test_a_log_with_a_wrong_line(tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text('{"id": 1}\n')
    with pytest.raises(InputError) as caught:
        forecasts.read(log)
    assert "Line 1" in caught.value.message


def test_weeks_are_counted_back_from_the_cutoff():
    counts = rates.weeks_before(
        [D(2024, 1, 7), D(2024, 1, 1), D(2023, 12, 31), D(2024, 1, 8)], D(2024, 1, 7), D(2023, 12, 18)
    )
    assert list(counts) == [2.0, 1.0, 0.0]

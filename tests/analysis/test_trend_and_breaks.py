"""Rates that forget, and breaks with their probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbale.analysis import breaks, trend


def test_a_constant_rate_is_found_and_remembered():
    counts = list(np.random.default_rng(3).poisson(6, 80))
    bands, half_life = trend.fit(counts, [1.0] * 80)
    assert half_life is None or half_life >= 13
    assert bands[-1].low90 < 6 < bands[-1].high90
    assert bands[-1].high90 - bands[-1].low90 < bands[3].high90 - bands[3].low90


def test_a_rate_that_moves_is_forgotten_sooner():
    chance = np.random.default_rng(4)
    counts = [int(chance.poisson(2 if week % 24 < 12 else 20)) for week in range(120)]
    assert trend.best_half_life(counts, [1.0] * 120) == 2.0


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_bands_are_nested_and_see_no_later_week(counts):
    exposures = [1.0] * len(counts)
    states = trend._states(counts, exposures, 4.0)
    for shape, rate in states:
        band = trend.gamma_band(shape, rate)
        assert 0 <= band.low90 <= band.low50 <= band.high50 <= band.high90
        assert band.low90 <= band.mean <= band.high90 or shape < 1


def test_twice_the_exposure_is_half_the_rate():
    one, _ = trend.fit([5] * 30, [1.0] * 30)
    two, _ = trend.fit([5] * 30, [2.0] * 30)
    assert two[-1].mean == pytest.approx(one[-1].mean / 2)


def test_a_step_is_found_in_its_week_with_its_size():
    chance = np.random.default_rng(5)
    counts = [*chance.poisson(3, 40), *chance.poisson(12, 40)]
    found = breaks.segment(counts, [1.0] * 80)
    (peak,) = breaks.peaks(found, 0.5)
    assert abs(peak - 40) <= 2
    assert found.near[peak] > 0.95
    ratio, before, after = breaks.step(found, peak)
    assert ratio.low90 < 4 < ratio.high90
    assert before < after
    assert any(abs(t - 40) <= 2 for t in breaks.candidates(counts, [1.0] * 80))


def test_the_sums_are_over_all_segmentations():
    """Against every segmentation of a short series, one by one."""
    counts, size = np.array([1.0, 0, 2, 1, 9, 8, 7, 9, 8, 1]), 10
    exposures = np.ones(size)
    grid, prior = breaks._grid(counts, exposures)
    points = breaks._points(counts, exposures, grid, 4.0)
    pieces = breaks._pieces(points, prior)
    model = breaks._Model(points, pieces, 0.1)
    total, here, near = -np.inf, np.zeros(size), np.zeros(size)
    logs = []
    for mask in range(2 ** (size - 1)):
        starts = [0, *(t for t in range(1, size) if mask >> (t - 1) & 1)]
        ends = [*starts[1:], size]
        log = sum(pieces[s, e] for s, e in zip(starts, ends, strict=True))
        log += (len(starts) - 1) * np.log(0.1) + (size - len(starts)) * np.log(0.9)
        logs.append((log, starts))
        total = np.logaddexp(total, log)
    for log, starts in logs:
        for t in range(1, size):
            here[t] += np.exp(log - total) * (t in starts)
            near[t] += np.exp(log - total) * any(abs(s - t) <= 2 for s in starts[1:])
    assert model.evidence == pytest.approx(total)
    assert model.here() == pytest.approx(here, abs=1e-9)
    assert model.near(2)[1:] == pytest.approx(near[1:], abs=1e-9)


@pytest.mark.parametrize("counts", [[0] * 30, [1, 2, 3], [], [0, 0, 0, 1, *[0] * 30]])
def test_too_little_says_nothing_of_breaks(counts):
    found = breaks.segment(counts, [1.0] * len(counts))
    assert breaks.peaks(found, 0.5) == []


def test_a_gap_in_the_record_is_no_break():
    counts = [8] * 30 + [0] * 12 + [8] * 30
    exposures = [1.0] * 30 + [0.0] * 12 + [1.0] * 30
    assert breaks.peaks(breaks.segment(counts, exposures), 0.5) == []


def test_the_same_series_gives_the_same_numbers():
    counts = list(np.random.default_rng(6).poisson(4, 50))
    one, two = (breaks.segment(counts, [1.0] * 50) for _ in range(2))
    assert one.draws == two.draws
    assert (one.here == two.here).all()

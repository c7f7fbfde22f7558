"""Where the rate of a series of counts changes, with a probability for each place.

Exact Bayesian segmentation (forward and backward sums over all segmentations). Within a segment counts are negative
binomial about one rate; the rate has a broad prior on a grid, segments are independent, and each bin begins a new one
with a constant hazard. How far counts spread beyond Poisson and the hazard are not known: they are summed over, by how
well they explain the series. Follows Fearnhead (2006) and Barry and Hartigan (1993); PELT (ruptures) is asked as well.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from verbale.analysis.extras import missing
from verbale.analysis.findings import Band

Array = NDArray[np.float64]

RATES = 48  # points of the grid of rates, evenly in the logarithm
SPREADS = (1.5, 4.0, 12.0, 60.0, 1e6)  # sizes of the negative binomial; the last is Poisson
LENGTHS = (25.0, 60.0, 160.0)  # bins: expected length of a segment
REACH = 2  # bins to each side within which a break counts as placed
SEED, DRAWS = 20240619, 400
SHORTEST = 8  # bins below which nothing is said of breaks
SEGMENT = 4  # bins: what returns sooner is a spike, not a change of rate


class Segmentation(NamedTuple):
    """Posterior of breaks. `here[t]`: that a segment begins at bin t; `near[t]`: that one begins within REACH of it."""

    here: Array
    near: Array
    draws: list[list[int]]  # sampled segmentations: the first bins of their segments
    rates: list[Array]  # with the rate drawn for each segment


def segment(counts: Sequence[int], exposures: Sequence[float], *, reach: int = REACH, seed: int = SEED) -> Segmentation:
    """All of it, for at least SHORTEST bins (fewer: no break, probability 0)."""
    n, e = np.asarray(counts, float), np.asarray(exposures, float)
    size = len(n)
    if size < SHORTEST or n.sum() == 0:
        return Segmentation(np.zeros(size), np.zeros(size), [], [])
    grid, prior = _grid(n, e)
    models, logs = [], []
    for spread in SPREADS:
        points = _points(n, e, grid, spread)
        pieces = _pieces(points, prior)
        for length in LENGTHS:
            model = _Model(points, pieces, 1 / length)
            models.append(model)
            logs.append(model.evidence)
    weights = np.exp(np.array(logs) - max(logs))
    weights /= weights.sum()
    here = sum((w * m.here() for w, m in zip(weights, models, strict=True) if w > 1e-6), np.zeros(size))
    near = sum((w * m.near(reach) for w, m in zip(weights, models, strict=True) if w > 1e-6), np.zeros(size))
    draws, rates = _sampled(models, weights, grid, prior, np.random.default_rng(seed))
    return Segmentation(here, near, draws, rates)


def peaks(found: Segmentation, threshold: float, reach: int = REACH) -> list[int]:
    """Bins where a break within reach has at least this probability: the likeliest of each stretch, left to right.

    Bins are taken by the probability near them; one within 2 x reach of a bin already taken tells the same break.
    """
    order = sorted(range(1, len(found.near)), key=lambda t: (-round(float(found.near[t]), 9), -found.here[t], t))
    taken: list[int] = []
    for t in order:
        if found.near[t] < threshold:
            break
        if all(abs(t - other) > 2 * reach for other in taken):
            taken.append(t)
    return sorted(taken)


def centred(found: Segmentation, t: int, reach: int = REACH) -> int:
    """The likeliest single bin within reach of bin t."""
    low, high = max(1, t - reach), min(len(found.here), t + reach + 1)
    return low + int(np.argmax(found.here[low:high]))


def step(found: Segmentation, t: int, reach: int = REACH) -> tuple[Band, float, float]:
    """Rate after by rate before, over the drawn segmentations that break within reach of t; both mean rates."""
    before, after = [], []
    for starts, rates in zip(found.draws, found.rates, strict=True):
        near = [i for i, s in enumerate(starts) if i and abs(s - t) <= reach]
        if near:
            i = min(near, key=lambda i: abs(starts[i] - t))
            before.append(rates[i - 1])
            after.append(rates[i])
    if not before:
        return Band(1.0, 1.0, 1.0, 1.0, 1.0), 0.0, 0.0
    old, new = np.array(before), np.array(after)
    low50, high50, low90, high90 = (float(q) for q in np.quantile(new / old, (0.25, 0.75, 0.05, 0.95)))
    mean = float(np.exp(np.mean(np.log(new / old))))
    return Band(mean, low50, high50, low90, high90), float(old.mean()), float(new.mean())


def candidates(counts: Sequence[int], exposures: Sequence[float]) -> list[int]:
    """Bins where PELT breaks the variance-stabilised rates; it gives no probability. Raises InstallError."""
    try:
        import ruptures
    except ModuleNotFoundError:
        raise missing("The second opinion on breaks", "analysis") from None
    n, e = np.asarray(counts, float), np.maximum(np.asarray(exposures, float), 0.05)
    signal = 2 * np.sqrt((n + 0.375) / e)  # variance about 1 at full exposure
    penalty = 2 * np.log(len(n)) * max(1.0, float(np.var(np.diff(signal)) / 2))
    with contextlib.suppress(ruptures.exceptions.BadSegmentationParameters):
        ends = ruptures.Pelt(model="l2", min_size=2, jump=1).fit(signal.reshape(-1, 1)).predict(pen=penalty)
        return [int(t) for t in ends[:-1]]
    return []


def _grid(n: Array, e: Array) -> tuple[Array, Array]:
    """Rates from a hundredth of the mean to twice the greatest, and the log of a broad prior about the mean."""
    mean = n.sum() / max(e.sum(), 1e-9)
    top = max(float(np.max(n / np.maximum(e, 0.2))), 2 * mean, 1.0) * 2
    grid = np.geomspace(mean / 100, top, RATES)
    log = 0.7 * np.log(grid) - 0.7 * grid / mean  # Gamma(0.7) on the log grid
    log -= np.logaddexp.reduce(log)
    return grid, log


def _points(n: Array, e: Array, grid: Array, spread: float) -> Array:
    """[bin, rate] log probability of each count, without what no segmentation changes."""
    mean = np.maximum(e[:, None], 1e-12) * grid[None]
    if spread > 1e5:
        log = n[:, None] * np.log(mean) - mean
    else:
        log = n[:, None] * np.log(mean) - (n[:, None] + spread) * np.log(spread + mean)
        log += _rising(n, spread)[:, None] + spread * np.log(spread)
    log[e <= 0] = 0.0
    return log


def _rising(n: Array, spread: float) -> Array:
    from math import lgamma

    return np.array([lgamma(x + spread) - lgamma(spread) for x in n])


def _pieces(points: Array, prior: Array) -> Array:
    """[start, end] log probability of bins start..end-1 as one segment; end counts from start + 1."""
    size = len(points)
    sums = np.vstack([np.zeros(points.shape[1]), np.cumsum(points, axis=0)])
    pieces = np.full((size, size + 1), -np.inf)
    for start in range(size):
        log = sums[start + 1 :] - sums[start] + prior
        top = log.max(axis=1)
        pieces[start, start + 1 :] = top + np.log(np.exp(log - top[:, None]).sum(axis=1))
        pieces[start, start + 1 : start + SEGMENT] = -np.inf
    return pieces


class _Model:
    """Forward and backward sums at one spread and one hazard."""

    def __init__(self, points: Array, pieces: Array, hazard: float) -> None:
        size = len(points)
        self.points, self.size = points, size
        lengths = np.arange(size + 1)[None] - np.arange(size)[:, None]
        self.joined = pieces + np.where(lengths > 0, (lengths - 1) * np.log1p(-hazard), 0.0)
        self.turn = np.log(hazard)
        self.forward = np.full(size + 1, -np.inf)  # bins 0..t-1, with a segment ending at t
        self.forward[0] = 0.0
        for t in range(1, size + 1):
            turns = np.where(np.arange(t) > 0, self.turn, 0.0)
            self.forward[t] = np.logaddexp.reduce(self.forward[:t] + turns + self.joined[:t, t])
        self.backward = np.full(size + 1, -np.inf)  # bins t.., with a segment beginning at t
        self.backward[size] = 0.0
        for t in range(size - 1, -1, -1):
            turns = np.where(np.arange(t + 1, size + 1) < size, self.turn, 0.0)
            self.backward[t] = np.logaddexp.reduce(self.joined[t, t + 1 :] + turns + self.backward[t + 1 :])
        self.evidence = float(self.forward[size])

    def here(self) -> Array:
        """[bin] probability that a segment begins there; 0 for the first."""
        log = self.forward[:-1] + self.turn + self.backward[:-1] - self.evidence
        log[0] = -np.inf
        return np.asarray(np.exp(np.minimum(log, 0.0)))

    def near(self, reach: int) -> Array:
        """[bin] probability that a segment begins within reach: one less that a single segment covers all of it."""
        starts = self.forward[:-1] + np.where(np.arange(self.size) > 0, self.turn, 0.0)
        ends = self.backward + np.where(np.arange(self.size + 1) < self.size, self.turn, 0.0)
        whole = np.exp(np.minimum(starts[:, None] + self.joined + ends[None] - self.evidence, 0.0))
        # covered[s, t]: some segment from s or before to t or after
        covered: Array = np.cumsum(np.cumsum(whole, axis=0)[:, ::-1], axis=1)[:, ::-1]
        t = np.arange(self.size)
        first, last = np.maximum(t - reach, 1) - 1, np.minimum(t + reach, self.size - 1) + 1
        chance: Array = np.clip(1 - covered[first, last], 0.0, 1.0)
        return chance

    def draw(self, chance: np.random.Generator) -> list[int]:
        """The first bins of the segments of one segmentation, by its probability."""
        starts: list[int] = []
        end = self.size
        while end > 0:
            turns = np.where(np.arange(end) > 0, self.turn, 0.0)
            log = self.forward[:end] + turns + self.joined[:end, end] - self.forward[end]
            weights = np.exp(log - log.max())
            end = int(chance.choice(end, p=weights / weights.sum()))
            starts.append(end)
        return starts[::-1]


def _sampled(
    models: Sequence[_Model],
    weights: Array,
    grid: Array,
    prior: Array,
    chance: np.random.Generator,
) -> tuple[list[list[int]], list[Array]]:
    draws, rates = [], []
    for pick in chance.choice(len(models), size=DRAWS, p=weights):
        model = models[pick]
        starts = model.draw(chance)
        found = []
        for start, end in zip(starts, [*starts[1:], model.size], strict=True):
            log = model.points[start:end].sum(axis=0) + prior
            mass = np.exp(log - log.max())
            found.append(grid[chance.choice(len(grid), p=mass / mass.sum())])
        draws.append(starts)
        rates.append(np.array(found))
    return draws, rates

"""Rates that forget: a Gamma belief about a Poisson rate, discounted from bin to bin.

After bin t the rate is Gamma(a, b) with a = w a + n, b = w b + e (n events at exposure e), where
w = 0.5 ** (1 / half-life) and the weak prior flows back in as the past is forgotten. What is predicted for the next bin
is negative binomial, so the half-life is chosen by how well each count was foreseen from those before it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from verbale.analysis.extras import missing
from verbale.analysis.findings import Band

HALF_LIVES = (2.0, 4.0, 8.0, 13.0, 26.0, 52.0, None)  # bins
PRIOR_EVENTS = 0.5  # the prior weighs as much as half an event
QUANTILES = (0.25, 0.75, 0.05, 0.95)


def fit(counts: Sequence[int], exposures: Sequence[float]) -> tuple[tuple[Band, ...], float | None]:
    """The rate after each bin as a band, and the half-life (bins) that foresaw the counts best."""
    half_life = best_half_life(counts, exposures)
    states = _states(counts, exposures, half_life)
    return tuple(gamma_band(a, b) for a, b in states), half_life


def best_half_life(counts: Sequence[int], exposures: Sequence[float]) -> float | None:
    """Of HALF_LIVES the one with the greatest log score of each count given those before it; the longest of equals."""
    scored = [(foreseen(counts, exposures, h), math.inf if h is None else h, h) for h in HALF_LIVES]
    return max(scored, key=lambda one: one[:2])[2]


def foreseen(counts: Sequence[int], exposures: Sequence[float], half_life: float | None) -> float:
    """The sum of the log probabilities of each count, given those before it."""
    states = [_prior(counts, exposures), *_states(counts, exposures, half_life)[:-1]]
    keep, prior = _keep(half_life), states[0]
    total = 0.0
    for (a, b), n, e in zip(states, counts, exposures, strict=True):
        faded = keep * a + (1 - keep) * prior[0], keep * b + (1 - keep) * prior[1]
        total += _negative_binomial(n, *faded, e)
    return total


def gamma_band(shape: float, rate: float) -> Band:
    """Mean and central intervals of a Gamma distribution. Raises InstallError without scipy."""
    try:
        from scipy.special import gammaincinv
    except ModuleNotFoundError:
        raise missing("The trend", "analysis") from None
    low50, high50, low90, high90 = (float(x) / rate for x in gammaincinv(shape, np.array(QUANTILES)))
    return Band(shape / rate, low50, high50, low90, high90)


def share_band(forth: int, back: int) -> Band:
    """The share of `forth` in both, under Jeffreys' prior. Raises InstallError without scipy."""
    try:
        from scipy.special import betaincinv
    except ModuleNotFoundError:
        raise missing("The balance", "analysis") from None
    a, b = forth + 0.5, back + 0.5
    low50, high50, low90, high90 = (float(x) for x in betaincinv(a, b, np.array(QUANTILES)))
    return Band(a / (a + b), low50, high50, low90, high90)


def _keep(half_life: float | None) -> float:
    return 1.0 if half_life is None else float(0.5 ** (1 / half_life))


def _prior(counts: Sequence[int], exposures: Sequence[float]) -> tuple[float, float]:
    """Weak, about the mean of the whole series."""
    mean = (sum(counts) + PRIOR_EVENTS) / max(sum(exposures), 1e-9)
    return PRIOR_EVENTS, PRIOR_EVENTS / mean


def _states(counts: Sequence[int], exposures: Sequence[float], half_life: float | None) -> list[tuple[float, float]]:
    keep, prior = _keep(half_life), _prior(counts, exposures)
    a, b = prior
    states = []
    for n, e in zip(counts, exposures, strict=True):
        a, b = keep * a + (1 - keep) * prior[0] + n, keep * b + (1 - keep) * prior[1] + e
        states.append((a, b))
    return states


def _negative_binomial(n: int, a: float, b: float, e: float) -> float:
    """Log probability of n events at exposure e where the rate is Gamma(a, b)."""
    if e <= 0:
        return 0.0
    return (
        math.lgamma(a + n) - math.lgamma(a) - math.lgamma(n + 1) + a * math.log(b / (b + e)) + n * math.log(e / (b + e))
    )

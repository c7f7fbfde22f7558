"""The chance that A does X to B at least once in the next week or month.

Weeks before the cut-off in which it happened, each at half the weight of one `half_life` later, about a prior from what
the pair does at all times the share of X among all events. Days after the cut-off are never looked at.
"""

from __future__ import annotations

import collections
import datetime
import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from verbale.analysis.commitments import Pending, facts
from verbale.analysis.extras import missing
from verbale.analysis.findings import Band
from verbale.analysis.observations import Date, Material, Observation
from verbale.errors import UsageError

WEEK = 7
HALVES = ("cooperation", "conflict")
_POINTS = 400


def is_what(one: Observation, what: str) -> bool:
    """Whether an observation is what is asked: a PLOVER type (or type/mode), a CAMEO root, or a half of the classes."""
    kind, _, mode = what.partition("/")
    if kind in HALVES:
        return one.kind == kind
    if kind.isdigit():
        return (one.cameo or "").startswith(kind)
    return one.type == kind and (not mode or one.mode == mode)


def asked(observations: Iterable[Observation], a: str, b: str, what: str) -> list[Observation]:
    """Events from a to b, or of both jointly, that took place and are what is asked."""
    return [
        one
        for one in observations
        if one.happened and one.day and one.direction(a, b) in {f"{a}>{b}", "joint"} and is_what(one, what)
    ]


def weeks_before(days: Iterable[Date], cutoff: Date, start: Date) -> NDArray[np.float64]:
    """Counts of days in each of the whole weeks that end on the cut-off, the latest first; later days are not seen."""
    number = min(((cutoff - start).days + 1) // WEEK, facts()["longest"])
    counts = np.zeros(max(number, 0))
    for day in days:
        at = (cutoff - day).days // WEEK
        if day <= cutoff and at < number:
            counts[at] += 1
    return counts


def plain(material: Material, a: str, b: str, what: str, cutoff: Date) -> tuple[float, float, float]:
    """(kept, missed, climatology): weights of weeks with and without it, the prior among them, and the prior's origin.

    Raises UsageError V257 where the record covers no whole week up to the cut-off.
    """
    covered = material.coverage
    if covered is None or (cutoff - covered[0]).days + 1 < WEEK or cutoff > covered[1] + datetime.timedelta(days=WEEK):
        span = f"{covered[0]} to {covered[1]}" if covered else "no day"
        message = f"The record covers {span}; a forecast on data up to {cutoff} needs a week before it, and no gap."
        raise UsageError("V257", message, "Choose a --cutoff within.")
    base = climatology(material, what, covered, cutoff)
    hits = weeks_before((one.day for one in asked(material.observations, a, b, what) if one.day), cutoff, covered[0])
    weights = 0.5 ** (np.arange(len(hits)) / facts()["half_life"])
    ways = {f"{a}>{b}", "joint"}
    everything = [one.day for one in material.observations if one.happened and one.day and one.direction(a, b) in ways]
    total = weeks_before(everything, cutoff, covered[0])
    rate = float((weights * total).sum() / weights.sum()) if len(weights) else 0.0
    weight = facts()["prior"]
    own = 1 - math.exp(-rate * share(material, what, cutoff))
    prior = min(max(facts()["own"] * own + (1 - facts()["own"]) * base, 1e-4), 0.99)
    kept = float((weights * (hits > 0)).sum()) + weight * prior
    missed = float((weights * (hits == 0)).sum()) + weight * (1 - prior)
    return kept, missed, base


def share(material: Material, what: str, cutoff: Date) -> float:
    """The share of what is asked among all events of the record up to the cut-off."""
    kind = what.partition("/")[0]
    types: collections.Counter[str] = collections.Counter()
    for day, counts in material.types.items():
        if day <= cutoff:
            types.update(counts)
    total = sum(n for k, n in types.items() if not k.isdigit()) or 1
    if kind in HALVES:
        from verbale.analysis.scales import plover, quad_of

        return sum(n for k, n in types.items() if k in plover() and quad_of(k).endswith(kind)) / total
    return types[kind] / total


def climatology(material: Material, what: str, covered: tuple[Date, Date], cutoff: Date) -> float:
    """Chance of such an event in a week for a directed pair of the record, whichever it is, on what came before."""
    events = sum(n for day, n in material.volume.items() if day <= cutoff)
    pairs = sum(n for day, n in material.pairs.items() if day <= cutoff)
    weeks = max(1.0, ((cutoff - covered[0]).days + 1) / WEEK)
    rate = events * share(material, what, cutoff) / weeks / max(1, pairs)
    return 1 - math.exp(-rate)


def chance(kept: float, missed: float, days: int, commitments: Iterable[Pending] = ()) -> Band:
    """The probability over a window of `days`, with commitments that may be kept in it. Raises InstallError."""
    try:
        from scipy.special import betaincinv
    except ModuleNotFoundError:
        raise missing("A forecast", "analysis") from None
    levels = (np.arange(_POINTS) + 0.5) / _POINTS
    weekly = betaincinv(kept, missed, levels)
    none = (1 - weekly) ** (days / WEEK)
    middle = none.copy()
    for one in commitments:  # the bands move together with the rate's: the widest that is consistent
        low, high = one.chance
        none = none * (1 - (low + (high - low) * levels))
        middle = middle * (1 - (low + high) / 2)
    quantiles = np.quantile(1 - none, (0.25, 0.75, 0.05, 0.95))
    return Band(float((1 - middle).mean()), *(float(q) for q in quantiles))

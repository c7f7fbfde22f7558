"""A calibrated forecast for all pairs of a large record at once: which type of event will come in the next week.

The chance that a does X to b at least once in the seven days after a cut-off is a logistic of decayed counts: of the
same event at several half-lives, shrunk towards what the pair does at all times the share of X; of the reverse
direction; of all that the sender does and the receiver meets; of the same quad class; and how long ago it was last
seen. Products of the strongest let old and new habits interact. It is fitted on earlier weeks. At a cut-off only days
before it are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Counts = NDArray[np.uint16]

VERSION = "1"
WEEK = 7
DAYS = (3.0, 10.0, 30.0, 90.0, 250.0)  # half-lives of counts, in days
WEEKS = (1.5, 4.0, 10.0, 20.0, 60.0)  # half-lives of "in that week or not", in weeks
FIRST_CUT = 10 * WEEK  # earlier cut-offs have too little past to learn from
# Products of these; chosen on ICEWS 2018, weeks 26-33, like RIDGE and SHARE.
PRODUCTS = (
    "same 3d",
    "same 10d",
    "same 250d",
    "weeks 60",
    "weeks 20",
    "type",
    "pair 250d",
    "reverse 30d",
    "pair weeks 1.5",
    "last",
)
RIDGE = 50.0
SHARE = 0.3  # of the rows of earlier weeks that the fit reads
STEPS = 15
NEVER = 400.0  # days since an event that was never seen


class Panel(msgspec.Struct, frozen=True):
    """Counts by day.

    `counts` [pair, type, day] from senders[pair] to receivers[pair]; `reverse` [pair] the pair the other way, or -1;
    `sent`, `met` [actor, type, day] all that an actor does and meets; `quads` [type] the quad class of each.
    """

    counts: Counts
    senders: NDArray[np.int64]
    receivers: NDArray[np.int64]
    reverse: NDArray[np.int64]
    sent: Counts
    met: Counts
    quads: NDArray[np.int64]

    @property
    def days(self) -> int:
        """Days that the panel covers."""
        return int(self.counts.shape[2])

    def came(self, cut: int) -> NDArray[np.bool_]:
        """[pair, type] whether it happened in the week after the cut-off."""
        return np.asarray(self.counts[:, :, cut : cut + WEEK].any(axis=2))


class _Past:
    """Decayed sums that are carried from week to week, so that no cut-off can read what comes after it."""

    def __init__(self, panel: Panel) -> None:
        pairs, types, _ = panel.counts.shape
        actors = panel.sent.shape[0]
        self.panel = panel
        self.same: dict[float, Floats] = {h: np.zeros((pairs, types), np.float32) for h in DAYS}
        self.pair: dict[float, Floats] = {h: np.zeros(pairs, np.float32) for h in DAYS}
        self.sent: dict[float, Floats] = {h: np.zeros((actors, types), np.float32) for h in DAYS}
        self.met: dict[float, Floats] = {h: np.zeros((actors, types), np.float32) for h in DAYS}
        self.weight = dict.fromkeys(DAYS, 0.0)
        self.weeks: dict[float, Floats] = {h: np.zeros((pairs, types), np.float32) for h in WEEKS}
        self.week_weight = dict.fromkeys(WEEKS, 0.0)
        self.ever: Floats = np.zeros((pairs, types), np.float32)
        self.last: Floats = np.full((pairs, types), NEVER, np.float32)
        self.cut = 0

    def week(self) -> None:
        """Take in the next seven days."""
        panel, days = self.panel, slice(self.cut, self.cut + WEEK)
        new = panel.counts[:, :, days].astype(np.float32, order="C")
        seen = np.minimum(new, 1)
        sent, met = (a[:, :, days].astype(np.float32, order="C") for a in (panel.sent, panel.met))
        for h in DAYS:
            fade = (0.5 ** (np.arange(WEEK - 1, -1, -1) / h)).astype(np.float32)
            keep = np.float32(0.5 ** (WEEK / h))
            self.same[h] = self.same[h] * keep + seen @ fade
            self.pair[h] = self.pair[h] * keep + new.sum(axis=1) @ fade
            self.sent[h] = self.sent[h] * keep + sent @ fade
            self.met[h] = self.met[h] * keep + met @ fade
            self.weight[h] = self.weight[h] * float(keep) + float(fade.sum())
        inside = seen.any(axis=2).astype(np.float32)
        for h in WEEKS:
            keep = np.float32(0.5 ** (1 / h))
            self.weeks[h] = self.weeks[h] * keep + inside
            self.week_weight[h] = self.week_weight[h] * float(keep) + 1
        self.ever += inside
        ago = np.where(seen.any(axis=2), seen[:, :, ::-1].argmax(axis=2) + 1, self.last + WEEK)
        self.last = np.minimum(ago, NEVER).astype(np.float32)
        self.cut += WEEK


def cuts(panel: Panel, first: int = 0, last: int | None = None) -> range:
    """Weekly cut-offs in [first, last) with a whole week after them (default: as far as the panel goes)."""
    end = panel.days - WEEK + 1 if last is None else last
    return range(-(-first // WEEK) * WEEK, end, WEEK)


def features(panel: Panel, wanted: Iterable[int]) -> Iterator[tuple[int, Floats, tuple[str, ...]]]:
    """(cut-off, [pair x type, feature], names) for each wanted cut-off (multiples of a week), in order of time."""
    past = _Past(panel)
    for cut in sorted(wanted):
        while past.cut < cut:
            past.week()
        columns = dict(_columns(past))
        columns.update(_weekly(past))
        names = tuple(columns)
        shape = past.last.shape
        table = np.stack([np.broadcast_to(c, shape).astype(np.float32).ravel() for c in columns.values()], axis=1)
        yield cut, table, names


def decayed_rate(past_weeks: Floats, weight: float, base: Floats, prior: float) -> Floats:
    """The plain answer: weeks with it by weeks, about a prior of so many weeks."""
    return np.asarray((past_weeks + prior * base) / (weight + prior))


def plain(
    panel: Panel, wanted: Iterable[int], half_life: float = 10.0, prior: float = 2.0, own: float = 0.0
) -> dict[int, tuple[Floats, Floats]]:
    """Cut-off -> the plain decayed rate and the climatology of the type, both [pair, type].

    `own`: the part of the prior that is what the pair does at all times the share of the type; the rest is climatology.
    """
    found = {}
    shape = panel.counts.shape[:2]
    sums, ever, total, kinds = np.zeros(shape), np.zeros(shape), np.zeros(shape[0]), np.zeros(shape[1])
    weight, cut, keep = 0.0, 0, 0.5 ** (1 / half_life)
    for target in sorted(wanted):
        while cut < target:
            new = panel.counts[:, :, cut : cut + WEEK].sum(axis=2)
            sums, weight, ever, cut = sums * keep + (new > 0), weight * keep + 1, ever + (new > 0), cut + WEEK
            total, kinds = total * keep + new.sum(axis=1), kinds + new.sum(axis=0)
        base = (ever.mean(axis=0) / max(1, cut // WEEK))[None]
        rate = total[:, None] / max(weight, 1e-9)
        expected = own * (1 - np.exp(-rate * kinds / max(1.0, kinds.sum()))) + (1 - own) * base
        found[target] = decayed_rate(sums, weight, expected, prior), np.broadcast_to(base, shape)
    return found


def _columns(past: _Past) -> Iterator[tuple[str, Floats]]:
    """Counts by day: each as the log of a rate that is shrunk towards what can be expected."""
    panel, long = past.panel, DAYS[-1]
    kind = past.same[long].sum(axis=0) / (len(past.pair[long]) * max(past.weight[long], 1.0)) + 1e-5
    share = kind / kind.sum()
    known = panel.reverse >= 0
    for h in DAYS:
        n, same = past.weight[h], past.same[h]
        expected = ((past.pair[h] + 0.5) / (n + 5))[:, None] * share
        back = np.where(known[:, None], same[panel.reverse], 0.0)
        yield f"same {h:g}d", np.log((same + 10 * expected) / (n + 10) + 1e-5)
        yield f"pair {h:g}d", np.log((past.pair[h] + 0.3) / (n + 3))[:, None]
        yield f"reverse {h:g}d", np.log((back + 10 * expected) / (n + 10) + 1e-5)
        yield f"sender {h:g}d", np.log(np.maximum(past.sent[h][panel.senders] - same + 0.2, 0.05) / (n + 1))
        yield f"receiver {h:g}d", np.log(np.maximum(past.met[h][panel.receivers] - same + 0.2, 0.05) / (n + 1))
        quad = np.stack([same[:, panel.quads == q].sum(axis=1) for q in range(panel.quads.max() + 1)], axis=1)
        yield f"class {h:g}d", np.log(np.maximum(quad[:, panel.quads] - same + 0.2, 0.05) / (n + 2))
    yield "type", np.log(kind)[None]
    yield "last", np.log(past.last)


def _weekly(past: _Past) -> Iterator[tuple[str, Floats]]:
    """In how many weeks, as log odds, about the type's share of weeks and about what the pair does at all."""
    base = (past.ever.mean(axis=0) / max(1, past.cut // WEEK))[None] + 1e-9
    share = base / base.sum()
    odds = {}
    for h in WEEKS:
        sums, n = past.weeks[h], past.week_weight[h]
        total = (sums.sum(axis=1) + 2 * base.sum()) / (n + 2)
        odds[h] = _odds(decayed_rate(sums, n, base, 2.0))
        yield f"weeks {h:g}", odds[h]
        yield f"pair weeks {h:g}", _odds(decayed_rate(sums, n, 1 - np.exp(-total[:, None] * share), 2.0))
    for a, b in ((10.0, 60.0), (1.5, 60.0), (10.0, 10.0), (60.0, 60.0)):
        yield f"weeks {a:g} x {b:g}", odds[a] * odds[b] / 5


def _odds(p: Floats) -> Floats:
    held = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(held / (1 - held)))


class Model(msgspec.Struct, frozen=True):
    """Weights of the standardised features and their products; `weights[0]` is the constant."""

    names: tuple[str, ...]
    means: Floats
    spreads: Floats
    weights: NDArray[np.float64]

    def chance(self, table: Floats) -> Floats:
        """[row] the probability of at least one event in the week."""
        return _sigmoid(_design(table, self.names, self.means, self.spreads) @ self.weights.astype(np.float32))


def fit(panel: Panel, until: int, *, first: int = FIRST_CUT, seed: int = 1) -> Model:
    """The model of the cut-offs whose week ends by day `until`; days from then on are not read.

    Raises ValueError where no week has both a cut-off and an end in these bounds.
    """
    chance = np.random.default_rng(seed)
    tables, came = [], []
    names: tuple[str, ...] = ()
    for cut, table, columns in features(panel, cuts(panel, first, until - WEEK + 1)):
        names, chosen = columns, chance.random(len(table)) < SHARE
        tables.append(table[chosen])
        came.append(panel.came(cut).ravel()[chosen])
    if not tables:
        raise ValueError(f"no whole week between day {first} and day {until}")
    table, truth = np.concatenate(tables), np.concatenate(came).astype(np.float32)
    means, spreads = table.mean(axis=0), table.std(axis=0) + 1e-6
    weights = _newton(_design(table, names, means, spreads), truth)
    return Model(names, means, spreads, weights)


def _design(table: Floats, names: Sequence[str], means: Floats, spreads: Floats) -> Floats:
    """[row, 1 + features + products]."""
    z = (table - means) / spreads
    at = [names.index(name) for name in PRODUCTS]
    products = [z[:, i] * z[:, j] for place, i in enumerate(at) for j in at[place:]]
    return np.concatenate([np.ones((len(z), 1), np.float32), z, np.stack(products, axis=1) / 3], axis=1)


def _newton(design: Floats, truth: Floats) -> NDArray[np.float64]:
    """Logistic regression with a ridge, by Newton's method with halved steps where needed."""
    ridge = np.full(design.shape[1], RIDGE)
    ridge[0] = 1e-6
    weights = np.zeros(design.shape[1])
    share = float(np.clip(truth.mean(), 1e-6, 1 - 1e-6))
    weights[0] = np.log(share / (1 - share))

    def loss(w: NDArray[np.float64]) -> float:
        z = design @ w.astype(np.float32)
        return float(np.logaddexp(0, z).sum(dtype=float) - (z * truth).sum(dtype=float) + 0.5 * (ridge * w * w).sum())

    now = loss(weights)
    for _ in range(STEPS):
        p = _sigmoid(design @ weights.astype(np.float32))
        slope = (design.T @ (p - truth)).astype(float) + ridge * weights
        bend = ((design * (p * (1 - p))[:, None]).T @ design).astype(float) + np.diag(ridge)
        step, size = np.linalg.solve(bend, slope), 1.0
        while size > 1e-3 and (then := loss(weights - size * step)) >= now:
            size /= 2
        if size <= 1e-3:
            break
        weights, gain, now = weights - size * step, now - then, then
        if gain < 0.5:
            break
    return weights


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))

"""What the analysis finds: plain frozen values, for pages and charts. No number stands without its interval.

Codes are ISO 3166-1 alpha-3; days are dates, intervals inclusive; rates are events a bin at usual volume;
probabilities 0..1.
"""

from __future__ import annotations

import datetime

import msgspec

from verbale.record import InNotebooks, Interval, Treaty

Date = datetime.date


class Band(msgspec.Struct, frozen=True):
    """A mean with its central 50 % and 90 % intervals."""

    mean: float
    low50: float
    high50: float
    low90: float
    high90: float


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """A week or month of one series. A party denies `disputed` of its `count` events; `score` is the sum of scores."""

    first: Date
    last: Date
    count: int
    disputed: int = 0
    score: float = 0.0
    exposure: float = 1.0  # share of a full bin that the record covers, times relative volume if that is controlled
    events: tuple[str, ...] = ()


class Break(InNotebooks, msgspec.Struct, frozen=True, kw_only=True):
    """A change of rate. `probability`: that it lies within `reach` bins of `first`; `here`: in exactly that bin.

    `ratio`: rate after by rate before, as a band over the posterior; `seconded`: found by PELT too.
    """

    first: Date
    probability: float
    here: float
    reach: int
    ratio: Band
    before: float
    after: float
    seconded: bool


class Series(InNotebooks, msgspec.Struct, frozen=True, kw_only=True):
    """Counts of distinct events of one kind ("cooperation" or "conflict") in one direction ("A>B", "B>A" or "all").

    `bands` hold the rate as known at the end of each bin; `break_probability` the chance of a change at each bin's
    start. Both are empty where there are too few events for a curve.
    """

    direction: str
    kind: str
    bins: tuple[Bin, ...]
    bands: tuple[Band, ...] = ()
    half_life: float | None = None  # bins; None is no forgetting
    break_probability: tuple[float, ...] = ()
    breaks: tuple[Break, ...] = ()

    @property
    def total(self) -> int:
        """Events in all bins."""
        return sum(one.count for one in self.bins)


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """Who does it to whom: `forth` events from a to b, `back` from b to a, and the share of a with its band."""

    what: str  # "gifts and aid", "visits", "praise and support", "accusations and threats"
    forth: tuple[str, ...]
    back: tuple[str, ...]
    share: Band | None  # None where there is no event


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One event as a line."""

    id: str
    date: Interval | None
    direction: str
    type: str
    mode: str | None
    standing: str
    reports: int
    origins: int
    summary: str
    claims: tuple[str, ...] = ()


class Dyad(InNotebooks, msgspec.Struct, frozen=True, kw_only=True):
    """The record of a pair. `quads`: direction -> quad class -> events; `left_out`: reason -> events or rows."""

    a: str
    b: str
    a_name: str
    b_name: str
    source: str
    scale: str
    first: Date
    last: Date
    per: str  # "week" or "month"
    volume_controlled: bool
    events: tuple[Listed, ...]
    quads: dict[str, dict[str, int]]
    series: tuple[Series, ...]
    balances: tuple[Balance, ...]
    treaties: tuple[Treaty, ...] = ()
    left_out: dict[str, int] = {}
    notes: tuple[str, ...] = ()


class Standpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A hypothesis after weighing. `prior` and `posterior` are over the bands; `first`: probability that it leads."""

    id: str
    text: str
    prior: Band
    posterior: Band
    first: float


class Weight(msgspec.Struct, frozen=True, kw_only=True):
    """What one row (or group of rows of one origin) does. `nats`: how far it separates the hypotheses, as used.

    `shift`: hypothesis -> how its mean posterior changes when the row or group is left out.
    """

    rows: tuple[str, ...]
    text: str
    nats: Band
    shift: dict[str, float]


class Weighed(InNotebooks, msgspec.Struct, frozen=True, kw_only=True):
    """A board after weighing: `weights` by effect, the greatest first; `sentence` says it in words."""

    question: str
    asof: Date | None
    standpoints: tuple[Standpoint, ...]
    weights: tuple[Weight, ...]
    linchpins: tuple[str, ...]
    sentence: str
    exclusive: bool
    draws: int
    seed: int
    defaults: int  # rows whose bands nobody has looked at
    rows: int
    counted: int  # rows that a day did not leave out
    digest: str
    notes: tuple[str, ...] = ()


class Forecast(InNotebooks, msgspec.Struct, frozen=True, kw_only=True):
    """Probability of at least one event from a to b within [first, last], made on data up to `cutoff` (included)."""

    id: str
    made: str  # ISO time
    a: str
    b: str
    what: str  # PLOVER type, CAMEO root, "cooperation" or "conflict"
    cutoff: Date
    first: Date
    last: Date
    probability: Band
    plain: float  # the plain decayed rate's answer
    climatology: float  # the answer without regard to the pair
    model: str
    source: str
    why: tuple[str, ...] = ()  # the past events and commitments that it rests on
    note: str = ""


class Reliability(msgspec.Struct, frozen=True):
    """Forecasts of about one probability: their mean, the share that came true with its 90 % interval, how many."""

    mean: float
    share: float
    low: float
    high: float
    count: int


class Score(InNotebooks, msgspec.Struct, frozen=True, kw_only=True):
    """How forecasts did. Skill: share of the reference's Brier score that is saved; None where the reference is 0."""

    count: int
    came_true: int
    brier: float
    log_loss: float
    plain_brier: float
    climatology_brier: float
    skill_climatology: float | None
    skill_plain: float | None
    bins: tuple[Reliability, ...]
    open: int = 0  # not yet due, or beyond what the data cover

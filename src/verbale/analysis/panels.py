"""A file of event data as a panel of all its pairs, and the calibrated forecast of one of them."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from verbale.analysis import calibrated, peer_files, scales
from verbale.analysis.findings import Band, Forecast
from verbale.analysis.observations import Date
from verbale.analysis.peer_rows import Row
from verbale.analysis.trend import share_band
from verbale.errors import UsageError

LEAST_EVENTS = 10  # of a directed pair, for it to be among those that the fit reads
LEAST_PAIRS, LEAST_WEEKS = 50, 20  # below these the plain rate is the better answer
HELD_WEEKS = 4  # the last weeks before the cut-off: kept from the fit, to see what came of like forecasts
LIKE = 400  # forecasts of about the same probability
ROOTS = tuple(f"{root:02}" for root in range(1, 21))


class Held(msgspec.Struct, frozen=True):
    """A panel and what its places mean. Its last day is the cut-off."""

    panel: calibrated.Panel
    pairs: dict[tuple[str, str], int]
    types: tuple[str, ...]
    cutoff: Date


def read(path: Path, a: str, b: str, what: str, cutoff: Date | None) -> Held:
    """The panel of a file up to the cut-off (default: its last day), with a and b in it whatever they did.

    Raises UsageError V259 where the file holds too little, InputError as peer_files.rows.
    """
    types = ROOTS if what.isdigit() else tuple(scales.plover())
    if what not in types:
        message = f"The calibrated model forecasts a PLOVER type or a CAMEO root, not {what[:40]!r}."
        raise UsageError("V259", message, "Ask for one, or leave --calibrated out.")
    return build((row for _, row in peer_files.rows(path) if isinstance(row, Row)), a, b, types, cutoff)


def build(rows: Iterable[Row], a: str, b: str, types: Sequence[str], cutoff: Date | None) -> Held:
    """The panel of rows; rows after the cut-off are dropped before anything is counted. Raises UsageError V259."""
    place = {name: i for i, name in enumerate(types)}
    seen: set[tuple[object, ...]] = set()
    facts: list[tuple[str, str, int, Date]] = []
    for row in rows:
        kind = place.get((row.cameo or "")[:2] if types[0] == ROOTS[0] else row.type)
        if row.key in seen or (cutoff is not None and row.day > cutoff):
            continue
        seen.add(row.key)
        ways = [(s, t) for s in row.sources for t in row.targets if s != t]
        ways += [(t, s) for s, t in ways] if row.joint else []
        facts += [(s, t, kind, row.day) for s, t in ways if kind is not None]
    last = cutoff or max((fact[3] for fact in facts), default=None)
    weeks = ((last - min(fact[3] for fact in facts)).days + 1) // calibrated.WEEK if facts and last else 0
    found = collections.Counter((s, t) for s, t, _, _ in facts)
    pairs = sorted({pair for pair, n in found.items() if n >= LEAST_EVENTS} | {(a, b)})
    if len(pairs) <= LEAST_PAIRS or weeks < LEAST_WEEKS or last is None:
        message = f"The file holds {len(pairs) - 1} directed pairs with {LEAST_EVENTS} events, in {weeks} weeks"
        message += f" up to the cut-off; the calibrated model needs more than {LEAST_PAIRS} and {LEAST_WEEKS}."
        raise UsageError("V259", message, "Leave --calibrated out, or give a larger file.")
    index = {pair: i for i, pair in enumerate(pairs)}
    panel = _panel(facts, index, len(types), last, weeks * calibrated.WEEK, _quads(types))
    return Held(panel, index, tuple(types), last)


def _quads(types: Sequence[str]) -> list[int]:
    quads = [scales.quad_of_cameo(t) if t.isdigit() else scales.quad_of(t) for t in types]
    return [scales.QUADS.index(quad) for quad in quads]


def _panel(
    facts: Sequence[tuple[str, str, int, Date]],
    index: dict[tuple[str, str], int],
    types: int,
    last: Date,
    days: int,
    quads: Sequence[int],
) -> calibrated.Panel:
    """The last `days` days, so that weeks end on the last one."""
    start = last - datetime.timedelta(days=days - 1)
    actors = {
        name: i
        for i, name in enumerate(sorted({x for fact in facts for x in fact[:2]} | {x for p in index for x in p}))
    }
    counts = np.zeros((len(index), types, days), np.uint16)
    sent, met = (np.zeros((len(actors), types, days), np.uint16) for _ in range(2))
    for s, t, kind, day in facts:
        at = (day - start).days
        if at >= 0:
            sent[actors[s], kind, at] += 1
            met[actors[t], kind, at] += 1
            if (s, t) in index:
                counts[index[s, t], kind, at] += 1
    ends = np.array([[actors[s], actors[t]] for s, t in index])
    reverse = np.array([index.get((t, s), -1) for s, t in index])
    return calibrated.Panel(counts, ends[:, 0], ends[:, 1], reverse, sent, met, np.array(quads))


def chance(held: Held, a: str, b: str, what: str) -> tuple[Band, float, float]:
    """The probability in the week after the cut-off; the plain decayed rate; the climatology of the type.

    The band is what came true of the 400 likest forecasts in the last four weeks, which the fit had not seen.
    """
    panel, days = held.panel, held.panel.days
    at = held.pairs[a, b] * len(held.types) + held.types.index(what)
    model = calibrated.fit(panel, days - HELD_WEEKS * calibrated.WEEK)
    told, came = [], []
    for cut, table, _ in calibrated.features(
        panel, [*range(days - HELD_WEEKS * calibrated.WEEK, days + 1, calibrated.WEEK)]
    ):
        p = model.chance(table)
        if cut < days:
            told.append(p)
            came.append(panel.came(cut).ravel())
    mean = float(p[at])
    earlier, truth = np.concatenate(told), np.concatenate(came)
    like = np.argsort(np.abs(np.log(earlier) - np.log(mean)), kind="stable")[:LIKE]
    band = share_band(int(truth[like].sum()), int((~truth[like]).sum()))
    rate, base = calibrated.plain(panel, [days])[days]
    return (
        Band(mean, min(band.low50, mean), max(band.high50, mean), min(band.low90, mean), max(band.high90, mean)),
        float(rate.ravel()[at]),
        float(base.ravel()[at]),
    )


def improved(one: Forecast, held: Held) -> Forecast:
    """The forecast with the calibrated model's answer in place of the plain rate's; for a week ahead."""
    band, plain, base = chance(held, one.a, one.b, one.what)
    note = f"interval: what came true of the {LIKE} likest forecasts in the last {HELD_WEEKS} weeks"
    return msgspec.structs.replace(
        one,
        id=one.id[::-1],
        probability=band,
        plain=plain,
        climatology=base,
        model=f"calibrated {calibrated.VERSION}",
        note=note,
    )

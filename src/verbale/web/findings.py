"""The trend of a pair as paths to draw, with its bands and breaks, and the balances of who does what to whom."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from verbale.analysis.verdict import share
from verbale.errors import VerbaleError
from verbale.report.words import when_text
from verbale.web.outlook import why

if TYPE_CHECKING:
    from verbale.analysis.observations import Material

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 900.0, 150.0, 34.0, 12.0, 22.0  # px of one drawing
CLASSES = {"cooperation": "mcoop", "conflict": "mconf"}
Row = dict[str, Any]


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A curve: paths of the 90 and 50 % bands and the mean, bars of counts, breaks; all in px."""

    kind: str
    quad: str
    total: int
    wide90: str
    wide50: str
    mean: str
    bars: tuple[tuple[float, float, float, float], ...]
    breaks: tuple[tuple[float, str], ...]
    first: str
    last: str
    top: str
    width: float = WIDTH
    height: float = HEIGHT


def of_pair(material: Material, a: str, b: str, names: Mapping[str, str]) -> Row:
    """`missing` says why there is no finding; else the drawings, notes and balances."""
    from verbale.analysis.dyad import dyad

    blank: Row = {"missing": "", "drawings": [], "notes": [], "balances": [], "per": ""}
    try:
        found = dyad(material, a, b, names, volume=False)
    except VerbaleError as error:
        return blank | {"missing": why(error)}
    return blank | {
        "drawings": [drawn(one) for one in found.series if one.direction == "all" and one.bands], "per": found.per,
        "notes": list(found.notes), "balances": [_balance(one, found.a_name, found.b_name) for one in found.balances],
    }


def _balance(one: Any, a: str, b: str) -> Row:
    share = one.share
    told = f"{100 * share.mean:.0f} % [{100 * share.low90:.0f}, {100 * share.high90:.0f}]" if share else ""
    return {"what": one.what, "forth": len(one.forth), "back": len(one.back), "share": told, "a": a, "b": b}


def drawn(series: Any) -> Drawing:
    """The curve of a series that has bands."""
    count = len(series.bins)
    most: float = max([1.0, *(band.high90 for band in series.bands), *(float(one.count) for one in series.bins)])
    step = (WIDTH - LEFT) / max(count, 1)

    def x(n: int) -> float:
        return round(LEFT + (n + 0.5) * step, 1)

    def y(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - min(value, most) / most), 1)

    def band(low: str, high: str) -> str:
        up = [(x(n), y(getattr(one, high))) for n, one in enumerate(series.bands)]
        down = [(x(n), y(getattr(one, low))) for n, one in enumerate(series.bands)][::-1]
        return _path([*up, *down]) + "Z"

    floor = HEIGHT - BOTTOM
    numbers = {one.first: n for n, one in enumerate(series.bins)}
    return Drawing(
        kind=series.kind, quad=CLASSES[series.kind], total=series.total, wide90=band("low90", "high90"),
        wide50=band("low50", "high50"), mean=_path([(x(n), y(one.mean)) for n, one in enumerate(series.bands)]),
        bars=tuple(
            (round(x(n) - step * 0.3, 1), y(one.count), round(step * 0.6, 1), round(floor - y(one.count), 1))
            for n, one in enumerate(series.bins) if one.count
        ),
        breaks=tuple(
            (x(numbers[one.first]), f"{when_text((one.first,) * 2)} ({share(one.probability)})")
            for one in series.breaks if one.first in numbers
        ),
        first=when_text((series.bins[0].first,) * 2, short=True),
        last=when_text((series.bins[-1].last,) * 2, short=True),
        top=f"{most:.0f}",
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)

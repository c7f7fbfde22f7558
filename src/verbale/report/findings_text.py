"""Findings on a pair as text for a terminal: every number with its interval, every event with its id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

import msgspec

from verbale.analysis.findings import Band, Bin, Break, Dyad, Listed, Series
from verbale.record import Interval, Treaty

LISTED = 40  # events at most in the text; JSON holds them all
_BARS = " ▁▂▃▄▅▆▇█"
ROW_BINS = 60  # bars in a line
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def write_dyad(found: Dyad, format: str, out: TextIO) -> None:  # noqa: A002 - as elsewhere
    """Write the finding as "text" or "json"."""
    if format == "json":
        out.write(json.dumps(msgspec.to_builtins(found), ensure_ascii=True, indent=1) + "\n")
        return
    out.writelines(clean(line) + "\n" for line in _dyad(found))


def _dyad(found: Dyad) -> Iterable[str]:
    a, b = found.a, found.b
    yield f"{found.a_name} and {found.b_name}, {found.first} to {found.last} ({found.source})"
    volume = "; rates at usual volume of news" if found.volume_controlled else ""
    yield f"{len(found.events)} distinct events by {found.per}{volume}"
    yield from (f"Note: {note}" for note in found.notes)
    if found.left_out:
        yield "Not counted: " + ", ".join(f"{reason} {count}" for reason, count in found.left_out.items() if count)
    yield ""
    yield "Events by class".ljust(24) + "".join(way.rjust(10) for way in found.quads)
    for quad in next(iter(found.quads.values())):
        yield "  " + quad.ljust(22) + "".join(str(found.quads[way][quad]).rjust(10) for way in found.quads)
    for series in found.series:
        if series.bands:
            yield ""
            yield from _series(series, found)
    yield ""
    yield f"Who does it to whom (share of {a}, 90 % interval)"
    for one in found.balances:
        share = "no event" if one.share is None else band(one.share, percent=True)
        yield f"  {one.what.ljust(24)}{a} {len(one.forth)}, {b} {len(one.back)}: {share}"
    for treaty in found.treaties:
        yield ""
        yield from _ladder(treaty)
    yield ""
    yield from _list(found.events)


def _series(series: Series, found: Dyad) -> Iterable[str]:
    last = series.bands[-1]
    fades = "never" if series.half_life is None else f"{series.half_life:g} {found.per}s"
    yield f"{series.kind.capitalize()}, {series.direction}: {series.total} events"
    yield f"  rate a {found.per} on {found.last}: {band(last)}; the past counts half after {fades}"
    yield f"  {scores(series.bins, found.scale)}"
    counts = [one.count for one in series.bins]
    top = max(counts)
    for start in range(0, len(counts), ROW_BINS):
        bars = "".join(_BARS[-(-8 * n // top) if top else 0] for n in counts[start : start + ROW_BINS])
        yield f"  {series.bins[start].first} {bars} (to {top})" if not start else f"  {series.bins[start].first} {bars}"
    if not series.breaks:
        yield "  no change of rate with probability of one half or more"
    for one in series.breaks:
        yield f"  {broken(one, found.per)}"


def scores(bins: Sequence[Bin], scale: str) -> str:
    """The scores of a series in words."""
    count = sum(one.count for one in bins)
    disputed = sum(one.disputed for one in bins)
    total = sum(one.score for one in bins)
    lower = f"; {disputed} of them disputed by a party" if disputed else ""
    return f"{scale} scores: sum {total:+.1f} over {count} events{lower}"


def broken(one: Break, per: str) -> str:
    """A break in words."""
    ratio = one.ratio
    second = "PELT breaks there too" if one.seconded else "PELT does not break there"
    return (
        f"break at {one.first} (within {one.reach} {per}s: {one.probability:.0%}): "
        f"rate {one.before:.1f} to {one.after:.1f}, "
        f"times {ratio.mean:.2g} [{ratio.low90:.2g}, {ratio.high90:.2g}]; {second}"
    )


def clean(line: str) -> str:
    """A line without what could steer a terminal: controls, marks of direction, lone surrogates."""
    return _UNSAFE.sub("\ufffd", line).rstrip()


def cut(text: str, longest: int) -> str:
    """A text of at most so many characters, cut between words."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rpartition(" ")[0].rstrip(" ·,;:") + "…"


def band(one: Band, *, percent: bool = False) -> str:
    """A mean with its 90 % interval."""
    if percent:
        return f"{one.mean:.0%} [{one.low90:.0%}, {one.high90:.0%}]"
    return f"{one.mean:.2f} [{one.low90:.2f}, {one.high90:.2f}]"


def _ladder(treaty: Treaty) -> Iterable[str]:
    yield f"Treaty: {treaty.name or 'without name'} ({', '.join(treaty.parties)})"
    for step in treaty.steps:
        denied = f", denied in {len(step.denied_in)}" if step.denied_in else ""
        what = f"{step.step} by {' '.join(step.by)}, {step.status}"
        yield f"  {days(step.date).ljust(24)}{what} (claims {' '.join(step.claims)}{denied})"


def _list(events: Sequence[Listed]) -> Iterable[str]:
    shown = events[-LISTED:]
    yield "Events" if len(shown) == len(events) else f"The last {len(shown)} of {len(events)} events"
    for one in shown:
        what = f"{one.type or '-'}{'/' + one.mode if one.mode else ''}"
        standing = f" · {one.standing}" if one.standing else ""
        told, words = f"{one.reports}/{one.origins}", cut(one.summary, 90)
        yield f"  {days(one.date).ljust(24)}{one.direction:8} {what:18} {told:6} {one.id}{standing}  {words}"


def days(date: Interval | None) -> str:
    """A day, or the first and the last."""
    if date is None:
        return "no date"
    return date[0].isoformat() if date[0] == date[1] else f"{date[0].isoformat()}/{date[1].isoformat()}"

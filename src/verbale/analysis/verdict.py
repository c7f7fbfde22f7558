"""The result of a board in one sentence, which never says more than the intervals do."""

from __future__ import annotations

from collections.abc import Mapping

from verbale.analysis.boards import NONE, Row
from verbale.analysis.findings import Standpoint, Weighed, Weight

POINTS, LEANS = 0.95, 0.75  # probability of leading from which the words are used
LEAST = 0.005  # what a whole per cent would round to none or all
HARDLY = 0.1  # nats below which rows hardly separate the hypotheses
SHOWN = 2


def sentence(found: Weighed, rows: Mapping[str, Row]) -> str:
    """What leads, with its interval; what it rests on; what hardly matters; what nobody has looked at."""
    ranked = sorted(found.standpoints, key=lambda one: -one.posterior.mean)
    speaking = [one for one in found.weights if one.nats.mean > 0]
    lead = (
        _lead(ranked, found.exclusive) if speaking else "No row says anything: the odds are those before the evidence"
    )
    if speaking and 2 * found.defaults > found.counted:
        lead = f"On bands that are mostly defaults: {lead[0].lower()}{lead[1:]}"
    parts = [lead]
    rests = [one for one in found.weights if "+".join(one.rows) in found.linchpins][:SHOWN]
    if rests:
        parts.append("rests on " + " and on ".join(_row(one, rows) for one in rests))
    elif speaking:
        parts.append("no single row decides it")
    hardly = [one for one in speaking if one.nats.mean < HARDLY]
    if hardly:
        few = "1 row or group hardly separates" if len(hardly) == 1 else f"{len(hardly)} rows or groups hardly separate"
        parts.append(f"{few} the hypotheses")
    if found.defaults:
        parts.append(f"{found.defaults} of {found.counted} rows are defaults")
    return "; ".join(parts) + "."


def _lead(ranked: list[Standpoint], exclusive: bool) -> str:
    first, second = ranked[0], ranked[1]
    if not exclusive:
        each = ", ".join(f"{one.id} {_interval(one)}" for one in ranked)
        return f"Probability of each: {each}"
    ahead = f"ahead of {second.id} ({_interval(second)}) in {share(first.first)} of draws"
    name = "none of these" if first.id == NONE else first.id
    if first.first >= POINTS:
        return f"Points to {name} ({_interval(first)}), {ahead}"
    if first.first >= LEANS:
        return f"Leans to {name} ({_interval(first)}), {ahead}"
    return f"Does not separate {name} ({_interval(first)}) from {second.id} ({_interval(second)})"


def _short(text: str, longest: int = 80) -> str:
    return text if len(text) <= longest else text[: longest - 1].rpartition(" ")[0].rstrip(" ·") + "…"


def share(part: float) -> str:
    """A probability in per cent, which is never rounded to impossible or certain."""
    return "<1%" if part < LEAST else ">99%" if part > 1 - LEAST else f"{part:.0%}"


def _interval(one: Standpoint) -> str:
    return f"{one.posterior.low90:.2f} to {one.posterior.high90:.2f}"


def _row(one: Weight, rows: Mapping[str, Row]) -> str:
    held = [rows[r] for r in one.rows if r in rows]
    flags = []
    if any(row.contested for row in held):
        flags.append("contested")
    if all(row.default for row in held):
        flags.append("by default")
    said = f" ({', '.join(flags)})" if flags else ""
    return f'"{_short(one.text)}"{said}'

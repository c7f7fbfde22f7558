"""Forecasts and their scores as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TextIO

import msgspec

from verbale.analysis.findings import Forecast, Score


def line(one: Forecast, names: Mapping[str, str]) -> Iterable[str]:
    """A forecast in words, with what it rests on."""
    p = one.probability
    who = f"{names.get(one.a, one.a)} to {names.get(one.b, one.b)}"
    yield (
        f"{one.what}, {who}, {one.first} to {one.last}: {p.mean:.0%} [{p.low90:.0%}, {p.high90:.0%}] "
        f"(plain rate {one.plain:.0%}, any pair {one.climatology:.1%}; data up to {one.cutoff}; {one.model})"
    )
    yield from (f"  {why}" for why in one.why)
    if one.note:
        yield f"  Note: {one.note}."


def write_score(found: Score, format: str, out: TextIO) -> None:  # noqa: A002 - as elsewhere
    """Write a score as "text" or "json"."""
    if format == "json":
        out.write(json.dumps(msgspec.to_builtins(found), ensure_ascii=True, indent=1) + "\n")
        return
    out.write(f"{found.count} forecasts scored, {found.came_true} came true; {found.open} still open\n")
    if not found.count:
        return
    out.write(f"Brier {found.brier:.4f} (plain rate {found.plain_brier:.4f}, any pair {found.climatology_brier:.4f})\n")
    out.write(f"log loss {found.log_loss:.4f}\n")
    skills = (("any pair", found.skill_climatology), ("the plain rate", found.skill_plain))
    out.writelines(f"skill against {name}: {skill:+.3f}\n" for name, skill in skills if skill is not None)
    out.write("forecast  came true [90 %]     forecasts\n")
    out.writelines(
        f"  {one.mean:6.1%}  {one.share:6.1%} [{one.low:.1%}, {one.high:.1%}]  {one.count}\n" for one in found.bins
    )

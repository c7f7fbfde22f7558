"""The gate: figures may only get better. Floors lie in tests/floors.json, `{figure: {floor, tolerance, corpus}}`.

A figure that is better when lower (an error, a false alarm) has a `ceiling` in the place of the floor. `corpus` is the
digest of the material on which the bound was set.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Floors = dict[str, dict[str, Any]]

# Figures by how their names end. Speed depends on the machine, and counts measure the material, so they have no floor.
_UNGATED = ("per_second", "_sentences", "_expressions")
_LOWER_IS_BETTER = ("_error", "_false_alarm")
# The fields and the actors of half of the stories rest on too few pairs: only their F1 has a floor.
_SMALL_SETS = ("gold/open/", "gold/unread/")

# How far below the measured figure a floor is put; the first that fits the figure's name.
_TOLERANCES = (
    ("gold/", ("_right", "_found", "_error"), 0.03),  # shares over the pairs found, which change when more are found
    ("gold/all/", ("",), 0.003),  # one claim of some 550 annotated and 300 coded moves F1 by 0.0024
    ("gold/", ("",), 0.006),  # one claim of half of them
    ("hard/", ("",), 0.02),  # half a dozen claims of 440: these move with every model of the network
    ("links/", ("",), 0.04),  # two links of 60
    ("language/", ("",), 0.003),  # 8-bit arithmetic differs from processor to processor
    ("", ("",), 0.0005),  # rules give the same everywhere; this is for rounding
)
_DIGITS = 4


@dataclass(frozen=True)
class Verdict:
    """A figure that is not where its floor says. `value` is None where it was not measured."""

    figure: str
    value: float | None
    bound: float
    same_corpus: bool

    def line(self) -> str:
        """One line for the terminal."""
        kind = "ceiling" if lower_is_better(self.figure) else "floor"
        if self.value is None:
            return f"{self.figure}: not measured, and has a {kind} of {self.bound:.4f}"
        side = "above its ceiling" if lower_is_better(self.figure) else "below its floor"
        end = "" if self.same_corpus else " (which was set on other material: see --allow-lower)"
        return f"{self.figure}: {self.value:.4f} is {side} of {self.bound:.4f}{end}"


class LoweringError(Exception):
    """A floor would have to be lowered, and no reason was given."""


def digest(files: Iterable[Path], root: Path) -> str:
    """SHA-256 over the names (as seen from `root`) and contents of the files, in order of name; 16 hex digits."""
    whole = hashlib.sha256()
    for path in sorted(files):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()[:16]


def read(path: Path) -> Floors:
    """The floors; none where the file is missing."""
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def write(path: Path, floors: Floors) -> None:
    """Write the floors, a figure a line."""
    lines = [f"  {json.dumps(name)}: {json.dumps(floors[name], ensure_ascii=False)}" for name in sorted(floors)]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n" if lines else "{}\n", "utf-8")


def gated(figure: str) -> bool:
    """Whether the figure has a floor."""
    if figure.endswith(_UNGATED):
        return False
    return figure.endswith("_f1") or not figure.startswith(_SMALL_SETS)


def lower_is_better(figure: str) -> bool:
    """Whether the figure counts what is wrong."""
    return figure.endswith(_LOWER_IS_BETTER)


def tolerance(figure: str) -> float:
    """The distance between a figure as measured and its floor."""
    return next(value for start, ends, value in _TOLERANCES if figure.startswith(start) and figure.endswith(ends))


def below(figures: Mapping[str, float], floors: Floors, corpus: Mapping[str, str]) -> list[Verdict]:
    """Figures worse than their floors, and floors without a figure, of the suites in `corpus` (name -> digest)."""
    verdicts = []
    for name, entry in sorted(floors.items()):
        suite = name.partition("/")[0]
        if suite not in corpus:
            continue
        bound, value = _bound(name, entry), figures.get(name)
        if value is None or _gain(name, value, bound) < 0:
            verdicts.append(Verdict(name, value, bound, entry.get("corpus") == corpus[suite]))
    return verdicts


def raised(figures: Mapping[str, float], floors: Floors, corpus: Mapping[str, str], reason: str = "") -> Floors:
    """The floors lifted to the figures less their tolerance; none is lowered.

    Where a figure is below its floor, or is gone, LoweringError is raised, unless a reason is given: then the floor
    follows the figure and keeps, under `lowered`, what it was and why it was lowered.
    """
    worse = below(figures, floors, corpus)
    if worse and not reason.strip():
        lines = [f"  {one.line()}" for one in worse]
        raise LoweringError("\n".join(["no floor was changed, for some would have to be lowered:", *lines]))
    result = {name: dict(entry) for name, entry in floors.items()}
    for one in worse:
        if one.value is None:
            del result[one.figure]
    for name, value in figures.items():
        suite = name.partition("/")[0]
        if suite in corpus and gated(name):
            result[name] = _lifted(name, value, result.get(name), corpus[suite], reason)
    return result


def _lifted(name: str, value: float, entry: dict[str, Any] | None, corpus: str, reason: str) -> dict[str, Any]:
    margin = tolerance(name)
    new = round(value + margin if lower_is_better(name) else value - margin, _DIGITS)
    kept = dict(entry or {})
    if entry is not None:
        old = _bound(name, entry)
        if _gain(name, value, old) < 0:
            kept["lowered"] = [*kept.get("lowered", []), {"from": old, "to": new, "reason": reason.strip()}]
        elif _gain(name, new, old) <= 0:
            new = old
    history = {"lowered": kept["lowered"]} if "lowered" in kept else {}
    return {_kind(name): new, "tolerance": margin, "corpus": corpus} | history


def _kind(name: str) -> str:
    return "ceiling" if lower_is_better(name) else "floor"


def _bound(name: str, entry: Mapping[str, Any]) -> float:
    return float(entry[_kind(name)])


def _gain(name: str, value: float, bound: float) -> float:
    return bound - value if lower_is_better(name) else value - bound

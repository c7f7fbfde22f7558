"""Quad classes and scores: PLOVER's by mode (ontology/plover.toml) or Goldstein's by CAMEO code (data/cameo.tsv)."""

from __future__ import annotations

import csv
import functools
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from verbale.errors import UsageError

SCALES = ("plover", "goldstein")
QUADS = ("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict")


@functools.cache
def facts() -> dict[str, Any]:
    """`scales.toml`."""
    return tomllib.loads(resources.files("verbale.analysis").joinpath("scales.toml").read_text("utf-8"))


@functools.cache
def plover() -> dict[str, Any]:
    """PLOVER's types: quad class, score, scores of modes."""
    text = (resources.files("verbale") / "ontology" / "plover.toml").read_text("utf-8")
    types: dict[str, Any] = tomllib.loads(text)["types"]
    return types


@functools.cache
def cameo() -> dict[str, tuple[str, float]]:
    """CAMEO code -> name, Goldstein value."""
    lines = (resources.files("verbale") / "data" / "cameo.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["code"]: (row["name"], float(row["goldstein"] or 0)) for row in rows}


@functools.cache
def _own_codes() -> dict[str, Any]:
    text = (resources.files("verbale") / "ontology" / "cameo.toml").read_text("utf-8")
    codes: dict[str, Any] = tomllib.loads(text)["codes"]
    return codes


def type_of(code: str) -> tuple[str, str | None]:
    """PLOVER type and mode of a CAMEO code; "" where it has none."""
    return str(_longest(facts()["types"], code) or ""), _longest(facts()["modes"], code)


def quad_of_cameo(code: str) -> str:
    """CAMEO's own quad class of a code; "" if it is no code."""
    if code[:2].isascii() and code[:2].isdigit():
        for quad, last in facts()["quads"].items():
            if 1 <= int(code[:2]) <= last:
                return str(quad)
    return ""


def quad_of(kind: str) -> str:
    """PLOVER's quad class of a type."""
    return str(plover()[kind]["quad"])


def _longest(table: dict[str, str], code: str) -> str | None:
    return next((table[code[:n]] for n in range(len(code), 1, -1) if code[:n] in table), None)


class Scale:
    """Scores from -10 to +10. `plover`, `goldstein`, or a TOML file of the shape of ontology/plover.toml."""

    def __init__(self, name: str = "plover") -> None:
        self.name = name
        self._table = {} if name == "goldstein" else plover() if name == "plover" else _own(Path(name))

    def score(self, kind: str, mode: str | None, code: str | None) -> float:
        """The score of a type and mode, or with `goldstein` of a code; 0 where the scale has none."""
        if self.name == "goldstein":
            own = _own_codes().get(kind, {})
            code = code or own.get(mode or "") or own.get("", "")
            return cameo()[code][1] if code in cameo() else 0.0
        entry = self._table.get(kind)
        return float(entry["modes"].get(mode, entry["score"])) if entry else 0.0


def _own(path: Path) -> dict[str, Any]:
    try:
        types = tomllib.loads(path.read_text("utf-8"))["types"]
        return {
            str(kind): {
                "score": float(entry["score"]),
                "modes": {m: float(v) for m, v in entry.get("modes", {}).items()},
            }
            for kind, entry in types.items()
        }
    except (
        OSError,
        UnicodeDecodeError,
        tomllib.TOMLDecodeError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        message = (
            f"The scale {path.name!r} is neither {' nor '.join(SCALES)} nor a table of scores ({type(error).__name__})."
        )
        raise UsageError(
            "V250", message, "Write [types.AID] with score and modes, as in ontology/plover.toml."
        ) from None

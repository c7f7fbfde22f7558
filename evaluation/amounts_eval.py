"""Figures for the amount grammar: own sentence suites, and the Recognizers-Text specs where they are at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verbale.naming.amounts import Amount, find_amounts

TABLES = Path(__file__).resolve().parent.parent / "tests" / "naming" / "tables"
Wanted = tuple[float | None, float | None, str, str | None, str]
_CLOSE = 1e-4


def suite(path: Path) -> list[tuple[str, list[Wanted]]]:
    """Rows of a suite: sentence, expected (low, high, item, unit, bound)."""
    rows = []
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        sentence, *rest = line.split("\t")
        wanted: list[Wanted] = []
        for part in (rest[0] if rest else "").split(" ; "):
            if part.strip():
                low, high, item, unit, bound = part.strip().split("|")
                wanted.append((float(low) if low else None, float(high) if high else None, item, unit or None, bound))
        rows.append((sentence, wanted))
    return rows


def same(one: float | None, other: float | None) -> bool:
    """Equal within rounding; None only equals None."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _CLOSE * max(1.0, abs(other))


def _value(low: float | None, high: float | None) -> float | None:
    return low if low is not None else high


def row_faults(sentence: str, wanted: list[Wanted]) -> list[str]:
    """What is wrong with one sentence; empty when all is right."""
    found = find_amounts(sentence)
    faults = []
    if len(found) != len(wanted):
        faults.append(f"{len(found)} amounts for {len(wanted)}: {[sentence[one.start : one.end] for one in found]}")
    for one, (low, high, item, unit, bound) in zip(found, wanted, strict=False):
        if not (same(one.low, low) and same(one.high, high)) or one.bound != bound:
            faults.append(f"{one.low}..{one.high} {one.bound} for {low}..{high} {bound}")
        if one.item != item:
            faults.append(f"item {one.item!r} for {item!r}")
        if one.unit != unit:
            faults.append(f"unit {one.unit} for {unit}")
    return faults


def _aligned(found: list[Amount], wanted: list[Wanted]) -> list[tuple[Amount, Wanted]]:
    """Pairs in order, matched by value."""
    pairs, start = [], 0
    for want in wanted:
        for index in range(start, len(found)):
            if same(_value(found[index].low, found[index].high), _value(want[0], want[1])):
                pairs.append((found[index], want))
                start = index + 1
                break
    return pairs


def _f1(right: float, found: float, wanted: float) -> float:
    return 2 * right / (found + wanted) if found + wanted else 1.0


def suite_figures() -> dict[str, float]:
    """F1 of value, of value with bound, of value with bound and unit; share of matched amounts with the right item."""
    figures: dict[str, float] = {}
    totals = [0.0] * 6
    for path in sorted(TABLES.glob("amounts_*.tsv")):
        counts = [0.0] * 6
        for sentence, wanted in suite(path):
            found = find_amounts(sentence)
            pairs = _aligned(found, wanted)
            bounded = [(one, want) for one, want in pairs if same(one.low, want[0]) and same(one.high, want[1])]
            row = (
                len(found),
                len(wanted),
                len(pairs),
                len(bounded),
                sum(one.unit == want[3] for one, want in bounded),
                sum(one.item == want[2] for one, want in pairs),
            )
            counts = [count + value for count, value in zip(counts, row, strict=True)]
        figures |= _named(f"suite_{path.stem}", counts)
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
    return figures | _named("suite", totals)


def _named(name: str, counts: list[float]) -> dict[str, float]:
    found, wanted, value, bounded, unit, item = counts
    return {
        f"{name}_value": _f1(value, found, wanted),
        f"{name}_value_bound": _f1(bounded, found, wanted),
        f"{name}_value_bound_unit": _f1(unit, found, wanted),
        f"{name}_item": item / value if value else 1.0,
    }


def _interval(text: str) -> tuple[float | None, float | None]:
    low, high = text.strip("[]()").split(",")
    return float(low) if low else None, float(high) if high else None


def _range_right(found: list[Amount], result: dict[str, Any]) -> bool:
    want = _interval(result["Resolution"]["value"])
    start, end = result["Start"], result["End"] + 1
    return any(
        same(one.low, want[0]) and same(one.high, want[1]) for one in found if one.start < end and start < one.end
    )


def _number_right(found: list[Amount], result: dict[str, Any]) -> bool:
    value = (result.get("Resolution") or {}).get("value")
    if value is None or not re.fullmatch(r"-?\d{1,20}(?:\.\d{1,20})?(?:E[-+]?\d{1,3})?", value):
        return False
    start, end = result["Start"], result["End"] + 1
    wants = float(value)
    return any(
        same(_value(one.low, one.high), wants) or same(one.high, wants)
        for one in found
        if one.start < end and start < one.end
    )


def spec_verdicts(
    path: Path,
) -> Iterator[tuple[dict[str, Any], bool, list[tuple[float | None, float | None, str | None]]]]:
    """Each case of a spec file, whether all its results are found (none where it has none), and what was found."""
    ranges = "Range" in path.name
    for case in json.loads(path.read_text("utf-8-sig")):
        found = find_amounts(case["Input"])
        check = _range_right if ranges else _number_right
        right = all(check(found, result) for result in case["Results"])
        if not case["Results"]:
            right = not [one for one in found if one.bound != "exact"] if ranges else not found
        yield case, right, [(one.low, one.high, one.unit) for one in found]


def run(shared: Path) -> dict[str, float]:
    """All figures; ``shared`` is the folder that holds ``data/numbers``. Figures of missing files are left out."""
    figures = suite_figures()
    for name in ("NumberRangeModel", "CurrencyModel", "NumberModel"):
        path = shared / "data" / "numbers" / f"recognizers-{name}.json"
        if path.exists():
            verdicts = [right for _, right, _ in spec_verdicts(path)]
            figures[f"spec_{name}"] = sum(verdicts) / len(verdicts)
    return figures

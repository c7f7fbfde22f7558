"""What a suite of measurements gives, and how its tables are set."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Measured:
    """Figures by name (0..1 unless the name says otherwise), tables as lines, files read, what a run records."""

    figures: dict[str, float] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    inputs: list[Path] = field(default_factory=list)
    record: dict[str, Any] = field(default_factory=dict)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines of a table: the first column to the left, the others to the right, shares with three decimals."""
    cells = [[str(head) for head in heads], *([shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in cells]


def shown(value: object) -> str:
    """A cell: floats with three decimals, None as a dash."""
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)

"""`python -m evaluation.forecast`: rank partners in ICEWS14 and ICEWS18, beside the figures of others.

Protocol: single step, both directions, time-aware filter, average ties (docs/forecast.md). ICEWS18 is at hand up to
day 269: days 0-239 train and 240-269 are ranked (with --part valid: 0-209 and 210-239).
"""
from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: times are of one thread

from evaluation.__main__ import shared_folder
from evaluation.measured import table
from verbale.analysis import ranking

SETS = ("icews14", "icews18")
HOURS = 24
# Published figures (MRR, Hits@1, Hits@3, Hits@10 in percent): Gastinger et al., IJCAI 2024 and its corrections; the
# authors of CountTRuCoLa (arXiv 2509.09474); RE-GCN from arXiv 2505.14020. ICEWS18 there is ranked on days 270-303.
ANCHORS: dict[str, list[tuple[str, float | None, float | None, float | None, float | None]]] = {
    "icews14": [
        ("recurrency, combined", 37.4, None, None, 51.5), ("RE-GCN", 42.1, None, None, 62.7),
        ("TLogic", 42.5, None, None, 60.3), ("TiRGN", 44.0, None, None, 63.8),
        ("CountTRuCoLa", 44.99, None, None, 62.04), ("L2TKG (authors)", 47.4, None, None, 71.1),
    ],
    "icews18": [
        ("recurrency, combined", 28.7, None, None, 43.6), ("TLogic", 29.6, None, None, 48.1),
        ("RE-GCN", 32.6, None, None, 52.6), ("CountTRuCoLa", None, None, None, 51.0),
        ("TiRGN", 33.7, None, None, 54.2), ("L2TKG (authors)", 33.4, None, None, 55.0),
    ],
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.forecast", description=__doc__)
    parser.add_argument("--set", choices=SETS, action="append", help="only this set; may be given twice")
    parser.add_argument("--part", choices=("valid", "test"), default="test", help="choices are made on valid alone")
    parser.add_argument("--json", action="store_true", help="print figures as JSON and nothing else")
    chosen = parser.parse_args(arguments)
    folder = shared_folder() / "data" / "forecast"
    figures = {}
    for name in chosen.set or SETS:
        if not (folder / name).is_dir():
            print(f"{name}: left out, {folder / name} is missing", file=sys.stderr)
            continue
        measured = measure(folder / name, chosen.part)
        figures[name] = measured
        if not chosen.json:
            print("\n".join(_lines(name, chosen.part, measured)), flush=True)
    if chosen.json:
        print(json.dumps(figures, indent=1))
    return 0


def measure(folder: Path, part: str) -> dict[str, float]:
    """Figures of one set, with seconds by the clock and of the processor (reading included)."""
    clock, processor = time.perf_counter(), time.process_time()
    parts = _icews14(folder) if folder.name == "icews14" else _icews18(folder, part)
    run = ranking.Run(ranking.Graph(parts), part=ranking.VALID if part == "valid" else ranking.TEST)
    found = run.evaluate()
    by_day = [mrr for _, mrr, _ in found.by_day()]
    return {
        **found.figures(), "lowest day": min(by_day), "highest day": max(by_day), "fitted to": found.sample,
        "seconds": time.perf_counter() - clock, "cpu seconds": time.process_time() - processor,
        **{f"seconds {what}": value for what, value in found.seconds.items()},
    }


def _icews14(folder: Path) -> list[ranking.Facts]:
    return [ranking.read_facts(folder / f"{part}.txt") for part in ("train", "valid", "test")]


def _icews18(folder: Path, part: str) -> list[ranking.Facts]:
    whole = ranking.read_facts(folder / "facts-days-0-269.txt")
    cuts = ((0, 210), (210, 240), (240, 240)) if part == "valid" else ((0, 240), (240, 240), (240, 270))
    columns = [field.name for field in fields(whole)]
    inside = [(whole.time >= first * HOURS) & (whole.time < last * HOURS) for first, last in cuts]
    return [ranking.Facts(*(getattr(whole, column)[rows] for column in columns)) for rows in inside]


def _lines(name: str, part: str, measured: dict[str, float]) -> list[str]:
    own = [100 * measured[key] for key in ("mrr", "hits@1", "hits@3", "hits@10")]
    rows: list[Sequence[object]] = [(f"Verbale ({part})", *own), *ANCHORS[name]]
    return [
        f"\n== {name}, {measured['queries']} questions", *table(["percent", "MRR", "H@1", "H@3", "H@10"], rows),
        f"MRR of days: {100 * measured['lowest day']:.1f} to {100 * measured['highest day']:.1f}",
        f"fitted to {measured['fitted to']} questions",
        f"{measured['seconds']:.0f} s by the clock, {measured['cpu seconds']:.0f} s of one processor",
    ]


if __name__ == "__main__":
    sys.exit(main())

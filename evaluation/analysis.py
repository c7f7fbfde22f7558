"""`python -m evaluation.analysis`: the weekly question, planted breaks, boards. Exit status 1 below a floor.

Hyper-parameters of the forecast were chosen on weeks 26-33 of ICEWS 2018; weeks 34-37 are the test. The generator of
planted breaks is evaluation/planted.py.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evaluation.measured import table

FLOORS = Path(__file__).with_name("analysis_floors.toml")
REPOSITORY = Path(__file__).resolve().parent.parent
PARTS = ("boards", "breaks", "forecast")
VALIDATION, TEST = range(26, 34), range(34, 38)
LARGE_BIN = 500


def forecast(shared: Path, weeks: range = TEST) -> tuple[dict[str, float], list[str]]:
    """Brier, log loss and skill of the calibrated model, the plain decayed rate and climatology on the given weeks."""
    from evaluation.icews18 import panel
    from verbale.analysis import calibrated
    from verbale.analysis.commitments import facts
    from verbale.analysis.forecasts import EDGES

    data = panel(shared / "data" / "forecast" / "icews18")
    wanted = [week * calibrated.WEEK for week in weeks]
    model = calibrated.fit(data, wanted[0])
    rates = calibrated.plain(data, wanted)
    usual = facts()
    shrunk = calibrated.plain(data, wanted, usual["half_life"], usual["prior"], usual["own"])
    told: dict[str, list[np.ndarray]] = {
        "climatology": [],
        "plain decayed rate": [],
        "shrunk decayed rate": [],  # what verbale forecast make gives
        "calibrated": [],
    }
    came = []
    for cut, features, _ in calibrated.features(data, wanted):
        told["calibrated"].append(model.chance(features))
        told["plain decayed rate"].append(rates[cut][0].ravel())
        told["shrunk decayed rate"].append(shrunk[cut][0].ravel())
        told["climatology"].append(rates[cut][1].ravel())
        came.append(data.came(cut).ravel())
    truth = np.concatenate(came).astype(float)
    scores = {name: _scores(np.concatenate(parts).astype(float), truth) for name, parts in told.items()}
    base = scores["climatology"][0]
    rows = [(name, f"{b:.5f}", f"{loss:.4f}", f"{1 - b / base:.4f}") for name, (b, loss) in scores.items()]
    lines = table(["model", "Brier", "log loss", "skill"], rows)
    p = np.concatenate(told["calibrated"]).astype(float)
    gaps, bins = [], []
    for low, high in itertools.pairwise(EDGES):
        inside = (p >= low) & (p < high)
        if inside.any():
            mean, share = float(p[inside].mean()), float(truth[inside].mean())
            bins.append((f"{low:g}-{high:g}", int(inside.sum()), mean, share))
            gaps += [abs(mean - share)] if inside.sum() >= LARGE_BIN else []
    lines += [
        "",
        *table(["forecast", "number", "mean", "came true"], bins),
        f"{len(truth)} forecasts, {truth.mean():.3f} came true",
    ]
    skill, plain = (1 - scores[name][0] / base for name in ("calibrated", "plain decayed rate"))
    return {
        "skill": skill,
        "skill_over_plain": skill - plain,
        "brier": scores["calibrated"][0],
        "largest_gap": max(gaps),
        "plain_brier": scores["plain decayed rate"][0],
        "shrunk_brier": scores["shrunk decayed rate"][0],
    }, lines


def _scores(p: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    held = np.clip(p, 1e-6, 1 - 1e-6)
    return float(np.mean((p - truth) ** 2)), float(-np.mean(np.where(truth > 0, np.log(held), np.log(1 - held))))


def breaks(_: Path, number: int = 200) -> tuple[dict[str, float], list[str]]:
    """Detection and calibration on planted breaks."""
    from evaluation.planted import planted
    from verbale.analysis import breaks as room

    hits = wrong = missed = alarms = still = 0
    chances: list[tuple[float, bool]] = []
    named: list[tuple[float, bool]] = []
    for counts, exposures, places in planted(number):
        found = room.segment(counts, exposures)
        open_ = list(places)
        peaks = room.peaks(found, 0.5)
        for peak in peaks:
            near = [p for p in open_ if abs(p - peak) <= room.REACH]
            named.append((float(found.near[peak]), bool(near)))
            hits, wrong = hits + bool(near), wrong + (not near)
            if near:
                open_.remove(near[0])
        missed += len(open_)
        if not places:
            still, alarms = still + 1, alarms + bool(peaks)
        chances += [
            (float(found.near[t]), any(abs(p - t) <= room.REACH for p in places)) for t in range(1, len(counts))
        ]
    every, rows = _calibration(chances)
    among, _ = _calibration(named, bins=4, low=0.5)
    lines = [
        f"{number} series: {hits} found, {wrong} wrong, {missed} missed",
        f"{alarms} of {still} series without a break have one named",
    ]
    lines += table(["P(break within 2 weeks)", "weeks", "mean", "came true"], rows)
    return {
        "f1": 2 * hits / (2 * hits + wrong + missed),
        "calibration": every,
        "named_gap": among,
        "false_alarms": alarms / max(1, still),
    }, lines


def _calibration(
    told: Sequence[tuple[float, bool]], bins: int = 10, low: float = 0.0
) -> tuple[float, list[tuple[object, ...]]]:
    """Mean distance between told and come, over bins by their numbers; and the bins."""
    p, came = np.array([t[0] for t in told]), np.array([t[1] for t in told], float)
    place = np.minimum(((p - low) / (1 - low) * bins).astype(int), bins - 1)
    total, rows = 0.0, []
    for i in range(bins):
        inside = place == i
        if inside.any():
            mean, share = float(p[inside].mean()), float(came[inside].mean())
            total += abs(mean - share) * inside.sum()
            rows.append((f"{low + i * (1 - low) / bins:.2f}", int(inside.sum()), mean, share))
    return total / max(1, len(p)), rows


def boards(_: Path, number: int = 40) -> tuple[dict[str, float], list[str]]:
    """Random boards: copies, order, halves and reports of unknown worth must change nothing, to the last bit."""
    from evaluation.planted import altered_boards
    from verbale.analysis.boards import tables
    from verbale.analysis.weigh import weigh

    words = tables()
    same: dict[str, list[bool]] = {}
    for board, changes in altered_boards(number):
        base = weigh(board, words).standpoints
        for name, other in changes.items():
            same.setdefault(name, []).append(weigh(other, words).standpoints == base)
    rows = [(name, len(told), sum(told) / len(told)) for name, told in same.items()]
    every = [one for told in same.values() for one in told]
    return {"unchanged": sum(every) / len(every)}, table(["change", "boards", "unchanged"], rows)


def below(part: str, figures: dict[str, float]) -> list[str]:
    """Floors that are not held, a line each."""
    wrong = []
    for name, bound in tomllib.loads(FLOORS.read_text("utf-8"))[part].items():
        figure = figures[name.removesuffix("_max")]
        if figure > bound if name.endswith("_max") else figure < bound:
            wrong.append(f"{part}/{name}: {figure:.4f} against {bound}")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.analysis", description="Measure the analysis.")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument(
        "--validation", action="store_true", help="forecast: weeks 26-33 instead of the test, no floors"
    )
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    shared = Path(os.environ.get("VERBALE_SHARED") or REPOSITORY.parent / "shared")
    runs = {"boards": boards, "breaks": breaks, "forecast": forecast}
    wrong, figures = [], {}
    for part in [chosen.only] if chosen.only else PARTS:
        if part == "forecast" and not (shared / "data" / "forecast" / "icews18").is_dir():
            print("forecast: left out, data/forecast/icews18 is missing", file=sys.stderr)
            continue
        begun = time.perf_counter()
        validating = part == "forecast" and chosen.validation
        found, lines = forecast(shared, VALIDATION) if validating else runs[part](shared)
        figures[part] = found
        wrong += [] if validating else below(part, found)
        if not chosen.json:
            print(f"\n== {part} ({time.perf_counter() - begun:.1f} s)", *lines, sep="\n")
            print(", ".join(f"{name} {value:.4f}" for name, value in found.items()))
    if chosen.json:
        print(json.dumps({"figures": figures, "below": wrong}, indent=1))
    else:
        print("\n" + ("\n".join(["Below the floors:", *wrong]) if wrong else "All floors hold."))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

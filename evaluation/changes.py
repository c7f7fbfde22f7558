"""Gains and losses against the run that was recorded last (evaluation/last.json)."""
from __future__ import annotations

import collections
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.floors import lower_is_better
from evaluation.measured import Measured, table

LAST = Path(__file__).with_name("last.json")
_NOTICED = 0.0005  # smaller changes are rounding


def read(path: Path | None = None) -> dict[str, Any]:
    """The recorded run: for each suite its corpus, figures and record. Empty where none was recorded."""
    path = path or LAST
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def write(runs: Mapping[str, Measured], corpus: Mapping[str, str], path: Path | None = None) -> None:
    """Record the suites that were run; the others stay as they were recorded."""
    path = path or LAST
    kept = read(path)
    for suite, measured in runs.items():
        figures = {
            name: round(value, 4) for name, value in measured.figures.items() if not name.endswith("per_second")
        }
        kept[suite] = {"corpus": corpus[suite], "figures": figures, "record": measured.record}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")


def lines(suite: str, measured: Measured, corpus: str, last: Mapping[str, Any]) -> list[str]:
    """What got better and worse since the recorded run."""
    then = last.get(suite)
    if then is None:
        return ["no run recorded (--record does it)"]
    if then["corpus"] != corpus:
        said = "the recorded run read other material; figures are compared, claims are not"
        return [said, *_figure_lines(measured, then)]
    return [*_figure_lines(measured, then), *_claim_lines(measured, then)] or ["as in the recorded run"]


def _figure_lines(measured: Measured, then: Mapping[str, Any]) -> list[str]:
    rows = []
    for name, value in sorted(measured.figures.items()):
        old = then["figures"].get(name)
        if old is not None and abs(value - old) >= _NOTICED:
            better = (value < old) == lower_is_better(name)
            rows.append((name, f"{old:.3f}", f"{value:.3f}", f"{value - old:+.3f}", "gain" if better else "LOSS"))
    return table(["since the recorded run", "then", "now", "change", ""], rows) if rows else []


def _claim_lines(measured: Measured, then: Mapping[str, Any]) -> list[str]:
    """Right dyads of open stories gained and lost, by event type and by story."""
    now_stories, old_stories = (record.get("stories", {}) for record in (measured.record, then["record"]))
    kinds = ("open type", "open story")
    gained, lost = ({kind: collections.Counter[str]() for kind in kinds} for _ in range(2))
    for story in sorted({*now_stories, *old_stories}):
        new, old = (set(stories.get(story, {}).get("right dyads", ())) for stories in (now_stories, old_stories))
        for changes, dyads in ((gained, new - old), (lost, old - new)):
            for dyad in dyads:
                changes["open type"][dyad.partition(" ")[2]] += 1
                changes["open story"][story] += 1
    result: list[str] = []
    for kind in kinds:
        names = sorted({*gained[kind], *lost[kind]})
        if names:
            rows = [(name, gained[kind][name], lost[kind][name]) for name in names]
            result += table([f"{kind}, right dyads", "gained", "lost"], rows)
    return result

"""Fill the section of figures of a page from the recorded run of `make eval`: `python tools/docs_figures.py README.md`.

What the run lacks is left out; without a recorded run the section says so. With `--check` nothing is written: the exit
status is 1 where the page is not what the run says.
"""
from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
LAST = REPOSITORY / "evaluation" / "last.json"
BEGIN, END = "<!-- figures:begin -->", "<!-- figures:end -->"
MISSING = "No run is recorded yet: `python -m evaluation --record` measures and records, `make figures` writes it here."

Run = Mapping[str, Any]

_SETS = {"all": "all stories", "open": "open stories", "unread": "unread stories"}
_LEVELS = ("type", "quad", "dyad", "claim")
_FIELDS = {
    "date": "date", "status": "status", "polarity": "polarity", "certainty": "certainty", "source": "source",
    "amounts": "amounts", "mode": "mode",
}
# Figure -> what it measures, in words.
_OTHERS = {
    "pairs/plv_root": "type of a marked pair, macro-F1 of 15 types (PLV)",
    "pairs/plv_quad": "quad class of a marked pair, macro-F1 (PLV)",
    "pairs/plv_binary": "cooperation or conflict of a marked pair, macro-F1 (PLV)",
    "pairs/aw_binary": "cooperation or conflict of a marked pair, macro-F1 (AW)",
    "language/both/upos": "part of speech, share of words right (EWT and GUM dev, gold words)",
    "language/both/uas": "governor of each word, share right (UAS)",
    "language/both/las": "governor and relation, share right (LAS)",
    "language/both/core_f1": "subjects, objects and agents, F1",
    "language/names/f1": "names PER, ORG, LOC, F1 (Universal NER, EWT test)",
    "language/names/per_f1": "names of people, F1",
    "language/names/org_f1": "names of organisations, F1",
    "language/names/loc_f1": "names of places, F1",
    "language/sentences/news_f1": "sentences of the news documents of GUM from running text, F1",
    "dates/spec_value": "dates of Recognizers-Text (requests to assistants, not news), share of values right",
    "dates/suite_exact": "dates of our own news sentences, share exactly right (the grammar was written on them)",
    "amounts/spec_NumberRangeModel": "number ranges of Recognizers-Text, share of cases right",
    "amounts/spec_CurrencyModel": "sums of money of Recognizers-Text, share of cases right",
    "amounts/suite_value_bound_unit": "amounts of our own news sentences, F1 (the grammar was written on them)",
}


def share(value: float) -> str:
    """A share with three decimals."""
    return f"{value:.3f}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table, the first column to the left, the others to the right."""
    lines = [f"| {' | '.join(heads)} |", f"| --- |{' ---: |' * (len(heads) - 1)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows)]


def section(last: Run) -> str:
    """The text between the markers, without them."""
    if not last:
        return MISSING
    figures = {name: value for run in last.values() for name, value in run.get("figures", {}).items()}
    parts = [_gold(figures, last.get("gold", {})), _fields(figures), _others(figures), _corpus(last)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _gold(figures: Mapping[str, float], run: Run) -> list[str]:
    """F1 of the annotated stories, with precision and recall where the run keeps its counts."""
    totals = run.get("record", {}).get("totals", {})
    rows = []
    for key, name in _SETS.items():
        cells = [figures.get(f"gold/{key}/{level}_f1") for level in _LEVELS]
        if None in cells:
            continue
        counts = totals.get(key, {})
        told = [str(counts.get(side, "")) for side in ("gold", "output")]
        right = counts.get("claim", 0)
        both = [share(right / counts[side]) if counts.get(side) else "" for side in ("output", "gold")]
        rows.append([name, *told, *(share(value) for value in cells if value is not None), *both])
    heads = ["", "annotated", "coded", "type F1", "quad F1", "dyad F1", "claim F1", "claim precision", "claim recall"]
    return table(heads, rows) if rows else []


def _fields(figures: Mapping[str, float]) -> list[str]:
    """Shares right on the claims whose type and parties are right."""
    chosen = [f"gold/{key}/{field}_right" for key in _SETS for field in _FIELDS]
    if not any(name in figures for name in chosen):
        return []
    rows = [
        [name, *(share(v) if (v := figures.get(f"gold/{key}/{field}_right")) is not None else "" for field in _FIELDS)]
        for key, name in _SETS.items()
    ]
    lines = ["Share right among claims whose type and parties are right:", "", *table(["", *_FIELDS.values()], rows)]
    for figure, words in (
        ("actors_right", "Codes of the parties, share right where the same words were taken for a party"),
        ("calibration_error", "Expected calibration error of the confidence, lower is better"),
    ):
        told = [f"{n} {share(v)}" for k, n in _SETS.items() if (v := figures.get(f"gold/{k}/{figure}")) is not None]
        lines += ["", f"{words}: {', '.join(told)}."] if told else []
    return lines


def _others(figures: Mapping[str, float]) -> list[str]:
    """The parts that claims rest on, each on material of its own."""
    rows = [[words, share(figures[name])] for name, words in _OTHERS.items() if name in figures]
    return table(["parts", "figure"], rows) if rows else []


def _corpus(last: Run) -> list[str]:
    told = ", ".join(f"{suite} `{run['corpus']}`" for suite, run in sorted(last.items()) if run.get("corpus"))
    return [f"Digests of what was measured on: {told}."] if told else []


def filled(page: str, last: Run) -> str:
    """The page with its section of figures replaced. Raises ValueError where the markers are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        msg = f"the page lacks {BEGIN} or {END}"
        raise ValueError(msg)
    return f"{before}{BEGIN}\n{section(last)}\n{END}{after}"


def recorded(path: Path = LAST) -> Run:
    """The recorded run, empty where there is none."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def main(arguments: Sequence[str]) -> int:
    """Write or check the page; the exit status."""
    path = Path(next(a for a in arguments if not a.startswith("--")))
    page = path.read_text(encoding="utf-8")
    new = filled(page, recorded())
    if "--check" in arguments:
        print("as recorded" if new == page else f"{path} differs from {LAST.name}: run `make figures`.")
        return int(new != page)
    path.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

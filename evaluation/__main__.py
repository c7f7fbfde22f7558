"""`python -m evaluation`: measure, compare with floors and the run recorded last. Exit status 1 below a floor."""
from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from evaluation import attributions_eval, changes, floors, gold, hard, hard_links, language, pairs_eval
from evaluation.measured import Measured, table
from evaluation.unread import UnreadStoryError

REPOSITORY = Path(__file__).resolve().parent.parent
FLOORS = REPOSITORY / "tests" / "floors.json"
SUITES = ("gold", "pairs", "language", "dates", "amounts", "attributions", "hard", "links")
_TABLES = REPOSITORY / "tests" / "naming" / "tables"


def shared_folder() -> Path:
    """Where the material to measure against lies: VERBALE_SHARED, or `shared` beside the repository."""
    return Path(os.environ.get("VERBALE_SHARED") or REPOSITORY.parent / "shared")


def _grammar(name: str, folder: str) -> Callable[[Path], Measured]:
    """The suite of one naming grammar, from evaluation/<name>_eval.py."""
    def run(shared: Path) -> Measured:
        found: dict[str, float] = importlib.import_module(f"evaluation.{name}_eval").run(shared)
        rows = [(key, value if abs(value) <= 1 else int(value)) for key, value in found.items()]
        inputs = [*_TABLES.glob(f"{name}_*.tsv"), *(shared / "data" / folder).glob("recognizers-*.json")]
        return Measured(dict(found), table([name, "value"], rows), inputs)
    return run


_RUNS: dict[str, Callable[[Path], Measured]] = {
    "gold": gold.run,
    "pairs": pairs_eval.run,
    "language": language.run,
    "dates": _grammar("dates", "dates"),
    "amounts": _grammar("amounts", "numbers"),
    "attributions": attributions_eval.run,
    "hard": hard.run,
    "links": hard_links.run,
}
_NEEDS = {"gold": "gold/stories.jsonl", "pairs": "data/plover/PLV_train.tsv", "language": "data/treebanks"}


def measure(suites: Sequence[str], shared: Path, tell: Callable[[str], None]) -> tuple[dict[str, Measured], list[str]]:
    """What each suite gives, with figures named `suite/figure`, and the suites that broke. Absent ones are left out."""
    runs: dict[str, Measured] = {}
    broken = []
    for suite in suites:
        if suite in _NEEDS and not (shared / _NEEDS[suite]).exists():
            tell(f"{suite}: left out, {shared / _NEEDS[suite]} is missing")
            continue
        begun = time.perf_counter()
        try:
            result = _RUNS[suite](shared)
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith(("evaluation.", "verbale.")):
                raise
            tell(f"{suite}: left out, {error.name} is not there")
            continue
        except Exception as error:  # noqa: BLE001 - one broken suite must not hide the others
            # A message could quote a held-out story.
            tell(f"{suite}: broke with {type(error).__name__}" + ("" if suite == "gold" else f": {error}"))
            broken.append(suite)
            continue
        result.figures = {f"{suite}/{name}": value for name, value in result.figures.items()}
        runs[suite] = result
        tell("\n".join([f"\n== {suite} ({time.perf_counter() - begun:.1f} s)", *result.lines]))
    return runs, broken


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    chosen = _options().parse_args(arguments)
    shared = shared_folder()
    if not shared.is_dir():
        print(f"Nothing to measure against: {shared} is missing (VERBALE_SHARED names another place).")
        return 0
    if chosen.show is not None:
        return _show(shared, chosen.show)
    tell: Callable[[str], None] = (lambda _: None) if chosen.json else print
    runs, broken = measure([chosen.only] if chosen.only else SUITES, shared, tell)
    corpus = {suite: floors.digest(run.inputs, shared) for suite, run in runs.items()}
    last = changes.read()
    for suite, run in runs.items():
        tell("\n".join([f"\n-- {suite}, corpus {corpus[suite]}", *changes.lines(suite, run, corpus[suite], last)]))
    figures = {name: value for run in runs.values() for name, value in run.figures.items()}
    if chosen.record:
        changes.write(runs, corpus)
    status = _lift(figures, corpus, chosen.allow_lower, tell) if chosen.lift else 0
    worse = floors.below(figures, floors.read(FLOORS), corpus)
    if chosen.json:
        below = [one.line() for one in worse]
        print(json.dumps({"corpus": corpus, "figures": figures, "below": below, "broken": broken}, indent=1))
    elif worse:
        print("\n".join(["", f"{len(worse)} figures are worse than their floors ({FLOORS.relative_to(REPOSITORY)}):",
                         *(f"  {one.line()}" for one in worse)]))
    else:
        held = sum(name.partition("/")[0] in corpus for name in floors.read(FLOORS))
        tell(f"\nAll {held} floors hold.")
    return 1 if worse or broken or status else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description="Measure, and compare with the floors.")
    parser.add_argument("--only", choices=SUITES, help="measure one suite")
    parser.add_argument("--json", action="store_true", help="print figures as JSON and nothing else")
    parser.add_argument("--show", metavar="STORY", help="list what is paired, missed and invented in one gold story")
    parser.add_argument("--record", action="store_true", help="keep this run as the one to compare with")
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the floors to what is measured")
    parser.add_argument(
        "--allow-lower", metavar="REASON", default="", help="with --raise: lower floors too, and keep the reason")
    return parser


def _lift(figures: dict[str, float], corpus: dict[str, str], reason: str, tell: Callable[[str], None]) -> int:
    try:
        lifted = floors.raised(figures, floors.read(FLOORS), corpus, reason)
    except floors.LoweringError as error:
        print(error, file=sys.stderr)
        print("If that is meant, give --allow-lower a reason.", file=sys.stderr)
        return 1
    floors.write(FLOORS, lifted)
    tell(f"\nFloors written to {FLOORS.relative_to(REPOSITORY)}.")
    return 0


def _show(shared: Path, story: str) -> int:
    try:
        print("\n".join(gold.show(shared, story)))
    except (UnreadStoryError, LookupError) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

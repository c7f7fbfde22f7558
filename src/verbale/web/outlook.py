"""What is weighed and foretold of a pair, as plain values for its page, and how such forecasts did before."""
from __future__ import annotations

import datetime
import importlib.util
import tomllib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from verbale.errors import InstallError, VerbaleError
from verbale.report.words import day_text

if TYPE_CHECKING:
    from verbale.analysis.findings import Forecast
    from verbale.analysis.observations import Material

ASKED = ("cooperation", "conflict", "AID", "CONSULT/visit")  # what the chance of next events is told of
HORIZON, WINDOWS = "month", 12  # how far ahead; on how many earlier windows forecasts of the same sort are scored
TOO_FEW = 5  # events that came true below which a past score says little
Row = dict[str, Any]


def installed() -> bool:
    """Whether the analysis is part of this installation."""
    return importlib.util.find_spec("verbale.analysis") is not None


def of_pair(material: Material, a: str, b: str, names: Mapping[str, str], now: datetime.datetime) -> Row:
    """`weighed` and `next`; in each, `missing` says why there is none."""
    numbers = {event.id: n for n, event in enumerate(material.events, 1)}
    refs = {name: [n] for name, n in numbers.items()}
    return {
        "missing": "", "weighed": _weighed(material, a, b, refs, now), "next": _next(material, a, b, refs, names, now),
        "links": {n: f"/events/{name}" for name, n in numbers.items()},
    }


def _weighed(material: Material, a: str, b: str, refs: Mapping[str, list[int]], now: datetime.datetime) -> Row:
    from verbale.analysis import boards, propose
    from verbale.analysis.weigh import weigh
    from verbale.report import pair_sections

    words = boards.tables(None)
    try:
        board = boards.parse(propose.propose(material, a, b, words, made=now.date()), words, "default board")
        found = weigh(board, words)
    except VerbaleError as error:
        return {"missing": why(error)}
    except tomllib.TOMLDecodeError as error:
        return {"missing": f"No default board can be drawn from these events ({error})."}
    return {
        "missing": "", "question": found.question, "hypotheses": pair_sections.hypotheses(found),
        "sentence": found.sentence, "notes": found.notes, "draws": found.draws,
        "weights": pair_sections.linchpins(found, {row.id: row.event for row in board.row}, refs),
    }


def _next(
    material: Material, a: str, b: str, refs: Mapping[str, list[int]], names: Mapping[str, str], now: datetime.datetime,
) -> Row:
    from verbale.analysis import forecasts
    from verbale.report import pair_sections

    ways = [(x, y, what) for what in ASKED for x, y in ((a, b), (b, a))]
    try:
        made = [forecasts.make(material, x, y, what, horizon=HORIZON, made=now) for x, y, what in ways]
        score = forecasts.past(material, ways, horizon=HORIZON, windows=WINDOWS)
    except VerbaleError as error:
        return {"missing": why(error)}
    rows = pair_sections.chances(made, refs, names)
    return {
        "missing": "", "chances": _chances(made, rows, names), "pending": any(one.note for one in made),
        "first": day_text(made[0].first), "last": day_text(made[0].last), "cutoff": day_text(made[0].cutoff),
        "score": score, "skill": _skill(score), "windows": WINDOWS, "ways": len(ways),
    }


def _chances(made: Sequence[Forecast], rows: Sequence[Row], names: Mapping[str, str]) -> list[Row]:
    """The rows of the brief, with parties and interval apart: "64%" and "[30%, 88%]"."""
    told = []
    for one, row in zip(made, rows, strict=True):
        mean, _, band = row["chance"].partition(" ")
        told.append({**row, "a": names.get(one.a, one.a), "b": names.get(one.b, one.b), "mean": mean, "band": band})
    return told


def _skill(score: Any) -> str:
    """The past score in words."""
    if not score.count:
        return "The record is too short to score earlier forecasts of this sort."
    brier = (
        f"Brier score {score.brier:.3f} (0 is best), against {score.plain_brier:.3f} of the plain rate and "
        f"{score.climatology_brier:.3f} of any pair."
    )
    few = " So few say little." if score.came_true < TOO_FEW else ""
    return (
        f"Of {score.count} earlier forecasts of this sort on this pair, each made without what came later, "
        f"{score.came_true} came true. {brier}{few}"
    )


def why(error: VerbaleError) -> str:
    """An error in a line of a page. What to do next is told only where it is about the installation."""
    return f"{error.message} {error.next_step}" if isinstance(error, InstallError) else error.message

"""`verbale forecast make` and `verbale forecast score`: the chance of an event, logged, and held against what came."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import cyclopts
from cyclopts import Parameter

from verbale.cli.dyad import Party, Plot, Record
from verbale.cli.events import Day, party
from verbale.cli.options import unmasked
from verbale.errors import UsageError

if TYPE_CHECKING:
    from verbale.analysis.findings import Forecast

forecast = cyclopts.App(name="forecast", help="Forecast events between two countries, and score the forecasts later.")
Log = Annotated[Path, Parameter(help="The log of forecasts: JSON lines, only ever added to.")]


@forecast.command
def make(
    a: Party,
    b: Party,
    record: Record,
    /,
    *,
    what: Annotated[
        list[str],
        Parameter(help="PLOVER type such as AID or CONSULT/visit, CAMEO root 01 to 20, cooperation, conflict."),
    ],
    horizon: Annotated[Literal["week", "month"], Parameter(help="How far ahead.")] = "week",
    cutoff: Day = None,
    calibrated: Annotated[
        bool,
        Parameter(help="Fit all pairs of a large file of event data first (week only).", negative=()),
    ] = False,
    plans: Annotated[bool, Parameter(help="Count pending commitments in.")] = True,
    log: Annotated[Path | None, Parameter(help="Log to add the forecasts to.")] = None,
) -> int:
    """Tell the chance of at least one event from A to B in the week or month after the data end, with its interval.

    Only what was known at the cut-off counts. A log keeps each forecast with its cut-off, to be scored later.
    """
    from verbale import pipeline
    from verbale.analysis import forecasts, sources
    from verbale.report.findings_text import clean
    from verbale.report.forecast_text import line

    names = pipeline.country_names()
    first, second = party(a, names), party(b, names)
    if first == second:
        raise UsageError("V253", f"{first} is named twice.", "Name two parties.")
    for one in what:
        forecasts.check(one)
    material = sources.read(unmasked(record), first, second)
    now = datetime.datetime.now(tz=datetime.UTC)
    found = [
        forecasts.make(material, first, second, one, cutoff=cutoff, horizon=horizon, made=now, plan=plans)
        for one in what
    ]
    if calibrated:
        found = [_calibrated(one, Path(unmasked(record)), horizon) for one in found]
    for made in found:
        print("\n".join(map(clean, line(made, names))))
    if log is not None:
        added = forecasts.append(log, found)
        print(f"{added} of {len(found)} added to {log.name}", file=sys.stderr)
    return 0


@forecast.command
def score(
    log: Log,
    record: Record,
    /,
    *,
    format: Annotated[Literal["text", "json"], Parameter(help="How to write the result.")] = "text",  # noqa: A002
    plot: Plot = None,
) -> int:
    """Score the forecasts of a log that are due, by what the record tells of their windows."""
    from verbale.analysis import forecasts, sources
    from verbale.report.forecast_text import write_score

    told = forecasts.read(log)
    found = forecasts.score(told, lambda a, b: sources.read(unmasked(record), a, b))
    if plot is not None:
        from verbale.report import charts

        charts.save(charts.reliability(found), plot)
    write_score(found, format, sys.stdout)
    return 0


def _calibrated(one: Forecast, path: Path, horizon: str) -> Forecast:
    from verbale.analysis import panels

    if horizon != "week" or not path.exists():
        message = "The calibrated model answers for a week, on files of event data."
        raise UsageError("V259", message, "Leave --calibrated out, or --horizon.")
    return panels.improved(one, panels.read(path, one.a, one.b, one.what, one.cutoff))

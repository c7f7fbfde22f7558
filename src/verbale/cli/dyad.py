"""`verbale dyad`: the record of two countries as counts, rates, breaks and balances."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from verbale.cli.events import Day, party
from verbale.cli.options import Output, unmasked
from verbale.errors import UsageError

Party = Annotated[str, Parameter(help="A party: a code such as RUS, or its name in English.")]
Record = Annotated[
    str,
    Parameter(help="A ledger, or a file or folder of ICEWS, POLECAT or GDELT rows (plain, gzip, zip or Parquet)."),
]
Plot = Annotated[Path | None, Parameter(help="Picture to write as well: a file ending in .svg or .png.")]


def dyad(
    a: Party,
    b: Party,
    record: Record,
    /,
    *,
    since: Day = None,
    until: Day = None,
    per: Annotated[
        Literal["week", "month"] | None, Parameter(help="Length of a bin; by default as the events allow.")
    ] = None,
    volume: Annotated[bool | None, Parameter(help="Hold rates against the volume of all news in the record.")] = None,
    scale: Annotated[
        str, Parameter(help="Scores: plover, goldstein, or a TOML file with scores of your own.")
    ] = "plover",
    format: Annotated[Literal["text", "json"], Parameter(help="How to write the result.")] = "text",  # noqa: A002
    plot: Plot = None,
    picture: Annotated[Literal["trend", "balance"], Parameter(help="What --plot draws.")] = "trend",
    output: Output = None,
) -> int:
    """Show how two countries deal with each other over time.

    Distinct events by class and direction, the rate of cooperation and of conflict with 50 and 90 % bands, changes of
    rate with a probability for each, and who gives to, visits and accuses whom. Every event is listed with its id.
    """
    from verbale import pipeline
    from verbale.analysis import sources
    from verbale.analysis.dyad import dyad as find
    from verbale.cli.output import writing
    from verbale.report.findings_text import write_dyad

    names = pipeline.country_names()
    first, second = party(a, names), party(b, names)
    if first == second:
        raise UsageError("V253", f"{first} is named twice.", "Name two parties.")
    material = sources.read(unmasked(record), first, second)
    found = find(material, first, second, names, since=since, until=until, per=per, volume=volume, scale=scale)
    if plot is not None:
        from verbale.report import charts

        draw = charts.trend if picture == "trend" else charts.balance
        charts.save(draw(found), plot)
    with writing(output) as out:
        write_dyad(found, format, out)
    return 0

"""`verbale board new` and `verbale weigh`: hypotheses on a pair of countries, and what the evidence says of them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal

import cyclopts
from cyclopts import Parameter

from verbale.cli.dyad import Party, Plot
from verbale.cli.events import Day, party
from verbale.cli.options import LedgerPath, Output, unmasked

board = cyclopts.App(name="board", help="Draw up a board of hypotheses from the record of two countries.")
Words = Annotated[Path | None, Parameter(name="--tables", help="What words and grades mean; by default Verbale's own.")]


@board.command
def new(
    a: Party,
    b: Party,
    /,
    *,
    ledger: LedgerPath,
    question: Annotated[str, Parameter(help="The question that the hypotheses answer.")] = "",
    template: Annotated[
        str, Parameter(help="gesture (goodwill, signal or routine) or general (closer or apart).")
    ] = "gesture",
    tables: Words = None,
    output: Output = None,
) -> int:
    """Propose a board: hypotheses and a row of evidence for each event, all marked as defaults to be looked at."""
    from verbale import pipeline
    from verbale.analysis import adapter, boards, propose
    from verbale.cli.output import writing

    names = pipeline.country_names()
    first, second = party(a, names), party(b, names)
    words = boards.tables(tables)
    material = adapter.read_ledger(ledger, first, second)
    made = datetime.datetime.now(tz=datetime.UTC).date()
    text = propose.propose(material, first, second, words, question=question, template=template, made=made)
    with writing(output) as out:
        out.write(text)
    return 0


def weigh(
    file: Annotated[Path, Parameter(help="The board: a TOML file as verbale board new writes it.")],
    /,
    *,
    asof: Day = None,
    against: Annotated[
        datetime.date | None,
        Parameter(help="An earlier day: tell what has changed since, and which rows are new."),
    ] = None,
    flip: Annotated[
        bool, Parameter(help="Tell what would follow if each contested row were found untrue.", negative=())
    ] = False,
    tables: Words = None,
    format: Annotated[Literal["text", "json"], Parameter(help="How to write the result.")] = "text",  # noqa: A002
    plot: Plot = None,
    output: Output = None,
) -> int:
    """Weigh the hypotheses of a board on its rows.

    Each hypothesis gets an interval, never a bare number; then the rows on which the result rests, and a sentence. The
    same file gives the same numbers.
    """
    from verbale.analysis import boards
    from verbale.analysis.weigh import flipped
    from verbale.analysis.weigh import weigh as find
    from verbale.cli.output import writing
    from verbale.report.board_text import write_weighed

    words = boards.tables(tables)
    read = boards.read(Path(unmasked(file)), words)
    found = find(read, words, asof=asof)
    before = find(read, words, asof=against) if against else None
    turned = flipped(read, words, asof=asof) if flip else {}
    if plot is not None:
        from verbale.report import charts

        charts.save(charts.hypotheses(found), plot)
    new_rows = [row for row in read.row if against and (row.reported or row.date or against) > against]
    texts = {row.id: row.text for row in read.row}
    with writing(output) as out:
        write_weighed(found, format, out, before=before, new=[row.id for row in new_rows], flips=turned, texts=texts)
    return 0

"""`verbale brief`: one story, or a pair of parties in a ledger, as a page in which every line leads to its evidence."""
from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from verbale.cli.options import Published, unmasked
from verbale.errors import UsageError


def brief(
    src: Annotated[
        str | None, Parameter(help="One story: a file, a web address, or - for standard input."),
    ] = None,
    /, *,
    between: Annotated[
        tuple[str, str] | None,
        Parameter(help="Instead of a story: two parties, by code or name, of a --ledger.", negative=()),
    ] = None,
    ledger: Annotated[str | None, Parameter(help="The ledger of the pair: a file such as my.db, or a URL.")] = None,
    board: Annotated[
        Path | None, Parameter(help="A board of hypotheses on the pair; without it one of defaults is drawn up."),
    ] = None,
    published: Published = None,
    output: Annotated[
        Path, Parameter(name=["--output", "-o"], help="The page to write; - prints it."),
    ] = Path("brief.html"),
) -> int:
    """Code one story, or take a pair of parties from a ledger, and write the brief: one HTML file, without network.

    The brief of a pair tells where the relation stands: events, trend, treaties, gifts both ways, who denies what,
    hypotheses, the chance of next events, sources. Every line leads to its evidence.
    """
    from verbale.cli.output import writing
    from verbale.reading.problems import shown

    if src is not None and between is None and ledger is None and board is None:
        page, said = _story_page(src, published)
    elif src is None and between is not None and ledger is not None and published is None:
        from verbale.cli.brief_pair import pair_page

        page, said = pair_page(ledger, between, board, datetime.datetime.now(tz=datetime.UTC))
    else:
        message = "A brief is of one story, or of a pair in a ledger."
        raise UsageError("V214", message, "Name a FILE, or give --between A B --ledger my.db (and a --board).")
    with writing(output) as out:
        out.write(page)
    target = "" if unmasked(output) == "-" else f"{shown(output)}: "
    print(f"{target}{said}", file=sys.stderr)
    return 0


def _story_page(src: str, published: datetime.date | None) -> tuple[str, str]:
    import verbale
    from verbale import pipeline, reading, report
    from verbale.cli.flow import code_story
    from verbale.reading.problems import shown

    stories = reading.read(unmasked(src), published=published)
    if len(stories) != 1:
        message = f"{shown(src)} holds {len(stories)} stories; a brief is of one."
        raise UsageError("V210", message, "Name one file, or use verbale code for all of them.")
    coding = code_story(stories[0])
    page = report.brief(
        coding, treaties=pipeline.treaties(coding), transfers=pipeline.transfers(coding),
        names=pipeline.country_names(), version=verbale.__version__,
    )
    if coding.note:
        print(f"Note: {coding.note}", file=sys.stderr)
    return page, f"{len(coding.events)} events from {len(coding.claims)} claims"

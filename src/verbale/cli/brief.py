"""`verbale brief`: a story, an event or a pair of parties, as a page in which every line leads to its evidence."""
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
        str | None, Parameter(
            help="One story: a file, a web address, - for standard input, or with --ledger the id of a story in it.",
        ),
    ] = None,
    /, *,
    between: Annotated[
        tuple[str, str] | None,
        Parameter(help="Instead of a story: two parties, by code or name, of a --ledger.", negative=()),
    ] = None,
    event: Annotated[str | None, Parameter(help="Instead of a story: the id of an event of a --ledger.")] = None,
    ledger: Annotated[
        str | None,
        Parameter(help="A ledger, as my.db or a URL. With a story it adds background, trend, hypotheses, chances."),
    ] = None,
    board: Annotated[
        Path | None, Parameter(help="A board of hypotheses on the pair; without it one of defaults is drawn up."),
    ] = None,
    published: Published = None,
    output: Annotated[
        Path, Parameter(name=["--output", "-o"], help="The page to write; - prints it."),
    ] = Path("brief.html"),
) -> int:
    """Write the brief of a story, or of an event or a pair of parties in a ledger: one HTML file, without network.

    Its twelve parts are the same for all three: head, three sentences, what happened (with gifts and treaty steps), who
    denies what, timeline, trend, hypotheses, the chance of next events, background, evidence, limits, and how to cite
    and verify. A part without content says so in a line. Every line leads to its evidence.
    """
    from verbale.cli.output import writing
    from verbale.reading.problems import shown

    now = datetime.datetime.now(tz=datetime.UTC)
    if sum(asked is not None for asked in (src, between, event)) != 1 or not _fits(src, ledger, board, published):
        message = "A brief is of one story, of one event or of a pair; the last two, and a board, are of a ledger."
        step = "Name a FILE, or give --event ID or --between A B, with --ledger my.db (and a --board)."
        raise UsageError("V214", message, step)
    if src is not None:
        from verbale.cli.brief_story import story_page

        page, said = story_page(src, published, ledger, board, now)
    elif between is not None:
        from verbale.cli.brief_pair import pair_page

        page, said = pair_page(ledger or "", between, board, now)
    else:
        from verbale.cli.brief_event import event_page

        page, said = event_page(ledger or "", event or "", board, now)
    with writing(output) as out:
        out.write(page)
    target = "" if unmasked(output) == "-" else f"{shown(output)}: "
    print(f"{target}{said}", file=sys.stderr)
    return 0


def _fits(src: str | None, ledger: str | None, board: Path | None, published: datetime.date | None) -> bool:
    """Whether the options go together: without a ledger only a story, which alone has a day of publication to give."""
    return (ledger is not None or (src is not None and board is None)) and (src is not None or published is None)

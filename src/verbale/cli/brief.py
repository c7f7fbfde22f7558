"""`verbale brief`: one story as a page in which every line leads to its evidence."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from verbale.cli.options import Published, unmasked
from verbale.errors import UsageError


def brief(
    src: Annotated[str, Parameter(help="One story: a file, a web address, or - for standard input.")],
    /, *,
    published: Published = None,
    output: Annotated[
        Path, Parameter(name=["--output", "-o"], help="The page to write; - prints it."),
    ] = Path("brief.html"),
) -> int:
    """Code one story and write its brief, a single HTML file that needs no network."""
    import verbale
    from verbale import pipeline, reading, report
    from verbale.cli.flow import code_story
    from verbale.cli.output import writing
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
    with writing(output) as out:
        out.write(page)
    if coding.note:
        print(f"Note: {coding.note}", file=sys.stderr)
    target = "" if unmasked(output) == "-" else f"{shown(output)}: "
    print(f"{target}{len(coding.events)} events from {len(coding.claims)} claims", file=sys.stderr)
    return 0

"""`verbale at`: a ledger as it was."""
from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from verbale.cli.options import Format, LedgerPath, Output

Version = Annotated[
    str | None,
    Parameter(help="Number of a version, a day (YYYY-MM-DD, its end), a time, or the beginning of a version's hash."),
]
Between = Annotated[
    tuple[str, str] | None,
    Parameter(help="Two parties, in any order: codes such as RUS PRK, or names in English.", negative=()),
]


def at(
    version: Version = None, /, *,
    ledger: LedgerPath,
    between: Between = None,
    format: Format = "table",  # noqa: A002 - the option's name
    output: Output = None,
) -> int:
    """Print the events of a past state of a ledger, or without a version the list of all versions.

    What was the answer then is the answer now: every version of every event is kept. The last line on stderr names the
    version by its hash, for a citation, and says how many events have come, changed and gone since.
    """
    from verbale import pipeline
    from verbale.cli.events import party
    from verbale.cli.output import writing
    from verbale.ledger import Ledger
    from verbale.report import write_events

    with Ledger(ledger, read_only=True) as book:
        if version is None:
            with writing(output) as out:
                out.writelines(f"{v.number}\t{v.at}\t{v.hash[:12]}\t{v.what}\n" for v in book.versions())
            return 0
        names = pipeline.country_names()
        pair = (party(between[0], names), party(between[1], names)) if between else None
        named, since = book.version(version), book.diff(version)
        with book.at(version) as past, writing(output) as out:
            write_events(past.events(between=pair), format, out, names)
    print(
        f"Version {named.number} of {named.at}, {named.hash}. Since then {len(since.events_new)} events came, "
        f"{len(since.events_changed)} changed, {len(since.events_gone)} went.", file=sys.stderr,
    )
    return 0

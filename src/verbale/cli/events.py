"""`verbale events`: what a ledger holds between two parties."""
from __future__ import annotations

import datetime
import difflib
from collections.abc import Mapping
from typing import Annotated

from cyclopts import Parameter

from verbale.cli.options import Format, LedgerPath, Output
from verbale.errors import UsageError
from verbale.reading.problems import shown

Day = Annotated[datetime.date | None, Parameter(help="Day as YYYY-MM-DD, itself included.")]


def events(
    *,
    between: Annotated[
        tuple[str, str],
        Parameter(help="Two parties, in any order: codes such as RUS PRK, or names in English.", negative=()),
    ],
    ledger: LedgerPath,
    format: Format = "table",  # noqa: A002 - the option's name
    since: Day = None,
    until: Day = None,
    output: Output = None,
) -> int:
    """Print the events between two parties, with how many report them and where they stand."""
    from verbale import pipeline
    from verbale.cli.output import writing
    from verbale.ledger import Ledger
    from verbale.report import write_events

    names = pipeline.country_names()
    first, second = (party(word, names) for word in between)
    with Ledger(ledger, create=False) as book:
        found = book.events(between=(first, second), since=since, until=until)
    with writing(output) as out:
        write_events(found, format, out, names)
    return 0


def party(word: str, names: Mapping[str, str]) -> str:
    """The code of a party that is given by code or by name, in any case. Raises UsageError with what may be meant."""
    code = word.strip().upper()
    if code in names:
        return code
    by_name = {name.casefold(): code for code, name in names.items()}
    found = by_name.get(word.strip().casefold())
    if found is not None:
        return found
    near = difflib.get_close_matches(word.casefold(), by_name, n=1)
    step = f"Did you mean {names[by_name[near[0]]]} ({by_name[near[0]]})?" if near else "Give a code such as RUS."
    raise UsageError("V211", f'"{shown(word)}" is no party that Verbale knows.', step)

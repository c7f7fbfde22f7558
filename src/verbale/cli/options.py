"""Options that several commands share, with their help."""
from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

# A lone "-" would count as an unknown option, so it goes through the parser under this name, which no file bears.
STANDARD_STREAM = "standard stream:/"

Format = Annotated[Literal["table", "jsonl", "csv"], Parameter(name="--format", help="How to write the result.")]
ClaimFormat = Annotated[
    Literal["table", "jsonl", "csv", "icews", "polecat", "gdelt"],
    Parameter(
        name="--format",
        help="How to write the result. The last three are shapes of other event data.",
    ),
]
Published = Annotated[
    datetime.date | None,
    Parameter(help='Day of publication (YYYY-MM-DD), against which "Tuesday" is read. Wins over what the text says.'),
]
Output = Annotated[Path | None, Parameter(name=["--output", "-o"], help="File to write instead of the screen.")]
Sources = Annotated[
    list[str],
    Parameter(
        help="Files (.txt, .html, .json, .jsonl), folders, web addresses, or - for standard input.",
        negative=(),
    ),
]
LedgerPath = Annotated[str, Parameter(name="--ledger", help="The ledger: a file such as my.db, or a database URL.")]


def masked(arguments: Sequence[str]) -> list[str]:
    """The arguments with each lone "-" made safe for the parser."""
    return [STANDARD_STREAM if argument == "-" else argument for argument in arguments]


def unmasked(argument: str | Path) -> str:
    """A source or target as the user gave it."""
    return "-" if str(argument) == str(Path(STANDARD_STREAM)) or argument == STANDARD_STREAM else str(argument)

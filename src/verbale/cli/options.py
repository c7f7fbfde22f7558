"""Options that several commands share, with their help."""
from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

Format = Annotated[Literal["table", "jsonl", "csv"], Parameter(name="--format", help="How to write the result.")]
Published = Annotated[
    datetime.date | None,
    Parameter(help='Day of publication (YYYY-MM-DD), against which "Tuesday" is read. Wins over what the text says.'),
]
Output = Annotated[Path | None, Parameter(name=["--output", "-o"], help="File to write instead of the screen.")]
Sources = Annotated[
    list[str],
    Parameter(
        help="Files (.txt, .html, .json, .jsonl), folders, web addresses, or - for standard input.",
        allow_leading_hyphen=False, negative=(),
    ),
]
LedgerPath = Annotated[str, Parameter(name="--ledger", help="The ledger: a file such as my.db, or a database URL.")]

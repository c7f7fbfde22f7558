"""`verbale import`: a new ledger of the lines that `verbale export` wrote."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from verbale.cli.options import LedgerPath

File = Annotated[Path, Parameter(help="A file that verbale export --format jsonl wrote.")]


def import_(file: File, /, *, ledger: LedgerPath) -> int:
    """Make a new ledger of an exported one: stories, claims, judgements and what was rejected.

    Events are made anew of the claims. For the export of a whole ledger the contents, and their hash, are the same.
    """
    from verbale.ledger import Ledger, exchange

    for _ in exchange.read(file):  # a bad file leaves no ledger behind
        pass
    with Ledger(ledger) as book:
        held = book.load(file)
        told = f"{held.stories} stories, {held.claims} claims, {held.events} events, {held.judgements} judgements"
        print(f"{told}; content {book.content_hash()}", file=sys.stderr)
    return 0


import_.__name__ = "import"  # the word is taken in Python

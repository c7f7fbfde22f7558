"""`verbale add`: code stories into a ledger."""
from __future__ import annotations

import sys

from verbale.cli.options import LedgerPath, Published, Sources


def add(src: Sources, /, *, ledger: LedgerPath, published: Published = None) -> int:
    """Code stories and keep their claims and events in a ledger, which is made if it is not there.

    A story that the ledger holds already is counted as duplicate and adds nothing, so a run may be repeated.
    """
    from verbale.cli.flow import Account, codings
    from verbale.ledger import Ledger

    account = Account()
    book = Ledger(ledger)
    for coding in codings(src, account, published=published):
        book.add(coding)
    print(account.line(), file=sys.stderr)
    return 0 if account.taken else 2

"""`verbale add`: code stories into a ledger."""
from __future__ import annotations

import sys

from verbale.cli.options import LedgerPath, Published, Sources
from verbale.errors import InputError


def add(src: Sources, /, *, ledger: LedgerPath, published: Published = None) -> int:
    """Code stories and keep their claims and events in a ledger, which is made if it is not there.

    A story that the ledger holds already is counted as duplicate and adds nothing, so a run may be repeated. So is one
    that the same outlet prints again with nothing changed but small words. Stories are added by day of publication, so
    that the order of the sources does not matter.
    """
    import verbale
    from verbale.cli.flow import Account, codings
    from verbale.ledger import Ledger
    from verbale.reading.near import NearIndex

    account = Account()
    with Ledger(ledger) as book:
        before = NearIndex()
        before.add(book.stories())
        run = book.begin_run(verbale.__version__)

        def note(name: str, error: InputError) -> None:
            book.add_rejected(name, error.code, error.message)

        for coding in codings(src, account, published=published, rejected=note, before=before, ordered=True):
            if not book.add(coding).story_new:
                account.count_again(coding)
        book.finish_run(run, account.came)
    print(account.line(), file=sys.stderr)
    if near := account.near_line():
        print(near, file=sys.stderr)
    return 0 if account.taken else 2

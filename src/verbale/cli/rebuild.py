"""`verbale rebuild`: a ledger made anew of its originals and judgements."""
from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from verbale.errors import LedgerError

Old = Annotated[str, Parameter(help="The ledger: a file such as my.db, or a database URL.")]
Into = Annotated[
    str | None, Parameter(help="Where the new ledger is to lie. Without it, stories are coded again in place."),
]
Kept = Annotated[bool, Parameter(help="Take the codings that are kept instead of coding again.", negative="")]


def rebuild(ledger: Old, /, *, into: Into = None, kept: Kept = False) -> int:
    """Code all stories of a ledger again, and replay all judgements on them.

    With --into, a new ledger is made of the originals and judgements alone; its ids and its content hash are those of
    the old one if the coder is the same. In place, only what a newer coder codes otherwise is added; the old stays in
    history. Judgements whose words have no claim any more are told, and kept.
    """
    import verbale
    from verbale.cli.flow import code_story
    from verbale.ledger import Ledger

    coder = None if kept else code_story
    if into is None and kept:
        raise LedgerError("V309", "Kept codings are in place already.", "Give --into, or leave out --kept.")
    with Ledger(ledger, create=False) as book:
        if into is not None:
            built = book.rebuild(into, coder, verbale.__version__)
            told = "the same contents" if built.same else f"other contents: {built.before} before, {built.after} now"
            print(f"{built.stories} stories, {built.claims} claims, {built.events} events: {told}", file=sys.stderr)
        elif coder is not None:
            counts = book.recode(coder, verbale.__version__)
            print(
                f"in {counts.received} = coded {counts.coded} + no event {counts.no_event} + duplicate "
                f"{counts.duplicate} + rejected {sum(counts.rejected.values())}", file=sys.stderr,
            )
    with Ledger(into or ledger, read_only=True) as book:
        for one in book.judgements():
            if one.state == "orphaned":
                print(f"orphaned: {one.judgement.id} ({one.judgement.kind} of {one.judgement.target})", file=sys.stderr)
    return 0

"""`verbale correct`: a person's judgement on a claim or event."""
from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from verbale.cli.options import LedgerPath
from verbale.errors import UsageError

Target = Annotated[str | None, Parameter(help="Id of a claim or event; for undo, of a judgement.")]
What = Annotated[
    str | None,
    Parameter(help='actors, recipients, type, date, status, "not an event", "same as", split or undo.'),
]
Values = Annotated[
    list[str] | None,
    Parameter(
        help="Codes of the parties; type (and mode); first and last day; status; ids of the events that are the same; "
        "ids of the claims to split off.",
        negative=(),
    ),
]
Who = Annotated[str | None, Parameter(help="Who judges.")]
Why = Annotated[str | None, Parameter(help="Why.")]


def correct(
    target: Target = None, what: What = None, value: Values = None, /, *,
    ledger: LedgerPath, who: Who = None, why: Why = None,
) -> int:
    """Correct a claim or event of a ledger, or without arguments list all corrections.

    A correction is an entry of its own, with who, when and why; the old stays in history. It is seen at once in all
    answers, and replayed whenever the story is coded again, as long as its words have a claim; else it is listed as
    orphaned. On an event, it is about each of its claims. An undo is an entry too.
    """
    from verbale.ledger import Ledger
    from verbale.reading.problems import shown

    if target is None or what is None:
        with Ledger(ledger, read_only=True) as book:
            for one in book.judgements(target):
                said = one.judgement
                fields = (said.id, said.at, said.who, said.target, said.kind.value, " ".join(said.value), one.state,
                          said.why)
                print("\t".join(map(shown, fields)))
        return 0
    if who is None or why is None:
        raise UsageError("V212", "A correction needs --who and --why.", "Say who judges, and why.")
    with Ledger(ledger, create=False) as book:
        if what == "undo":
            said = book.undo(target, who=who, why=why)
        else:
            said = book.correct(target, what, value or (), who=who, why=why)
    print(f"Judgement {said.id}", file=sys.stderr)
    return 0

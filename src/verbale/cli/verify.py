"""`verbale verify`: whether a ledger is what was written into it."""
from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

Seal = Annotated[
    bool,
    Parameter(help="Of a sound SQLite file: write the hash of every page to FILE.seal anew.", negative=""),
]
Where = Annotated[str, Parameter(help="The ledger: a file such as my.db, or a database URL.")]


def verify(ledger: Where, /, *, seal: Seal = False) -> int:
    """Check every record of a ledger against its hash chain, and name what is damaged.

    One line a fault; nothing but a closing line on stderr for a sound ledger. The head that it shows, kept in another
    place, proves later that nothing before it was removed; the content hash is the same for the same stories and
    judgements, in whatever order they came. A file is sealed whenever it was written to and is closed: then any changed
    byte is found, also one that belongs to no record. One left without a seal, by a kill, is told; --seal seals it.
    """
    from verbale.ledger import Ledger, damaged
    from verbale.reading.problems import shown

    lines = damaged(ledger)
    for line in lines:
        print(shown(line))
    if lines:
        print(f"{len(lines)} faults.", file=sys.stderr)
        return 2
    with Ledger(ledger, create=False) as book:
        stats = book.stats()
        print(
            f"Sound: {stats.stories} stories, {stats.claims} claims, {stats.events} events, {stats.judgements} "
            f"judgements. Version {stats.batches}, head {book.head()}, content {book.content_hash()}",
            file=sys.stderr,
        )
        if seal:
            print(f"Sealed: {book.seal()}", file=sys.stderr)
        elif "://" not in ledger and not book.sealed():
            print("No seal for this state: bytes that belong to no record were not looked at.", file=sys.stderr)
    return 0

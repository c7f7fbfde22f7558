"""Takes codings (a story, its claims) and keeps them: append-only, verifiable, corrected by people, whole in its past.

Never changes what it was given. SQLAlchemy is imported when a ledger is opened, not before.

    from verbale import ledger

    book = ledger.open("my.db")                    # or postgresql://user@host/database; read_only=True to look only
    book.add_all(codings)                          # one batch: in = coded + no event + duplicate + rejected
    book.find(Ask(between=("RUS", "PRK")))         # a Page of events; `facets` counts what each criterion would leave
    book.correct(claim_id, "actors", ["BLR"], who="A. Reader", why="The text names Minsk.")
    book.history(event_id)                         # the whole trail of a claim or event
    book.at("2024-11-20").events()                 # any past state, as a ledger that can only be read
    book.verify()                                  # a line for each damaged record; empty for a sound ledger

What is kept (see docs/ledger.md): stories and where they were met, the bytes they were read from, codings by each
coder, judgements, and every version of every claim and event. What is in force now is made of it, story by story: the
coding of the newest coder, changed by the judgements on it, merged with its neighbours into events.
"""
from __future__ import annotations

from verbale.ledger.answers import (
    Added,
    BatchCounts,
    Change,
    Copy,
    Diff,
    Facets,
    Hit,
    Judged,
    Page,
    Rebuilt,
    Rejected,
    RunCounts,
    Shelved,
    Stats,
    Version,
)
from verbale.ledger.judgements import Judgement, Kind
from verbale.ledger.question import Ask
from verbale.ledger.store import Ledger, damaged, open  # noqa: A004 - as `io.open`: the room's one way in

__all__ = [
    "Added",
    "Ask",
    "BatchCounts",
    "Change",
    "Copy",
    "Diff",
    "Facets",
    "Hit",
    "Judged",
    "Judgement",
    "Kind",
    "Ledger",
    "Page",
    "Rebuilt",
    "Rejected",
    "RunCounts",
    "Shelved",
    "Stats",
    "Version",
    "damaged",
    "open",
]

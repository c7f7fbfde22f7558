"""The brief of a pair: ledger, analysis and report brought together for `verbale brief --between`."""
from __future__ import annotations

import datetime
from pathlib import Path

from verbale.errors import UsageError


def pair_page(ledger: str, between: tuple[str, str], board: Path | None, now: datetime.datetime) -> tuple[str, str]:
    """The page, and a line on what it holds. Raises V251 (nothing of the pair), V253 (one party twice), LedgerError."""
    import verbale
    from verbale import pipeline
    from verbale.analysis import adapter
    from verbale.analysis.dyad import nothing_of
    from verbale.cli import brief_findings as brought
    from verbale.cli.events import party
    from verbale.ledger import Ledger
    from verbale.report.pair import Pair, pair_brief

    names = pipeline.country_names()
    a, b = (party(word, names) for word in between)
    if a == b:
        raise UsageError("V253", f"{a} is named twice.", "Name two parties.")
    material = adapter.read_ledger(ledger, a, b)
    if not material.events:
        raise nothing_of(material, a, b, names)
    pair = Pair(
        a=a, b=b, events=material.events, claims=material.claims, stories=material.stories,
        treaties=material.treaties, transfers=material.transfers,
    )
    found = brought.findings(material, a, b, board, now)
    with Ledger(ledger, create=False, read_only=True) as book:
        cited, seen = brought.cited(book), brought.reviewed(book, pair.events)
    page = pair_brief(pair, found, cited, names=names, now=now, version=verbale.__version__, reviewed=seen)
    said = f"{len(pair.events)} events from {len(pair.claims)} claims in {len(pair.stories)} stories"
    return page, said

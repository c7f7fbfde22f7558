"""The brief of an event: ledger, analysis and report brought together for `verbale brief --event`."""
from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from verbale.analysis.observations import Material
    from verbale.record import Event, Transfer, Treaty
    from verbale.report.subject import Findings

NO_PAIR = "The event has no two parties with a code, so there is no pair to count."


def event_page(ledger: str, event_id: str, board: Path | None, now: datetime.datetime) -> tuple[str, str]:
    """The page, and a line on what it holds. Raises LedgerError V303 where the ledger holds no such event."""
    import verbale
    from verbale import pipeline
    from verbale.cli import brief_findings as brought
    from verbale.ledger import Ledger
    from verbale.report.event import Happening, event_brief
    from verbale.report.subject import Past

    names = pipeline.country_names()
    with Ledger(ledger, create=False, read_only=True) as book:
        event = book.event(event_id)
        claims = tuple(book.claims_of(event.claims))
        stories = tuple(book.story(name) for name in dict.fromkeys(claim.story for claim in claims))
        cited, seen = brought.cited(book), brought.reviewed(book, [event])
    pair = brought.parties([event], names)
    material, found = of_pair(ledger, pair, board, now)
    treaties, transfers = _about(event, material)
    happening = Happening(
        event=event, claims=claims, stories=stories, pair=pair, treaties=treaties, transfers=transfers,
        past=brought.past(material, [event], event.date[0] if event.date else None) if material
        else Past(why_none=NO_PAIR),
    )
    page = event_brief(happening, found, cited, names=names, now=now, version=verbale.__version__, reviewed=seen)
    return page, f"1 event from {len(claims)} claims in {len(stories)} stories"


def of_pair(
    ledger: str, pair: tuple[str, str] | None, board: Path | None, now: datetime.datetime,
) -> tuple[Material | None, Findings]:
    """What the ledger holds on the pair and what is found in it; without a pair the findings say so."""
    from verbale.analysis import adapter
    from verbale.cli import brief_findings as brought
    from verbale.report.subject import Findings

    if pair is None:
        return None, Findings(no_trend=NO_PAIR, no_weighing=NO_PAIR, no_forecast=NO_PAIR)
    material = adapter.read_ledger(ledger, *pair)
    return material, brought.findings(material, *pair, board, now)


def _about(event: Event, material: Material | None) -> tuple[tuple[Treaty, ...], tuple[Transfer, ...]]:
    """The treaties of which the event is a step, and what it moved."""
    if material is None:
        return (), ()
    ours = set(event.claims)
    return (
        tuple(t for t in material.treaties if any(not ours.isdisjoint(s.claims) for s in t.steps)),
        tuple(t for t in material.transfers if t.event == event.id),
    )

"""The brief of an event: one self-contained page on one happening, as all stories of a ledger tell it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import msgspec

from verbale.record import Claim, Event, Story, Transfer, Treaty
from verbale.report import page as pages
from verbale.report.brief import findings_record
from verbale.report.machine import pair_record
from verbale.report.subject import Citation, Findings, Past, Subject

FORMAT = "verbale-event/1"


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one event: its claims and their stories, and what the ledger holds around it.

    `pair` are the two parties whose dealings are its background; None where it has no two parties with a code.
    """

    event: Event
    claims: tuple[Claim, ...]
    stories: tuple[Story, ...]
    pair: tuple[str, str] | None = None
    treaties: tuple[Treaty, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    past: Past = Past()


def event_brief(
    happening: Happening,
    found: Findings,
    cited: Citation,
    *,
    names: Mapping[str, str],
    now: datetime.datetime | None = None,
    version: str,
    reviewed: int | None = None,
) -> str:
    """The page as HTML text: no script that runs, no request to anywhere, every line numbered to its evidence.

    Trend, hypotheses and chances in `found` are of the event's pair, up to the newest story of the ledger.
    """
    past, mine = happening.past, {claim.id for claim in happening.claims}
    subject = Subject(
        kind="event",
        title=pages.event_title(happening.event, names),
        pair=happening.pair,
        events=(happening.event,),
        earlier=past.earlier,
        since=past.since,
        why_no_background=past.why_none,
        total=1,
        reviewed=reviewed,
        own=frozenset(mine),
        claims=(*happening.claims, *(c for c in past.claims if c.id not in mine)),
        stories=tuple({s.id: s for s in (*happening.stories, *past.stories)}.values()),
        treaties=happening.treaties,
        transfers=happening.transfers,
    )
    laid = pages.lay(subject, names)
    events = (happening.event, *past.earlier, *past.since)
    machine = {
        "format": FORMAT,
        "coder": f"Verbale {version}",
        "made": now.isoformat(timespec="seconds") if now else None,
        "reviewed": reviewed,
        "event": happening.event.id,
        "pair": list(happening.pair) if happening.pair else None,
        "ledger": msgspec.to_builtins(cited),
        **pair_record(laid.codings, events, happening.treaties, happening.transfers, laid.facts.numbers),
        "findings": findings_record(found),
    }
    return pages.page(laid, found, cited, machine, now=now, version=version)

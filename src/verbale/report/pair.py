"""The brief of a pair: one self-contained page on what a ledger holds of two parties, and what was found in it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from verbale.record import Claim, Event, Story, Transfer, Treaty
from verbale.report import page as pages
from verbale.report.brief import findings_record
from verbale.report.machine import pair_record
from verbale.report.subject import Citation, Findings, Subject

__all__ = ["Citation", "Findings", "Pair", "pair_brief"]
FORMAT = "verbale-pair/1"
NEWEST = 30  # events under "What happened"
SHOWN = 120  # newest events with their evidence, those and the background; the older ones have a line each
NO_OLDER = "All events of the pair are told above."


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """The record of a pair: its events, and the claims and stories that tell of them."""

    a: str
    b: str
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    stories: tuple[Story, ...]
    treaties: tuple[Treaty, ...] = ()
    transfers: tuple[Transfer, ...] = ()


def pair_brief(
    pair: Pair,
    found: Findings,
    cited: Citation,
    *,
    names: Mapping[str, str],
    now: datetime.datetime | None = None,
    version: str,
    reviewed: int | None = None,
) -> str:
    """The page as HTML text: no script that runs, no request to anywhere, every line numbered to its evidence.

    The newest `SHOWN` events, and all that treaties and transfers rest on, come with their sentences; older events have
    a line each with the id by which the ledger shows them. Above the limit of size the machine-readable block is left
    out.
    """
    ordered = _newest(pair.events)
    subject = Subject(
        kind="pair",
        title=f"{names.get(pair.a, pair.a)} and {names.get(pair.b, pair.b)}",
        pair=(pair.a, pair.b),
        events=tuple(ordered[: min(NEWEST, SHOWN)]),
        earlier=tuple(ordered[NEWEST:SHOWN]),
        older=tuple(ordered[SHOWN:]),
        why_no_background=NO_OLDER,
        total=len(pair.events),
        reviewed=reviewed,
        own=frozenset(claim.id for claim in pair.claims),
        claims=pair.claims,
        stories=pair.stories,
        treaties=pair.treaties,
        transfers=pair.transfers,
    )
    laid = pages.lay(subject, names)
    machine = _machine(pair, laid, found, cited, now, version)
    return pages.page(laid, found, cited, machine, now=now, version=version)


def _newest(events: Sequence[Event]) -> list[Event]:
    """Newest first by last day; those without a day at the end."""
    return sorted(events, key=lambda e: (e.date is None, -e.date[1].toordinal() if e.date else 0, e.id))


def _machine(
    pair: Pair, laid: pages.Laid, found: Findings, cited: Citation, now: datetime.datetime | None, version: str
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "coder": f"Verbale {version}",
        "made": now.isoformat(timespec="seconds") if now else None,
        "reviewed": laid.subject.reviewed,
        "pair": [pair.a, pair.b],
        "ledger": msgspec.to_builtins(cited),
        **pair_record(laid.codings, pair.events, pair.treaties, pair.transfers, laid.facts.numbers),
        "findings": findings_record(found),
    }

"""The brief of one coded story: one self-contained page. It lays out what the record says and decides nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from verbale.record import Coding, Event, Transfer, Treaty
from verbale.report import page as pages
from verbale.report import sections
from verbale.report.machine import finite, machine_record, pair_record
from verbale.report.subject import Citation, Findings, Past, Subject

OLDER_DAYS = 30  # events that a story tells of from so long before its day, or longer, are its background
_LEDGER = "with a ledger of many stories (verbale brief FILE --ledger my.db) it is told of the story’s pair"
ALONE = Findings(
    no_trend=f"One story shows no trend; {_LEDGER}.",
    no_weighing=f"No hypotheses are weighed on one story; {_LEDGER}.",
    no_forecast=f"No chance of next events can be told from one story; {_LEDGER}.",
)
NO_PAST = "No ledger was asked, so what other stories told before is not here."


def brief(
    coding: Coding,
    *,
    treaties: Sequence[Treaty] = (),
    transfers: Sequence[Transfer] = (),
    names: Mapping[str, str],
    now: datetime.datetime | None = None,
    version: str,
    past: Past | None = None,
    found: Findings | None = None,
    cited: Citation | None = None,
    pair: tuple[str, str] | None = None,
    reviewed: int | None = None,
) -> str:
    """The page as HTML text: no script that runs, no request to anywhere, every line numbered to its evidence.

    `names` gives the name of a code. `now` is the time of coding to print; None prints none, so that the page is the
    same for the same record. Of a ledger come `past` (events before the story), `found` (of the story's `pair`),
    `cited` and `reviewed`; without them the sections say in a line what they lack. Above the limit of size the
    machine-readable block is left out, then the reasons of the fields, and the page says so; a row or a quote never is.
    """
    past = past or Past(why_none=NO_PAST)
    laid = pages.lay(_subject(coding, treaties, transfers, past, pair, reviewed), names)
    machine = _machine(laid, coding, treaties, transfers, found, cited, version, pages.made_text(now))
    return pages.page(laid, found or ALONE, cited, machine, now=now, version=version)


def _subject(
    coding: Coding,
    treaties: Sequence[Treaty],
    transfers: Sequence[Transfer],
    past: Past,
    pair: tuple[str, str] | None,
    reviewed: int | None,
) -> Subject:
    ordered = sections.newest_first(coding)
    older = {event.id for event in ordered if _is_older(event, coding.story.published)}
    if len(older) == len(ordered):
        older = set()  # the story is about the past
    mine = {claim.id for claim in coding.claims}
    return Subject(
        kind="story",
        title=sections.story_head(coding.story)["title"],
        pair=pair,
        events=tuple(e for e in ordered if e.id not in older),
        earlier=(*(e for e in ordered if e.id in older), *past.earlier),
        since=past.since,
        why_no_background=past.why_none,
        total=len(ordered),
        reviewed=reviewed,
        own=frozenset(mine),
        claims=(*coding.claims, *(c for c in past.claims if c.id not in mine)),
        stories=(coding.story, *(s for s in past.stories if s.id != coding.story.id)),
        treaties=tuple(treaties),
        transfers=tuple(transfers),
        note=coding.note or "",
    )


def _is_older(event: Event, day: datetime.date | None) -> bool:
    return bool(day and event.date and event.date[1] < day - datetime.timedelta(days=OLDER_DAYS))


def _machine(
    laid: pages.Laid,
    coding: Coding,
    treaties: Sequence[Treaty],
    transfers: Sequence[Transfer],
    found: Findings | None,
    cited: Citation | None,
    version: str,
    made: str,
) -> dict[str, Any]:
    own = {event.id for event in coding.events}
    others = [event for event in (*laid.subject.earlier, *laid.subject.since) if event.id not in own]
    record = machine_record(coding, treaties, transfers, laid.facts.numbers, version, made)
    record["reviewed"] = laid.subject.reviewed or 0
    if cited:
        record["ledger"] = msgspec.to_builtins(cited)
    if others:
        rest = [c for c in laid.codings if c.story.id != coding.story.id and c.claims]
        record["background"] = pair_record(rest, others, (), (), laid.facts.numbers)
    if found:
        record["findings"] = findings_record(found)
    return record


def findings_record(found: Findings) -> dict[str, Any]:
    """What was found about the pair, as plain JSON values."""
    told = {"dyad": found.dyad, "board": found.weighed, "forecasts": found.forecasts}
    return {**finite(msgspec.to_builtins(told)), "default_board": found.default_board}

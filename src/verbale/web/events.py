"""One event: who says it, who denies it, with which figures, where it was told, and what became of it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from verbale import report
from verbale.errors import LedgerError
from verbale.ledger import Change
from verbale.record import Event
from verbale.report import sections
from verbale.report.machine import event_record
from verbale.report.words import OWN_VOICE, amount_text, says_text
from verbale.web import render
from verbale.web.answers import Told
from verbale.web.facts import claim_link, event_row, facts_of, voices
from verbale.web.safety import may_write

Row = dict[str, Any]
HASH_SHOWN = 12


def event(request: Request) -> Response:
    """One event, now or as of a version, as a page, JSON or CSV."""
    desk = request.app.state.desk
    name = request.path_params["id"]
    asof = request.query_params.get("version", "")
    trail = desk.answers.trail(name)
    told, version = desk.answers.event_at(asof, trail)
    if request.url.path.endswith(".csv"):
        return render.rows(f"event-{name}", lambda out: report.write_events(told.events, "csv", out, desk.names))
    shown = told.events[0] if told.events else None
    if request.url.path.endswith(".json"):
        if shown is None:
            raise LedgerError("V303", f"Event {name} is in force no more.", "Its page shows what became of it.")
        return render.record({
            **event_record(shown), "version": {"number": version.number, "hash": version.hash, "at": version.at},
            "history": [{"version": c.version, "at": c.at, "what": c.what} for c in trail],
        })
    context = _context(request, told, shown, name, trail)
    return render.page(request, "event.html.j2", **context, version=version, asof=asof)


def _context(request: Request, told: Told, shown: Event | None, name: str, trail: Sequence[Change]) -> Row:
    desk = request.app.state.desk
    past = [_change(change, desk.names) for change in trail]
    blank: Row = {
        "title": "Event no longer in force", "row": None, "event": None, "voices": None, "figures": [], "stories": [],
        "history": past, "name": name, "judgements": [], "others": [], "now": next((c.now for c in trail if c.now), ""),
    }
    if shown is None:
        return blank
    facts = facts_of(told, desk.names)
    row = event_row(shown, facts)
    others = [
        (e.id, e.summary) for chip in row["pairs"][:1] for e in desk.answers.book.events(between=(chip["a"], chip["b"]))
        if e.id != shown.id and e.type is shown.type
    ] if may_write(request) else []
    return blank | {
        "title": row["sentence"], "row": row, "event": shown, "others": others[:30],
        "voices": voices(shown, told.claims, told.stories, desk.names), "figures": _figures(shown, told, desk.names),
        "stories": [_origin(story, told) for story in told.stories.values()],
        "judgements": desk.answers.judged(shown.id),
    }


def _figures(shown: Event, told: Told, names: Any) -> list[Row]:
    claims = {c.id: c for c in told.claims}
    top = max((f.high or f.low or 0.0 for f in shown.figures), default=0.0) or 1.0
    made = []
    for figure in shown.figures:
        claim = claims.get(figure.claim)
        made.append({
            "text": amount_text(figure), "by": says_text(claim, names) if claim else OWN_VOICE,
            "link": claim_link(claim) if claim else "", "item": figure.item,
            "share": max(1, round(20 * (figure.high or figure.low or 0.0) / top)),
            "open": figure.low is None or figure.high is None,
        })
    return [row for row in made if row["text"]]


def _origin(story: Any, told: Told) -> Row:
    ours = [c for c in told.claims if c.story == story.id]
    return {"head": sections.story_head(story), "id": story.id, "claims": len(ours), "link": claim_link(ours[0])}


def _change(change: Any, names: Any) -> Row:
    summary = ""
    if change.record:
        kept = msgspec.convert(change.record, Event)
        summary = f"{kept.status.value}, {kept.standing.value}, {kept.reports} report{'' if kept.reports == 1 else 's'}"
    del names
    judged = change.judgement
    return {
        "version": change.version, "at": change.at[:16].replace("T", " "), "what": change.what, "summary": summary,
        "who": judged.who if judged else "", "why": judged.why if judged else "",
    }

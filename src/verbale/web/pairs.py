"""Pairs: what two parties do to one another, over time, and who disputes it."""
from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verbale import events as happenings
from verbale import report
from verbale.record import Event, Status
from verbale.report import sections, timeline
from verbale.report.machine import event_record
from verbale.report.words import join_words, quad_of, vocabulary, when_text
from verbale.web import render
from verbale.web.analysing import Question
from verbale.web.answers import Answers, Told
from verbale.web.facts import claim_link, drawings, event_row, facts_of, voices
from verbale.web.judging import party
from verbale.web.outlook import installed

MANY = 60  # pairs in the list
SHOWN, DRAWN = 60, 40  # newest events in the list, and dated ones in the drawing; the rest by Explore
GIVEN = 12  # newest things given, each way; older ones unfold
WIDTHS = ((940.0, "wide"), (350.0, "narrow"))
Row = dict[str, Any]


def index(request: Request) -> Response:
    """The pairs with most events; with `a` and `b` in the address, on to that pair."""
    desk = request.app.state.desk
    asked = [request.query_params.get(side, "").strip() for side in ("a", "b")]
    if all(asked):
        a, b = (party(word, desk.names) for word in asked)
        return RedirectResponse(f"/pairs/{a}/{b}", 303)
    found = desk.answers.pairs(MANY)
    if request.url.path.endswith(".json"):
        return render.record({"pairs": [{"a": a, "b": b, "events": n} for a, b, n in found]})
    most = max((n for _, _, n in found), default=1)
    lines = [
        {"a": a, "b": b, "name": f"{desk.names.get(a, a)} – {desk.names.get(b, b)}", "events": n,
         "share": math.ceil(10 * n / most)} for a, b, n in found
    ]
    return render.page(request, "pairs.html.j2", title="Pairs", lines=lines, parties=list(desk.names.items()))


def pair(request: Request) -> Response:
    """All between two parties, as a page, JSON or CSV."""
    desk = request.app.state.desk
    a, b = (party(request.path_params[side], desk.names) for side in ("a", "b"))
    if not request.url.path.endswith((".csv", ".json")):
        state = desk.answers.state(a, b)
        context = desk.answers.of_state(
            ("pair", a, b), state, lambda: _context(desk.answers.between(a, b), a, b, desk.names),
        )
        return render.page(request, "pair.html.j2", **context)
    told = desk.answers.between(a, b)
    if request.url.path.endswith(".csv"):
        return render.rows(f"pair-{a}-{b}", lambda out: report.write_events(told.events, "csv", out, desk.names))
    return render.record({
        "a": a, "b": b, "in_words": in_words(told, a, b, desk.names),
        "events": [event_record(event) for event in told.events], "stories": sorted(told.stories),
    })


def trend(request: Request) -> Response:
    """What the analysis finds in the pair's record: a part of its page that comes by itself, or a page of its own."""
    return _found(request, "trend", "_finding.html.j2")


def outlook(request: Request) -> Response:
    """Hypotheses weighed, and what may come next: in the same way."""
    return _found(request, "outlook", "_outlook.html.j2")


def _found(request: Request, part: str, template: str) -> Response:
    desk = request.app.state.desk
    a, b = (party(request.path_params[side], desk.names) for side in ("a", "b"))
    found = analysed(desk.answers, part, a, b)
    alone = not request.headers.get("hx-request")
    return render.page(
        request, "analysis.html.j2" if alone else template, part_template=template, waits=found is None,
        finding=found, a=a, b=b, title=f"{desk.names.get(a, a)} – {desk.names.get(b, b)}: {part}",
    )


def analysed(answers: Answers, part: str, a: str, b: str) -> Row | None:
    """The trend or outlook of a pair, or None while it is worked out behind the page."""
    if not installed():
        return {"missing": "Trend, hypotheses and forecasts need verbale[analysis]."}
    now = datetime.datetime.now(datetime.UTC)
    state = answers.state(a, b)

    asked = Question(part=part, a=a, b=b, state=state, now=now)
    found: Row | None = answers.ready((part, a, b), (now.date(), state), lambda: answers.analyse(asked))
    return found


def _context(told: Told, a: str, b: str, names: Mapping[str, str]) -> Row:
    facts = facts_of(told, names)
    ordered = sections.event_order(facts)
    shown = ordered[:SHOWN]
    drawn = [event for event in shown if event.date][:DRAWN]
    disputed = [event for event in shown if timeline.shape_of(event) == "disputed"]
    transfers = happenings.find_transfers(list(told.stories.values()), told.claims, told.events)
    treaties = [
        t for t in happenings.find_treaties(list(told.stories.values()), told.claims) if {a, b} <= set(t.parties)
    ]
    return {
        "title": f"{names.get(a, a)} – {names.get(b, b)}", "a": a, "b": b, "a_name": names.get(a, a),
        "b_name": names.get(b, b), "line": in_words(told, a, b, names), "counts": _directions(told, a, b, names),
        "rows": [event_row(event, facts) for event in shown], "left_out": len(ordered) - len(shown),
        "undated": [event_row(event, facts) for event in shown if event.date is None],
        "drawings": drawings(drawn, facts, WIDTHS), "drawn": len(drawn), "given": GIVEN,
        "dated": sum(event.date is not None for event in told.events),
        "disputes": [
            {"row": event_row(event, facts), **voices(event, told.claims, told.stories, names)} for event in disputed
        ],
        "exchanges": _exchanges(transfers, facts, a, b),
        "ladders": [sections.ladder(treaty, facts) for treaty in treaties],
        "links": {facts.numbers[c.id]: claim_link(c) for c in told.claims},
        "stories": [{"head": sections.story_head(s), "id": s.id} for s in told.stories.values()],
    }


def _exchanges(transfers: Any, facts: sections.Facts, a: str, b: str) -> list[list[Row]]:
    ours = [t for t in transfers if {a, b} <= {*t.giver, *t.receiver}]
    newest = sorted(ours, key=lambda t: (t.date is None, -t.date[1].toordinal() if t.date else 0))
    return sections.exchanges(newest, facts)


def in_words(told: Told, a: str, b: str, names: Any) -> str:
    """The pair in one or two lines: how many events, of what sort, from when to when, how many disputed or planned."""
    first, second = names.get(a, a), names.get(b, b)
    events = told.events
    if not events:
        return f"The ledger holds nothing between {first} and {second}."
    quads = vocabulary()["quads"]
    sorts: dict[str, int] = {}
    for event in events:
        sorts[quad_of(event.type)] = sorts.get(quad_of(event.type), 0) + 1
    told_sorts = [f"{n} of {quads[q].lower()}" for q, n in sorted(sorts.items(), key=lambda s: -s[1])]
    days = [d for e in events if e.date and timeline.shape_of(e) != "planned" for d in e.date]
    span = f", from {when_text((min(days), min(days)))} to {when_text((max(days), max(days)))}" if days else ""
    count = f"{len(events)} event{'' if len(events) == 1 else 's'}"
    stories = f"{len(told.stories)} stor{'y' if len(told.stories) == 1 else 'ies'}"
    rest = []
    disputed = sum(timeline.shape_of(e) == "disputed" for e in events)
    planned = sum(e.status is Status.PLANNED for e in events)
    rest += [f"{disputed} {'is' if disputed == 1 else 'are'} disputed or denied"] if disputed else []
    rest += [f"{planned} {'is' if planned == 1 else 'are'} only planned"] if planned else []
    more = f" {join_words(rest).capitalize()}." if rest else " None is disputed."
    return f"{first} and {second}: {count} told in {stories}{span}; {join_words(told_sorts)}.{more}"


def _directions(told: Told, a: str, b: str, names: Any) -> list[Row]:
    """How many events go which way, by quad class."""
    def way(event: Event) -> str:
        if a in event.actors and b in event.actors:
            return "both"
        return "forth" if a in event.actors else "back"

    heads = (("forth", names.get(a, a), "→", names.get(b, b)), ("back", names.get(b, b), "→", names.get(a, a)),
             ("both", names.get(a, a), "and", names.get(b, b)))
    made = []
    for key, one, mark, other in heads:
        ours = [e for e in told.events if way(e) == key]
        quads = {q: sum(quad_of(e.type) == q for e in ours) for q in vocabulary()["quads"]}
        made.append({"one": one, "mark": mark, "other": other, "total": len(ours), "quads": quads})
    return made

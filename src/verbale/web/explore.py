"""Explore: all events as a table, narrowed by what stands in the address, with counts of what would be left."""
from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from verbale import report
from verbale.ledger import Ask
from verbale.record import Event
from verbale.report.machine import event_record
from verbale.report.words import vocabulary
from verbale.web import render
from verbale.web.facts import event_row, facts_of
from verbale.web.judging import party
from verbale.web.safety import WebError

SIZE, EXPORT_SIZE, MAX_PAGE = 50, 1_000, 20_000
SHOWN, MOST = 8, 20  # values of a facet at first, and of each criterion in an address
LONGEST = 200  # characters of one value
QUADS = {  # PLOVER's names -> those of the pages
    "verbal-cooperation": "vcoop", "material-cooperation": "mcoop", "verbal-conflict": "vconf",
    "material-conflict": "mconf",
}
# Criterion in the address -> (field of Ask, field of Facets, heading).
FACETS = {
    "actor": ("actors", "actors", "Party"), "quad": ("quads", "quads", "Class"), "type": ("types", "types", "Kind"),
    "standing": ("standings", "standings", "Standing"), "status": ("statuses", "statuses", "Status"),
    "source": ("sources", "sources", "Who says so"), "outlet": ("outlets", "outlets", "Outlet"),
}
Row = dict[str, Any]


def explore(request: Request) -> Response:
    """The table as a page, as JSON, or all its rows as CSV."""
    desk = request.app.state.desk
    ask, given = asked(request.query_params, desk.names)
    if request.url.path.endswith(".csv"):
        return render.rows("events", lambda out: report.write_events(everything(desk, ask), "csv", out, desk.names))
    number = _page(request.query_params.get("page", "1"))
    found = desk.answers.find(ask, number, SIZE)
    if request.url.path.endswith(".json"):
        facets = desk.answers.facets(ask)
        return render.record({
            "total": found.total, "page": found.page, "size": found.size,
            "events": [event_record(event) for event in found.items],
            "facets": {name: getattr(facets, field) for name, (_, field, _) in FACETS.items()},
        })
    from verbale.web.exporting import offered  # which asks here what fits

    told = desk.answers.told(found.items)
    facts = facts_of(told, desk.names)
    return render.page(
        request, "explore.html.j2", title="Explore", rows=[event_row(event, facts) for event in found.items],
        found=found, given=given, picked=_picked(given, desk.names), base=_address(given, None, None),
        hits=desk.answers.book.search(ask.words, 5) if ask.words.strip() and number == 1 else [],
        bare=_bare(given), files=offered(), **_counts(request, ask, given),
    )


def facets(request: Request) -> Response:
    """The counts alone, to be put beside a table that came before them."""
    ask, given = asked(request.query_params, request.app.state.desk.names)
    return render.page(request, "_facets.html.j2", **_counts(request, ask, given), bare=_bare(given), title="Counts")


def _counts(request: Request, ask: Ask, given: Mapping[str, list[str]]) -> Row:
    """Facets and months, or none of them yet; with `wait` in the address they are waited for."""
    desk = request.app.state.desk
    waited = bool(request.query_params.get("wait"))
    counts = desk.answers.facets(ask) if waited else desk.answers.facets_soon(ask)
    if counts is None:
        return {"counting": True, "facets": [], "months": []}
    return {
        "counting": False, "facets": [_facet(n, given, counts, desk.names) for n in FACETS],
        "months": _months(counts.months, given),
    }


def _bare(given: Mapping[str, list[str]]) -> str:
    """The criteria as they stand in an address, without a page."""
    return urlencode([(k, v) for k, values in given.items() for v in values])


def asked(params: Any, names: Mapping[str, str]) -> tuple[Ask, dict[str, list[str]]]:
    """The question of an address, and its criteria as given. Raises WebError 400."""
    given: dict[str, list[str]] = {}
    for name in (*FACETS, "a", "b", "since", "until", "q", "story"):
        values = [v.strip()[:LONGEST] for v in params.getlist(name) if v.strip()][:MOST]
        if values:
            given[name] = list(dict.fromkeys(values))
    for name in ("since", "until"):
        if name in given:
            given[name] = [_day(given[name][0])]
    pair = [party(given[side][0], names) for side in ("a", "b") if side in given]
    if "actor" in given:
        given["actor"] = list(dict.fromkeys(party(v, names) if _known(v, names) else v for v in given["actor"]))
    fields: Row = {field: tuple(given.get(name, ())) for name, (field, _, _) in FACETS.items()}
    if len(pair) == 1:
        fields["actors"] = (*fields["actors"], *pair)
    return Ask(
        **fields, between=(pair[0], pair[1]) if len(pair) == 2 else None, stories=tuple(given.get("story", ())),
        since=given.get("since", [None])[0], until=given.get("until", [None])[0], words=" ".join(given.get("q", [])),
    ), given


def _known(word: str, names: Mapping[str, str]) -> bool:
    try:
        party(word, names)
    except WebError:
        return False
    return True


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise WebError(400, "V288", f"{text[:40]} is no day.", "Give days as YYYY-MM-DD.") from None


def _page(text: str) -> int:
    return min(max(int(text), 1), MAX_PAGE) if text.isdecimal() and len(text) < 7 else 1


def everything(desk: Any, ask: Ask) -> Iterator[Event]:
    """All events that fit, page by page."""
    number = 1
    while True:
        found = desk.answers.book.find(ask, page=number, size=EXPORT_SIZE)
        yield from found.items
        if number * EXPORT_SIZE >= found.total:
            return
        number += 1


def _address(given: Mapping[str, list[str]], name: str | None, value: str | None) -> str:
    """The address with one criterion more, or without it where it is there; without a page, ready for one."""
    pairs = [(k, v) for k, values in given.items() for v in values]
    if name is not None and value is not None:
        one = (name, value)
        pairs = [p for p in pairs if p != one] if one in pairs else [*pairs, one]
    query = urlencode(pairs)
    return f"/explore?{query}&" if query else "/explore?"


def _label(name: str, value: str, names: Mapping[str, str]) -> str:
    words = vocabulary()
    if name == "quad":
        return str(words["quads"].get(QUADS.get(value, ""), value))
    if name == "type":
        return str(words["type"].get(value, {}).get("label", value))
    if name in {"actor", "source", "a", "b"}:
        return names.get(value, value)
    return value


def _facet(name: str, given: Mapping[str, list[str]], facets: Any, names: Mapping[str, str]) -> Row:
    """One facet: chosen values first, then the commonest."""
    _, field, head = FACETS[name]
    counts: dict[str, int] = getattr(facets, field)
    chosen = given.get(name, [])
    order = [*chosen, *(v for v in counts if v not in chosen and v)]
    values = [
        {"text": _label(name, v, names), "count": counts.get(v, 0), "on": v in chosen,
         "link": _address(given, name, v).rstrip("&?"), "quad": QUADS.get(v, "")}
        for v in order
    ]
    return {"name": name, "head": head, "values": values[:SHOWN], "more": values[SHOWN : SHOWN + 40]}


def _months(counts: Mapping[str, int], given: Mapping[str, list[str]]) -> list[Row]:
    """The last two years of months as bars; each leads to its month."""
    most = max(counts.values(), default=1)
    rest = {k: v for k, v in given.items() if k not in {"since", "until"}}
    made = []
    for month, count in list(counts.items())[-24:]:
        first = datetime.date.fromisoformat(f"{month}-01")
        last = (first + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)
        link = _address({**rest, "since": [first.isoformat()], "until": [last.isoformat()]}, None, None)
        share = max(1, round(10 * count / most))
        made.append({"text": month, "count": count, "share": share, "link": link.rstrip("&")})
    return made


def _picked(given: Mapping[str, list[str]], names: Mapping[str, str]) -> list[Row]:
    heads = {"a": "between", "b": "and", "since": "from", "until": "to", "q": "words", "story": "story"}
    heads |= {name: head.lower() for name, (_, _, head) in FACETS.items()}
    return [
        {"head": heads[name], "text": _label(name, v, names), "link": _address(given, name, v).rstrip("&?")}
        for name, values in given.items() for v in values
    ]

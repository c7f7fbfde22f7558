"""What a person judges on a page: it becomes a judgement in the ledger, and the page is made anew from it."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verbale.errors import VerbaleError
from verbale.ledger.listing import pairs_of
from verbale.record import Claim, Coding, EventType, Status
from verbale.report.words import vocabulary
from verbale.web import render
from verbale.web.safety import WebError, check_write

RIGHT = "right"
NOT_EVENT = "not an event"
SAME_AS = "same as"
PARTIES = ("actors", "recipients")
WHO, WHY = "a reader", "As the page's form was sent, without a reason given."
YEAR = 365 * 24 * 3600
Row = dict[str, Any]


async def judge(request: Request) -> Response:
    """Enter the judgement of a form, then show the story as it is now."""
    async with request.form(max_files=0, max_fields=20) as form:
        check_write(request, form)
        given = {k: str(v) for k, v in form.items()}
    target = request.path_params["id"]
    who = given.get("who", "").strip()[:100] or WHO
    one = await run_in_threadpool(_entered, request, target, given, who)
    story = given.get("story", "")
    back = f"/stories/{story}?claim={target}&judged={one}#card" if story.isalnum() else f"/claims/{target}"
    answer = RedirectResponse(back, 303)
    answer.set_cookie(render.WHO_COOKIE, render.cookie_text(who), max_age=YEAR, samesite="lax", path="/", httponly=True)
    return answer


async def judge_json(request: Request) -> Response:
    """Enter {"kind", "value": [...], "who", "why"}."""
    check_write(request)
    try:
        given = msgspec.json.decode(await request.body(), type=_Given)
    except (msgspec.DecodeError, ValueError) as error:
        step = 'Send {"kind": "actors", "value": ["RUS"], "who": "...", "why": "..."}.'
        raise WebError(400, "V288", f"That is no judgement: {str(error)[:200]}.", step) from None
    answers = request.app.state.desk.answers
    one = await run_in_threadpool(
        answers.judge, request.path_params["id"], given.kind, tuple(given.value), given.who, given.why,
    )
    return render.record({"judgement": one}, 201)


async def undo(request: Request) -> Response:
    """Lift a judgement."""
    async with request.form(max_files=0, max_fields=10) as form:
        check_write(request, form)
        given = {k: str(v) for k, v in form.items()}
    answers = request.app.state.desk.answers
    await run_in_threadpool(
        answers.undo, request.path_params["id"], given.get("who", "").strip()[:100] or WHO,
        given.get("why", "").strip() or "Undone on the page.",
    )
    back = given.get("back", "/ledger")
    return RedirectResponse(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/ledger", 303)


class _Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: str
    value: list[str] = []
    who: str
    why: str


def _entered(request: Request, target: str, given: Mapping[str, str], who: str) -> str:
    desk = request.app.state.desk
    kind = given.get("kind", "")
    try:
        value = _value(kind, given, desk.names)
        why = given.get("why", "").strip() or _reason(kind)
        one: str = desk.answers.judge(target, kind, value, who, why)
    except VerbaleError as error:
        if isinstance(error, WebError) or error.code in {"V302", "V303", "V305"}:
            raise
        raise WebError(400, error.code, error.message, error.next_step) from None
    return one


def _reason(kind: str) -> str:
    return "Read and found right." if kind == RIGHT else WHY


def _value(kind: str, given: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, ...]:
    """The value of a judgement, from the fields of the form."""
    if kind in PARTIES:
        return tuple(party(word, names) for word in given.get("parties", "").split(",") if word.strip())
    if kind == "type":
        return tuple(word for word in given.get("type", "").split("/") if word)
    if kind == "date":
        days = [given.get(name, "").strip() for name in ("first", "last")]
        return tuple(day for day in days if day)
    if kind == "status":
        return (given.get("status", ""),)
    if kind == SAME_AS:
        return tuple(word for word in [given.get("other", "").strip().rpartition("/")[2]] if word)
    return ()


def party(word: str, names: Mapping[str, str]) -> str:
    """The code of a party that a form gives by code or by name. Raises WebError 400."""
    word = word.strip()
    inner = word.rpartition("(")[2].rstrip(")").strip()  # "North Korea (PRK)"
    for code in (word.upper(), inner.upper()):
        if code in names:
            return code
    by_name = {name.casefold(): code for code, name in names.items()}
    found = by_name.get(word.casefold())
    if found is None:
        message = f"“{word[:80]}” is no party that Verbale knows."
        raise WebError(400, "V211", message, "Choose one from the list, or give a code such as RUS.")
    return found


def editing(claim: Claim, coding: Coding, names: Mapping[str, str]) -> Row:
    """What the form of a claim offers, filled in as it is now."""
    words = vocabulary()["type"]
    codes = {frozenset(pair) for pair in pairs_of(*_sides(claim))}
    event = next((e for e in coding.events if claim.id in e.claims), None)
    others = [
        e for e in coding.events
        if e is not event and e.type is claim.event and codes & {frozenset(p) for p in pairs_of(e.actors, e.recipients)}
    ]
    return {
        "actors": ", ".join(_named(a.code, names) for a in claim.actors if a.code),
        "recipients": ", ".join(_named(a.code, names) for a in claim.recipients if a.code),
        "type": claim.event.value, "types": [(kind.value, words[kind.value]["label"]) for kind in EventType],
        "first": claim.date[0].isoformat() if claim.date else "",
        "last": claim.date[1].isoformat() if claim.date else "",
        "status": claim.status.value, "statuses": [status.value for status in Status],
        "others": [(e.id, e.summary) for e in others][:20],
        "parties": [(code, name) for code, name in names.items() if code],
    }


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} ({code})" if code in names else code


def _sides(claim: Claim) -> tuple[list[str], list[str]]:
    return [a.code for a in claim.actors if a.code], [a.code for a in claim.recipients if a.code]

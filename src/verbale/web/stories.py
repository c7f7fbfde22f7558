"""Stories: the shelf, what is pasted or dropped, the article with its claims, and the card of a claim."""
from __future__ import annotations

import datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

import verbale
from verbale import pipeline, report
from verbale.errors import LedgerError
from verbale.ledger import Shelved
from verbale.record import Claim, Coding, Event, guide_record
from verbale.report import evidence, sections, timeline
from verbale.report.machine import machine_record
from verbale.web import examples as shipped
from verbale.web import facts as rows_of
from verbale.web import passages, render
from verbale.web.judging import editing
from verbale.web.safety import WebError, check_write
from verbale.web.work import Job, Sent

SHELF = 25
LONGEST_TEXT = 1_000_000  # characters pasted
MAX_PAGE = 10_000
Row = dict[str, Any]


def start(request: Request) -> Response:
    """The first screen: the story that came last, beside all others."""
    found = _shelf(request)
    if not found["total"]:
        return render.page(request, "empty.html.j2", shelf=found, title="Welcome")
    last = found["lines"][0]["line"].id if found["lines"] else request.app.state.desk.answers.shelf(1, 1)[0][0].id
    return _shown(request, last, found)


def shelf(request: Request) -> Response:
    """All stories, page by page."""
    found = _shelf(request, 2 * SHELF)
    if request.url.path.endswith(".json"):
        return render.record({
            "stories": [msgspec.to_builtins(line["line"]) for line in found["lines"]],
            "total": found["total"], "page": found["page"], "size": found["size"],
        })
    return render.page(request, "shelf.html.j2", shelf=found, title="Stories")


def story(request: Request) -> Response:
    """One story as a page, as JSON, or its claims as CSV."""
    name = request.path_params["id"]
    desk = request.app.state.desk
    if request.url.path.endswith(".csv"):
        coding = desk.answers.coding(name)
        return render.rows(f"story-{name}", lambda out: report.write_claims([coding], "csv", out, desk.names))
    if request.url.path.endswith(".json"):
        return render.record(_record(desk.answers.coding(name)))
    return _shown(request, name)


def brief(request: Request) -> Response:
    """The story's brief: a page that can be kept and printed."""
    desk = request.app.state.desk
    coding = desk.answers.coding(request.path_params["id"])
    page = report.brief(
        coding, treaties=pipeline.treaties(coding), transfers=pipeline.transfers(coding), names=desk.names,
        version=verbale.__version__,
    )
    name = "".join(c for c in coding.story.name if c.isalnum() or c in "-_")[:60] or coding.story.id
    return HTMLResponse(page, headers={"content-disposition": f'attachment; filename="brief-{name}.html"'})


def card(request: Request) -> Response:
    """The card of one claim alone, to be put beside the story."""
    desk = request.app.state.desk
    coding = desk.answers.coding(request.path_params["id"])
    return render.page(request, "_card_alone.html.j2", **_card(request, coding, request.path_params["claim"]))


def claim(request: Request) -> Response:
    """One claim: as JSON, or at its place in the story."""
    desk = request.app.state.desk
    found = desk.answers.book.claim(request.path_params["id"])
    if request.url.path.endswith(".json"):
        coding = desk.answers.coding(found.story)
        return render.record({
            **_claim_record(found, coding), "story_id": found.story,
            "events": [e.id for e in coding.events if found.id in e.claims],
        })
    return RedirectResponse(rows_of.claim_link(found), 303)


async def receive(request: Request) -> Response:
    """Take a text, an address or a file; go on to the page that shows how far it is."""
    async with request.form(max_files=1, max_fields=10, max_part_size=4 * LONGEST_TEXT) as form:
        check_write(request, form)
        file = form.get("file")
        sent = _sent({k: str(v) for k, v in form.items() if isinstance(v, str)})
        if file is not None and not isinstance(file, str) and file.filename:
            sent = msgspec.structs.replace(sent, file=(file.filename, await file.read()))
    if not (sent.text.strip() or sent.url or sent.file):
        raise WebError(400, "V288", "Nothing was given to read.", "Paste a text, give a link, or choose a file.")
    job = request.app.state.desk.work.begin(sent)
    return RedirectResponse(f"/work/{job.id}", 303)


async def receive_json(request: Request) -> Response:
    """Take {"text" or "url", "title", "published"}; answer when it is coded."""
    check_write(request)
    try:
        given = msgspec.json.decode(await request.body(), type=_Given)
    except (msgspec.DecodeError, ValueError) as error:
        raise WebError(400, "V288", f"That is no story: {str(error)[:200]}.", 'Send {"text": "..."}.') from None
    sent = _sent({k: v for k, v in msgspec.to_builtins(given).items() if v})
    if not (sent.text.strip() or sent.url):
        raise WebError(400, "V288", "Nothing was given to read.", "Give text or url.")
    from starlette.concurrency import run_in_threadpool

    job = await run_in_threadpool(request.app.state.desk.work.do, sent)
    if job.error is not None:
        raise job.error
    return render.record(_job_record(job), 201)


async def examples(request: Request) -> Response:
    """Code the example stories."""
    async with request.form(max_files=0, max_fields=4) as form:
        check_write(request, form)
    job = request.app.state.desk.work.begin(Sent(title="Example stories", stories=tuple(shipped.stories())))
    return RedirectResponse(f"/work/{job.id}", 303)


def work(request: Request) -> Response:
    """How far a story is that was given; when it is done, the story."""
    job = request.app.state.desk.work.job(request.path_params["id"])
    if request.url.path.endswith(".json"):
        return render.record(_job_record(job))
    if job.step == "done" and len(job.stories) == 1:
        target = f"/stories/{job.stories[0]}"
        if request.headers.get("hx-request"):
            return Response(headers={"hx-redirect": target})
        return RedirectResponse(target, 303)
    template = "_work.html.j2" if request.headers.get("hx-request") else "work.html.j2"
    return render.page(request, template, job=job, title=job.name)


class _Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: str = ""
    url: str = ""
    title: str = ""
    published: str = ""


def _sent(given: Row) -> Sent:
    text, url = str(given.get("text", "")), str(given.get("url", "")).strip()
    if len(text) > LONGEST_TEXT:
        raise WebError(413, "V282", f"The text is longer than {LONGEST_TEXT:,} characters.", "Send it as a file.")
    if not url and text.strip().startswith(("http://", "https://")) and len(text.split()) == 1:
        text, url = "", text.strip()  # a link in the box for the text
    if url and not url.lower().startswith(("http://", "https://")):
        raise WebError(400, "V288", "That is no web address.", "It begins with https:// or http://.")
    day = str(given.get("published", "")).strip()
    try:
        published = datetime.date.fromisoformat(day) if day else None
    except ValueError:
        raise WebError(400, "V288", f"{day[:40]} is no day.", "Give the day as YYYY-MM-DD.") from None
    return Sent(text=text.replace("\r\n", "\n"), title=str(given.get("title", ""))[:300], url=url, published=published)


def _job_record(job: Job) -> Row:
    return {
        "id": job.id, "name": job.name, "step": job.step, "stories": job.stories, "claims": job.claims,
        "events": job.events, "received": job.came, "rejected": job.rejected, "notes": job.notes,
        "error": render.error_record(job.error)["error"] if job.error else None,
    }


def _shelf(request: Request, size: int = SHELF) -> Row:
    desk = request.app.state.desk
    given = request.query_params.get("page", "1")
    number = min(max(int(given), 1), MAX_PAGE) if given.isdecimal() and len(given) < 6 else 1
    lines, total = desk.answers.shelf(number, size)
    return {"lines": [_line(line, desk.names) for line in lines], "total": total, "page": number, "size": size}


def _line(line: Shelved, names: Any) -> Row:
    return {"line": line, "pairs": [rows_of.pair_chip(a, b, names) for a, b in line.pairs]}


def _shown(request: Request, name: str, shelf: Row | None = None) -> Response:
    desk = request.app.state.desk
    coding = desk.answers.coding(name)
    numbers = evidence.number_claims(coding.claims)
    facts = sections.Facts(coding, numbers, desk.names)
    head = sections.story_head(coding.story)
    wanted = request.query_params.get("claim", "")
    shown = _card(request, coding, wanted) if wanted else {"card": None}
    told = [e for e in coding.events if facts.refs(e.claims)]
    disputed = [e for e in told if timeline.shape_of(e) == "disputed"]
    return render.page(
        request, "story.html.j2", title=head["title"], head=head, coding=coding, shelf=shelf or _shelf(request),
        paragraphs=passages.paragraphs(coding.story, coding.claims, coding.events, numbers, head["title"]),
        rows=[_event_line(event, facts, coding) for event in sections.event_order(facts)],
        disputed=[_event_line(event, facts, coding) for event in disputed],
        planned=sum(timeline.shape_of(e) == "planned" for e in told), chips=_chips(told, desk.names),
        note=coding.note or "", judged=request.query_params.get("judged", ""), wanted=wanted, **shown,
    )


def _event_line(event: Event, facts: sections.Facts, coding: Coding) -> Row:
    row = rows_of.event_row(event, facts)
    told = facts.told(event)
    row["claim"] = rows_of.claim_link(told[0]) if told else row["link"]
    row["card"] = f"/stories/{coding.story.id}/card/{told[0].id}" if told else ""
    return row


def _chips(events: list[Event], names: Any) -> list[Row]:
    found: dict[str, Row] = {}
    for event in events:
        for chip in rows_of.pair_chips(event, names):
            found.setdefault(chip["link"], {**chip, "count": 0})["count"] += 1
    return sorted(found.values(), key=lambda c: -c["count"])[:4]


def _card(request: Request, coding: Coding, wanted: str) -> Row:
    """All that the card of a claim shows. Raises LedgerError V303 where the story has no such claim."""
    desk = request.app.state.desk
    numbers = evidence.number_claims(coding.claims)
    found = next((c for c in coding.claims if c.id == wanted), None)
    if found is None:
        past = desk.answers.judged(wanted)
        if past:
            return {"card": {"gone": True, "id": wanted, "story": coding.story.id, "judgements": past}}
        raise LedgerError("V303", "This story has no such claim.", "Choose a highlighted sentence.")
    event = next((e for e in coding.events if found.id in e.claims), None)
    told = desk.answers.told([event]) if event else None
    facts = rows_of.facts_of(told, desk.names) if told else None
    siblings = next(held for _, held in passages.units(coding.claims) if found in held)
    return {"card": {
        "gone": False, "id": found.id, "story": coding.story.id, "number": numbers[found.id],
        "total": len(coding.claims), "row": evidence.claim_row(found, numbers[found.id], coding.story, desk.names),
        "tabs": [_tab(c, numbers[c.id], coding, found) for c in siblings],
        "pieces": evidence.cut_quote(coding.story, found.span, [(found.trigger, numbers[found.id])]),
        "event": rows_of.event_row(event, facts) if event and facts else None,
        "voices": rows_of.voices(event, told.claims, told.stories, desk.names) if event and told else None,
        "judgements": desk.answers.judged(found.id), "edit": editing(found, coding, desk.names),
    }}


def _tab(one: Claim, number: int, coding: Coding, shown: Claim) -> Row:
    return {
        "number": number, "here": one.id == shown.id, "link": rows_of.claim_link(one),
        "card": f"/stories/{coding.story.id}/card/{one.id}",
    }


def _claim_record(one: Claim, coding: Coding) -> Row:
    numbers = evidence.number_claims(coding.claims)
    record = machine_record(coding, (), (), numbers, verbale.__version__, "")["claims"]
    found: Row = next((r for r in record if r["id"] == one.id), guide_record(one, coding.story.name))
    return found


def _record(coding: Coding) -> Row:
    numbers = evidence.number_claims(coding.claims)
    made = machine_record(
        coding, pipeline.treaties(coding), pipeline.transfers(coding), numbers, verbale.__version__, "",
    )
    return {**made, "text": coding.story.text}

"""The brief: one self-contained page about one coded story. It lays out what the record says and decides nothing about it."""
from __future__ import annotations

import base64
import datetime
import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import jinja2

from verbale.record import Coding, Event, Figure, Polarity, Standing, Status, Story
from verbale.report import evidence, timeline
from verbale.report.inputs import Transfer, Treaty
from verbale.report.machine import machine_record
from verbale.report.words import (
    ARROW,
    amount_text,
    asserted_names,
    day_text,
    event_phrase,
    figures_text,
    kind_label,
    party_names,
    party_words,
    quad_of,
    says_text,
    vocabulary,
    when_text,
)

WIDE, NARROW = 940.0, 350.0  # px of the two drawings of the timeline: page or A4, and phone
MAX_BYTES = 300_000  # above this the machine-readable block and the reasons are left out, and the page says so
LEAD_SENTENCES = 3
LINK_SCHEMES = frozenset({"http", "https"})
# What no HTML text may hold: controls, lone surrogates, non-characters. They show as U+FFFD; the record keeps them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def brief(
    coding: Coding,
    *,
    treaties: Sequence[Treaty] = (),
    transfers: Sequence[Transfer] = (),
    names: Mapping[str, str],
    now: datetime.datetime | None = None,
    version: str,
) -> str:
    """The page as HTML text: no script that runs, no request to anywhere, every line numbered to its evidence.

    `names` gives the name of a code. `now` is the time of coding to print; None prints none, so that the page is the
    same for the same record. Above `MAX_BYTES` the machine-readable block is left out, then the reasons of the fields,
    and the page says so; a row or a quote never is.
    """
    context = _context(coding, treaties, transfers, names, now, version)
    page = _render(context)
    for left_out in ({"machine": None}, {"why": False}):
        if len(page.encode("utf-8", "replace")) <= MAX_BYTES:
            break
        context.update(left_out)
        page = _render(context)
    return page


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("verbale.report", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


@functools.cache
def _style() -> tuple[str, str]:
    """The style sheet and the hash by which the page's policy admits it, and no other."""
    css = resources.files("verbale.report").joinpath("templates/brief.css").read_text(encoding="utf-8").replace("\r", "")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"sha256-{digest}"


def _render(context: Mapping[str, Any]) -> str:
    css, style_hash = _style()
    html = _environment().get_template("brief.html.j2").render(context, css=css, style_hash=style_hash)
    return _UNPRINTABLE.sub("\ufffd", html)


def safe_link(url: str | None) -> str | None:
    """`url` if it is plain http or https with a host, else None."""
    try:
        parts = urlsplit(url or "")
        return url if parts.scheme.lower() in LINK_SCHEMES and parts.hostname else None
    except ValueError:
        return None


def event_order(events: Iterable[Event], numbers: Mapping[str, int]) -> list[Event]:
    """Newest first by last day, undated ones at the end; within a day in the order of the text."""
    def key(event: Event) -> tuple[bool, int, int]:
        day = -event.date[1].toordinal() if event.date else 0
        return (event.date is None, day, min((numbers[c] for c in event.claims if c in numbers), default=0))

    return sorted(events, key=key)


def _refs(claims: Iterable[str], numbers: Mapping[str, int]) -> list[int]:
    return sorted({numbers[c] for c in claims if c in numbers})


def _short_refs(refs: Sequence[int]) -> str:
    """Evidence numbers for a label with little room: '[15] +4'."""
    rest = f" +{len(refs) - 1}" if len(refs) > 1 else ""
    return f"[{refs[0]}]{rest}" if refs else ""


def _figures(event: Event, coding: Coding, numbers: Mapping[str, int], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each figure with who gives it; the same figure told twice is one row with two numbers."""
    by_id = {claim.id: claim for claim in coding.claims}
    rows: dict[tuple[str, str], list[int]] = {}
    for figure in event.figures:
        claim = by_id.get(figure.claim)
        key = (amount_text(figure), says_text(claim, names) if claim else "")
        rows.setdefault(key, []).extend(_refs([figure.claim], numbers))
    several = len({text for text, _ in rows}) > 1
    return [{"text": text, "by": by if several else "", "refs": sorted(set(refs))} for (text, by), refs in rows.items()]


def _event_row(event: Event, coding: Coding, numbers: Mapping[str, int], names: Mapping[str, str]) -> dict[str, Any]:
    claims = [claim for claim in coding.claims if claim.id in event.claims]
    return {
        "id": event.id, "when": when_text(event.date), "dated": event.date is not None,
        "who": party_names(event.actors, names) or "unnamed", "whom": party_names(event.recipients, names),
        "kind": kind_label(event), "type": event.type.value, "mode": event.mode or "", "quad": quad_of(event.type),
        "item": event.item or "", "figures": _figures(event, coding, numbers, names),
        "place": party_names([event.place], names) if event.place else "",
        "shape": timeline.shape_of(event), "status": event.status.value, "standing": event.standing.value,
        "standing_known": event.standing is not Standing.REPORTED,
        "disputed": timeline.shape_of(event) == "disputed", "hedge": evidence.hedge(claims),
        "reports": event.reports, "origins": event.origins,
        "says": asserted_names(event.asserted_by, names), "denies": party_names(event.denied_by, names),
        "refs": _refs(event.claims, numbers), "summary": event.summary,
    }


def _dispute(event: Event, coding: Coding, numbers: Mapping[str, int], names: Mapping[str, str]) -> dict[str, Any]:
    """Both columns: who says it and who denies it, each with quote and number."""
    columns: dict[Polarity, list[dict[str, Any]]] = {Polarity.POSITIVE: [], Polarity.NEGATIVE: []}
    for claim in sorted((c for c in coding.claims if c.id in event.claims), key=lambda c: numbers[c.id]):
        pieces = evidence.cut_quote(coding.story, claim.span, [(claim.trigger, numbers[claim.id])])
        certainty = vocabulary()["certainty"][claim.certainty.value]
        columns[claim.polarity].append({
            "by": says_text(claim, names), "kinds": ", ".join(dict.fromkeys(s.kind.value for s in claim.sources)),
            "hedge": certainty, "amounts": [amount_text(a) for a in claim.amounts], "pieces": pieces, "number": numbers[claim.id],
        })
    return {
        "row": _event_row(event, coding, numbers, names), "says": columns[Polarity.POSITIVE], "denies": columns[Polarity.NEGATIVE],
    }


def _sentence(event: Event, coding: Coding, numbers: Mapping[str, int], names: Mapping[str, str]) -> dict[str, Any]:
    """One sentence made of the event's fields only, with its evidence numbers."""
    claims = [claim for claim in coding.claims if claim.id in event.claims]
    when = f" ({when_text(event.date)})" if event.date else ""
    phrase = event_phrase(event, names)
    figures = figures_text(event.figures) if not any(c.isdigit() for c in phrase) else ""  # the item may hold the figure
    sources = [s for s in event.asserted_by if s]
    by = f", according to {party_words(sources, names)}" if sources and "" not in event.asserted_by else ""
    text = phrase + (f": {figures}" if figures else "") + when
    word = evidence.hedge(claims)
    text += f", {word}" if word else ""
    text += by
    if event.denied_by:
        verb = "denies" if len(event.denied_by) == 1 else "deny"
        text += f"; {party_words(event.denied_by, names)} {verb} it"
    return {"text": text[:1].upper() + text[1:], "refs": _refs(event.claims, numbers)}


def lead_events(events: Sequence[Event], numbers: Mapping[str, int]) -> list[Event]:
    """At most three: the first thing done that nobody denies, the first disputed, the first planned; gaps are filled in text order."""
    told = sorted((e for e in events if _refs(e.claims, numbers)), key=lambda e: min(_refs(e.claims, numbers)))
    disputed = [e for e in told if timeline.shape_of(e) == "disputed"]
    plain = [e for e in told if e not in disputed]
    firsts = [
        next((e for e in plain if e.status in (Status.DONE, Status.ONGOING)), None),
        next(iter(disputed), None),
        next((e for e in plain if e.status is Status.PLANNED), None),
    ]
    chosen = [event for event in firsts if event is not None]
    chosen += [event for event in (*plain, *disputed) if event not in chosen][:LEAD_SENTENCES - len(chosen)]
    return chosen


def _disputed_claims(events: Iterable[Event]) -> frozenset[str]:
    """Claims of events that are disputed, so that a gift or a step made of them is shown as such."""
    return frozenset(claim for event in events if timeline.shape_of(event) == "disputed" for claim in event.claims)


def _told_amounts(item: str | None, figures: Sequence[Figure]) -> list[str]:
    """Amounts to print beside the item, unless the item's own words hold the only one."""
    amounts = list(dict.fromkeys(amount_text(f) for f in figures))
    return [] if len(amounts) == 1 and any(c.isdigit() for c in item or "") else amounts


def _ladder(treaty: Treaty, numbers: Mapping[str, int], names: Mapping[str, str], disputed: frozenset[str]) -> dict[str, Any]:
    """Every rung of the ladder, reached or not; ways out of the treaty only where told."""
    words = vocabulary()["ladder"]
    rungs = []
    for word in (*words["rungs"], *words["exits"]):
        steps = [
            {
                "who": party_names(s.parties, names), "when": when_text(s.date), "status": s.status.value,
                "done": s.status is Status.DONE, "disputed": not disputed.isdisjoint(s.claims), "refs": _refs(s.claims, numbers),
            }
            for s in treaty.steps if s.step == word
        ]
        if steps or word in words["rungs"]:
            state = "done" if any(s["done"] for s in steps) else "planned" if steps else "open"
            rungs.append({"word": word, "steps": steps, "state": state})
    return {"name": treaty.name, "parties": party_names(treaty.parties, names), "rungs": rungs}


def _exchanges(
    transfers: Sequence[Transfer], numbers: Mapping[str, int], names: Mapping[str, str], disputed: frozenset[str],
) -> list[list[dict[str, Any]]]:
    """Transfers by pair of parties; each pair has its two directions side by side, told or not."""
    pairs: dict[frozenset[str], dict[tuple[str, str], list[Transfer]]] = {}
    for transfer in transfers:
        giver, taker = party_names(transfer.givers, names), party_names(transfer.receivers, names)
        directions = pairs.setdefault(frozenset({giver, taker}), {(giver, taker): [], (taker, giver): []})
        directions[giver, taker].append(transfer)
    return [
        [
            {
                "head": f"{giver or 'unnamed'} {ARROW} {taker or 'unnamed'}",
                "rows": [
                    {
                        "item": t.item or "", "amounts": _told_amounts(t.item, t.figures), "disputed": not disputed.isdisjoint(t.claims),
                        "when": when_text(t.date), "status": t.status.value, "refs": _refs(t.claims, numbers),
                    }
                    for t in told
                ],
            }
            for (giver, taker), told in directions.items()
        ]
        for directions in pairs.values()
    ]


def _limits(coding: Coding) -> dict[str, Any]:
    claims = coding.claims
    unresolved = dict.fromkeys(a.text for c in claims for a in (*c.actors, *c.recipients) if a.code is None)
    return {
        "claims": len(claims), "events": len(coding.events),
        "undated": sum(c.date is None for c in claims), "unresolved": list(unresolved),
        "no_recipient": sum(not c.recipients for c in claims), "unsure": sum(c.confidence < 0.5 for c in claims),
        "own_voice": sum(not c.sources for c in claims),
        "single": sum(e.origins <= 1 for e in coding.events), "no_day": coding.story.published is None,
        "confidence": f"{sum(c.confidence for c in claims) / len(claims):.2f}" if claims else "",
    }


def _story(story: Story) -> dict[str, Any]:
    title = story.title or story.text.lstrip().split("\n", 1)[0].strip()[:200] or story.name or "Untitled story"
    return {
        "title": title, "outlet": story.outlet or "", "language": story.language or "en", "id": story.id, "name": story.name,
        "published": day_text(story.published) if story.published else "", "url": story.url or "", "link": safe_link(story.url),
        "basis": vocabulary()["basis"].get(story.published_basis or "", ""), "length": len(story.text),
    }


def _context(
    coding: Coding, treaties: Sequence[Treaty], transfers: Sequence[Transfer], names: Mapping[str, str],
    now: datetime.datetime | None, version: str,
) -> dict[str, Any]:
    numbers = evidence.number_claims(coding.claims)
    ordered = event_order(coding.events, numbers)
    rows = [_event_row(event, coding, numbers, names) for event in ordered]
    tails = {row["id"]: _short_refs(row["refs"]) for row in rows}
    links = {row["id"]: f"#c{row['refs'][0]}" if row["refs"] else "#events" for row in rows}
    disputed = [event for event in ordered if timeline.shape_of(event) == "disputed"]
    contested = _disputed_claims(disputed)
    drawings = [
        timeline.layout(coding.events, names, tails, links, width=width, name=name, today=coding.story.published)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    ]
    leads = lead_events(coding.events, numbers)
    made = now.strftime("%Y-%m-%d %H:%M %Z").strip() if now else ""
    return {
        "story": _story(coding.story), "note": coding.note or "", "version": version, "made": made, "rows": rows,
        "lead": [_sentence(event, coding, numbers, names) for event in leads],
        "disputes": [_dispute(event, coding, numbers, names) for event in disputed],
        "drawings": [drawing for drawing in drawings if drawing], "undated": [row for row in rows if not row["dated"]],
        "exchanges": _exchanges(transfers, numbers, names, contested), "ladders": [_ladder(t, numbers, names, contested) for t in treaties],
        "quotes": evidence.quotes(coding, numbers, names), "limits": _limits(coding), "words_": vocabulary(), "why": True, "max_kb": MAX_BYTES // 1000,
        "machine": json_block(machine_record(coding, treaties, transfers, numbers, version, made)),
    }


def json_block(value: Any) -> str:
    """JSON that no HTML parser can read as markup: ASCII only, with '<', '>' and '&' as escapes."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

"""A brief laid out: the twelve parts of the page, alike for a story, an event and a pair. Nothing is decided here."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from verbale.analysis.findings import Dyad
from verbale.errors import VerbaleError
from verbale.record import Claim, Coding, Event, Story
from verbale.report import charts, evidence, pair_sections, sections, svg, timeline
from verbale.report.rendering import MAX_BYTES, fitted, json_block
from verbale.report.subject import Citation, Findings, Subject
from verbale.report.words import day_text, event_phrase, vocabulary, when_text

WIDE, NARROW = 940.0, 350.0  # px of the two drawings of the timeline: page or A4, and phone
DRAWN = 40  # newest dated events on the timeline
CHART_WIDE, CHART_NARROW = 820, 280  # px of the axis
COLOURS = {
    charts.GREEN.lower(): "var(--mcoop)", charts.RED.lower(): "var(--mconf)", charts.INK.lower(): "var(--ink)",
    charts.GREY.lower(): "var(--rule-strong)", charts.BLUE.lower(): "var(--vcoop)", "#e3e7ea": "var(--rule)",
    "#000": "var(--ink)", "#000000": "var(--ink)", "black": "var(--ink)", "#ddd": "var(--rule)", "#888": "var(--soft)",
}  # fmt: skip
Row = dict[str, Any]


class Laid(msgspec.Struct, frozen=True, kw_only=True):
    """A subject with its claims numbered through, and story by story."""

    subject: Subject
    facts: sections.Facts
    codings: tuple[Coding, ...]  # each story with all its claims here


def lay(subject: Subject, names: Mapping[str, str]) -> Laid:
    """Number the claims that the page quotes: stories of the subject first, each in the order of its text."""
    wanted = {claim for event in subject.told for claim in event.claims} | (
        subject.own if subject.kind == "story" else frozenset()
    )
    wanted |= {claim for t in subject.treaties for s in t.steps for claim in (*s.claims, *s.denied_in)}
    wanted |= {claim for t in subject.transfers for claim in t.claims}
    holding = {claim.story for claim in subject.claims if claim.id in subject.own}
    stories = sorted(
        subject.stories,
        key=lambda s: (s.id not in holding, s.published is None, s.published or datetime.date.min, s.id),
    )
    by_story: dict[str, list[Claim]] = {story.id: [] for story in stories}
    for claim in subject.claims:
        if claim.story in by_story:
            by_story[claim.story].append(claim)
    numbers: dict[str, int] = {}
    for story in stories:
        quoted = evidence.number_claims(claim for claim in by_story[story.id] if claim.id in wanted)
        start = len(numbers)
        numbers.update({claim: start + number for claim, number in quoted.items()})
    codings = tuple(Coding(story=story, claims=tuple(by_story[story.id])) for story in stories)
    whole = Coding(
        story=stories[0] if stories else Story(text=""),
        claims=tuple(claim for coding in codings for claim in coding.claims),
        events=(*subject.told, *subject.older),
    )
    return Laid(
        subject=subject,
        facts=sections.Facts(whole, numbers, names, {story.id: story for story in stories}),
        codings=codings,
    )


def page(
    laid: Laid,
    found: Findings,
    cited: Citation | None,
    machine: Mapping[str, Any],
    *,
    now: datetime.datetime | None,
    version: str,
) -> str:
    """The page as HTML text: no script that runs, no request to anywhere, every line numbered to its evidence."""
    context = {
        **_head(laid, cited, now, version),
        **_record(laid),
        **_findings(laid, found),
        **_ends(laid),
        "machine": json_block(machine),
    }
    return fitted("brief.html.j2", context, MAX_BYTES)


def made_text(now: datetime.datetime | None) -> str:
    """A time of making in words, or nothing."""
    return now.strftime("%Y-%m-%d %H:%M %Z").strip() if now else ""


def _head(laid: Laid, cited: Citation | None, now: datetime.datetime | None, version: str) -> Row:
    subject, names = laid.subject, laid.facts.names
    dated = [day for event in (*subject.events, *subject.older) for day in event.date or ()]
    own = [c for c in laid.facts.coding.claims if c.id in subject.own]
    return {
        "kind": subject.kind,
        "whole": "this story" if subject.kind == "story" and cited is None else "this ledger",
        "title": subject.title,
        "pair_names": [names.get(code, code) for code in subject.pair or ()],
        "span": f"{day_text(min(dated))} to {day_text(max(dated))}" if dated else "no day told",
        "story": sections.story_head(laid.facts.coding.story),
        "main": _event_head(subject.events[0]) if subject.kind == "event" else None,
        "version": version,
        "made": made_text(now),
        "cited": cited,
        "ledger_word": shlex.quote(cited.ledger) if cited else "",  # as a shell takes it
        "counts": {
            "events": subject.total,
            "claims": len(own),
            "stories": len({c.story for c in own}) or len(laid.codings),
            "reviewed": subject.reviewed,
        },
        "note": subject.note,
        "words_": vocabulary(),
        "why": True,
        "max_kb": MAX_BYTES // 1000,
        "day_text": day_text,
    }


def _event_head(event: Event) -> Row:
    return {
        "id": event.id,
        "when": when_text(event.date),
        "standing": event.standing.value,
        "status": event.status.value,
        "reports": event.reports,
        "origins": event.origins,
        "joins": [
            {"first": j.first, "second": j.second, "score": f"{j.score:.2f}", "reasons": ", ".join(j.reasons)}
            for j in event.joins
        ],
    }


def _record(laid: Laid) -> Row:
    """What happened, who denies it, when, what went from whom to whom, treaties, and what was before and since."""
    subject, facts = laid.subject, laid.facts
    rows = {event.id: sections.event_row(event, facts) for event in subject.told}
    told = [event for event in subject.told if event.date]
    drawn = sorted(told, key=lambda e: e.date or (), reverse=True)[:DRAWN]
    disputed = [event for event in (*subject.events, *subject.earlier) if timeline.shape_of(event) == "disputed"]
    pair = subject.pair if subject.kind == "pair" else None
    exchanges = (
        pair_sections.exchange(subject.transfers, facts, *pair)
        if pair
        else [side for sides in sections.exchanges(subject.transfers, facts) for side in sides]
    )
    return {
        "lead": _lead(laid),
        "standing": pair_sections.standing(facts, [*subject.told, *subject.older], *pair) if pair else [],
        "rows": [rows[event.id] for event in subject.events],
        "earlier": [rows[event.id] for event in subject.earlier],
        "since": [rows[event.id] for event in subject.since],
        "older": [{"id": e.id, "when": when_text(e.date), "text": e.summary} for e in subject.older],
        "why_no_background": subject.why_no_background,
        "undated": [row for row in rows.values() if not row["dated"]],
        "drawings": _drawings(drawn, rows, subject, facts),
        "drawn": len(drawn),
        "dated": len(told),
        "disputes": [sections.dispute(event, facts) for event in disputed],
        "sides": exchanges if subject.transfers else [],
        "ladders": [sections.ladder(treaty, facts) for treaty in subject.treaties],
    }


def _drawings(
    drawn: Sequence[Event], rows: Mapping[str, Row], subject: Subject, facts: sections.Facts
) -> list[timeline.Timeline]:
    tails = {key: sections.short_refs(row["refs"]) for key, row in rows.items()}
    links = {key: f"#c{row['refs'][0]}" if row["refs"] else "#events" for key, row in rows.items()}
    today = facts.coding.story.published if subject.kind == "story" else None
    made = (
        timeline.layout(drawn, facts.names, tails, links, width=width, name=name, today=today)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    )
    return [drawing for drawing in made if drawing]


def _lead(laid: Laid) -> list[Row]:
    """At most three sentences, each made of the fields of what it rests on."""
    subject, facts = laid.subject, laid.facts
    if subject.kind == "pair":
        chosen = sections.leading(subject.told)
    elif subject.kind == "story":
        known = {event.id for event in subject.events}
        own = [e for e in sections.in_text_order(facts, subject.told) if set(e.claims) & subject.own]
        chosen = sections.leading([*(e for e in own if e.id in known), *(e for e in own if e.id not in known)])
    else:
        return _event_lead(subject, facts)
    return [sections.sentence(event, facts) for event in chosen]


def _event_lead(subject: Subject, facts: sections.Facts) -> list[Row]:
    """What the event is, who tells it and where it stands, and what came before or since."""
    event = subject.events[0]
    beside = [("Since then", subject.since[-1:]), ("Before it", subject.earlier[:1])]
    said = [
        {"text": f"{word}: {sections.sentence(other, facts)['text']}", "refs": facts.refs(other.claims)}
        for word, others in beside
        for other in others
    ]
    return [sections.sentence(event, facts), sections.standing_sentence(event, facts), *said[:1]]


def _findings(laid: Laid, found: Findings) -> Row:
    subject, facts = laid.subject, laid.facts
    refs = pair_sections.references(facts, facts.coding.events, subject.treaties)
    dyad, weighed = found.dyad, found.weighed
    pictures, no_picture = trend_pictures(dyad) if dyad else ([], "")
    return {
        "pictures": pictures,
        "no_trend": found.no_trend or no_picture,
        "dyad": dyad,
        "breaks": pair_sections.breaks(dyad, refs) if dyad else [],
        "balances": pair_sections.balances(dyad.balances, refs) if dyad else [],
        "weighed": weighed,
        "no_weighing": found.no_weighing,
        "default_board": found.default_board,
        "hypotheses": pair_sections.hypotheses(weighed) if weighed else [],
        "matrix": pair_sections.matrix(weighed, found.board_rows, refs) if weighed else None,
        "changers": pair_sections.changers(weighed, found.board_rows, refs) if weighed else [],
        "unlooked": list(found.unlooked),
        "chances": pair_sections.chances(found.forecasts, refs, facts.names),
        "window": found.forecasts[0] if found.forecasts else None,
        "no_forecast": found.no_forecast,
    }


def _ends(laid: Laid) -> Row:
    """Sources, evidence and limits."""
    subject, facts = laid.subject, laid.facts
    own = tuple(c for c in facts.coding.claims if c.id in subject.own)
    ours = tuple(e for e in (*subject.told, *subject.older) if subject.own.intersection(e.claims))
    quoted = [
        msgspec.structs.replace(c, claims=tuple(one for one in c.claims if one.id in facts.numbers))
        for c in laid.codings
    ]
    return {
        "sources": pair_sections.sources([c for c in laid.codings if c.claims], facts),
        "voices": pair_sections.voices(own, facts),
        "origin_reasons": sorted({why for event in ours for why in event.origin_reasons}),
        "limits": sections.limits(msgspec.structs.replace(facts.coding, claims=own, events=ours)),
        "annex": [
            {"story": sections.story_head(c.story), "quotes": evidence.quotes(c, facts.numbers, facts.names)}
            for c in quoted
            if c.claims
        ],
    }


def trend_pictures(dyad: Dyad) -> tuple[list[str], str]:
    """The trend as SVG for the page and for a phone, or none and why. Where no curve is held there is no picture."""
    if not any(series.bands for series in dyad.series):
        return [], ""  # the notes of the finding say why
    label = f"Trend of cooperation and conflict between {dyad.a_name} and {dyad.b_name}, told in words below"
    try:
        return [
            svg.cleaned(charts.trend_svg(dyad, width), name, COLOURS, label)
            for width, name in ((CHART_WIDE, "wide"), (CHART_NARROW, "narrow"))
        ], ""
    except VerbaleError as error:
        return [], error.line()
    except ValueError:
        return [], "The picture could not be drawn; the figures are below."


def event_title(event: Event, names: Mapping[str, str]) -> str:
    """An event as the title of a page."""
    text = event_phrase(event, names)
    return text[:1].upper() + text[1:]

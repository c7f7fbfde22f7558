"""The brief of a pair: one self-contained page on what a ledger holds of two parties, and what was found in it."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from verbale.analysis.findings import Dyad, Forecast, Weighed
from verbale.errors import VerbaleError
from verbale.record import Claim, Coding, Event, Story, Transfer, Treaty
from verbale.report import charts, evidence, pair_sections, sections, svg, timeline
from verbale.report.brief import NARROW, WIDE, fitted, json_block
from verbale.report.machine import finite, pair_record
from verbale.report.words import day_text, vocabulary, when_text

FORMAT = "verbale-pair/1"
MAX_BYTES = 1_500_000  # above this the machine-readable block and the reasons are left out, and the page says so
SHOWN = 120  # newest events with their evidence; the older ones have a line each
DRAWN = 40  # newest dated events on the timeline
SHEETS = ("brief.css", "pair.css")
COLOURS = {
    charts.GREEN.lower(): "var(--mcoop)", charts.RED.lower(): "var(--mconf)", charts.INK.lower(): "var(--ink)",
    charts.GREY.lower(): "var(--rule-strong)", charts.BLUE.lower(): "var(--vcoop)", "#e3e7ea": "var(--rule)",
    "#000": "var(--ink)", "#000000": "var(--ink)", "black": "var(--ink)", "#ddd": "var(--rule)", "#888": "var(--soft)",
}  # fmt: skip
CHART_WIDE, CHART_NARROW = 820, 280  # px of the axis


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """What names the state of a ledger for good. `content` is the hash of what is in force, `head` of all batches."""

    ledger: str
    content: str
    head: str
    version: int
    changed: str  # ISO time of the newest batch


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. Each `no_...` says in one line why there is none of it."""

    dyad: Dyad | None = None
    no_trend: str = ""
    weighed: Weighed | None = None
    no_weighing: str = ""
    default_board: bool = True
    board_rows: Mapping[str, str] = {}  # row of the board -> event
    forecasts: tuple[Forecast, ...] = ()
    no_forecast: str = ""


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
) -> str:
    """The page as HTML text: no script that runs, no request to anywhere, every line numbered to its evidence.

    The newest `SHOWN` events, and all that treaties and transfers rest on, come with their sentences; older events have
    a line each with the id by which the ledger shows them. Above `MAX_BYTES` the machine-readable block is left out.
    """
    facts, codings = _facts(pair, names)
    context = {
        **_head(pair, names, version, now, cited),
        **_record(pair, facts, codings),
        **_findings(pair, found, facts),
        "machine": json_block(_machine(pair, found, cited, facts, version, now)),
    }
    return fitted("pair.html.j2", context, SHEETS, MAX_BYTES)


def _newest(events: Sequence[Event]) -> list[Event]:
    """Newest first by last day; those without a day at the end."""
    return sorted(events, key=lambda e: (e.date is None, -e.date[1].toordinal() if e.date else 0, e.id))


def _facts(pair: Pair, names: Mapping[str, str]) -> tuple[sections.Facts, list[Coding]]:
    """All claims of the pair as one, the quoted ones numbered story by story; and each story with its own."""
    wanted = {claim for event in _newest(pair.events)[:SHOWN] for claim in event.claims}
    wanted |= {claim for t in pair.treaties for s in t.steps for claim in (*s.claims, *s.denied_in)}
    wanted |= {claim for t in pair.transfers for claim in t.claims}
    stories = sorted(pair.stories, key=lambda s: (s.published is None, s.published or datetime.date.min, s.id))
    numbers: dict[str, int] = {}
    codings = []
    for story in stories:
        own = tuple(claim for claim in pair.claims if claim.story == story.id)
        quoted = evidence.number_claims(claim for claim in own if claim.id in wanted)
        start = len(numbers)
        numbers.update({claim: start + number for claim, number in quoted.items()})
        codings.append(Coding(story=story, claims=own))
    told = [claim for coding in codings for claim in coding.claims]
    whole = Coding(story=stories[0] if stories else Story(text=""), claims=tuple(told), events=pair.events)
    return sections.Facts(whole, numbers, names, {story.id: story for story in stories}), codings


def _head(
    pair: Pair, names: Mapping[str, str], version: str, now: datetime.datetime | None, cited: Citation
) -> dict[str, Any]:
    a, b = names.get(pair.a, pair.a), names.get(pair.b, pair.b)
    dated = [day for event in pair.events for day in event.date or ()]
    return {
        "title": f"{a} and {b}",
        "a_name": a,
        "b_name": b,
        "span": f"{day_text(min(dated))} to {day_text(max(dated))}" if dated else "no day told",
        "version": version,
        "made": now.strftime("%Y-%m-%d %H:%M %Z").strip() if now else "",
        "cited": cited,
        "ledger_word": shlex.quote(cited.ledger),  # as a shell takes it
        "counts": {"events": len(pair.events), "claims": len(pair.claims), "stories": len(pair.stories)},
        "words_": vocabulary(),
        "why": True,
        "max_kb": MAX_BYTES // 1000,
    }


def _record(pair: Pair, facts: sections.Facts, codings: Sequence[Coding]) -> dict[str, Any]:
    names, newest = facts.names, _newest(pair.events)
    shown, older = newest[:SHOWN], newest[SHOWN:]
    rows = [sections.event_row(event, facts) for event in shown]
    drawn = [event for event in shown if event.date][:DRAWN]
    tails = {row["id"]: sections.short_refs(row["refs"]) for row in rows}
    links = {row["id"]: f"#c{row['refs'][0]}" if row["refs"] else "#events" for row in rows}
    drawings = [
        timeline.layout(drawn, names, tails, links, width=width, name=name, today=None)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    ]
    lead = pair_sections.lead(shown)
    quoted = [_with_claims(c, [one for one in c.claims if one.id in facts.numbers]) for c in codings]
    return {
        "lead": [sections.sentence(event, facts) for event in lead],
        "standing": pair_sections.standing(facts, pair.events, pair.a, pair.b),
        "rows": rows,
        "older": [{"id": e.id, "when": when_text(e.date), "text": e.summary} for e in older],
        "undated": [row for row in rows if not row["dated"]],
        "drawings": [drawing for drawing in drawings if drawing],
        "drawn": len(drawn),
        "disputes": [sections.dispute(event, facts) for event in shown if timeline.shape_of(event) == "disputed"],
        "sides": pair_sections.exchange(pair.transfers, facts, pair.a, pair.b),
        "ladders": [sections.ladder(treaty, facts) for treaty in pair.treaties],
        "sources": pair_sections.sources(codings, facts),
        "voices": pair_sections.voices(facts.coding.claims, facts),
        "single": sum(event.origins <= 1 for event in pair.events),
        "origin_reasons": sorted({why for event in pair.events for why in event.origin_reasons}),
        "limits": sections.limits(facts.coding),
        "annex": [
            {
                "title": coding.story.title or coding.story.name or coding.story.id,
                "story": sections.story_head(coding.story),
                "quotes": evidence.quotes(coding, facts.numbers, names),
            }
            for coding in quoted
            if coding.claims
        ],
    }


def _with_claims(coding: Coding, claims: Sequence[Claim]) -> Coding:
    return msgspec.structs.replace(coding, claims=tuple(claims))


def _findings(pair: Pair, found: Findings, facts: sections.Facts) -> dict[str, Any]:
    refs = pair_sections.references(facts, pair.events, pair.treaties)
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
        "weights": pair_sections.linchpins(weighed, found.board_rows, refs) if weighed else [],
        "chances": pair_sections.chances(found.forecasts, refs, facts.names),
        "window": found.forecasts[0] if found.forecasts else None,
        "no_forecast": found.no_forecast,
        "day_text": day_text,
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


def _machine(
    pair: Pair,
    found: Findings,
    cited: Citation,
    facts: sections.Facts,
    version: str,
    now: datetime.datetime | None,
) -> dict[str, Any]:
    codings = [
        Coding(story=story, claims=tuple(c for c in facts.coding.claims if c.story == story.id))
        for story in facts.stories.values()
    ]
    told = finite(msgspec.to_builtins({"dyad": found.dyad, "board": found.weighed, "forecasts": found.forecasts}))
    return {
        "format": FORMAT,
        "coder": f"Verbale {version}",
        "made": now.isoformat(timespec="seconds") if now else None,
        "pair": [pair.a, pair.b],
        "ledger": msgspec.to_builtins(cited),
        **pair_record(codings, pair.events, pair.treaties, pair.transfers, facts.numbers),
        "findings": {**told, "default_board": found.default_board},
    }

"""The brief: one self-contained page about one coded story. It lays out what the record says and decides nothing."""

from __future__ import annotations

import base64
import datetime
import functools
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import jinja2

from verbale.record import Coding, Transfer, Treaty
from verbale.report import evidence, sections, timeline
from verbale.report.machine import machine_record
from verbale.report.words import vocabulary

WIDE, NARROW = 940.0, 350.0  # px of the two drawings of the timeline: page or A4, and phone
MAX_BYTES = 300_000  # above this the machine-readable block and the reasons are left out, and the page says so
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
    return fitted("brief.html.j2", context, ("brief.css",), MAX_BYTES)


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("verbale.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


@functools.cache
def _style(sheets: tuple[str, ...]) -> tuple[str, str]:
    """The style sheets as one and the hash by which the page's policy admits it, and no other."""
    folder = resources.files("verbale.report").joinpath("templates")
    css = "".join(folder.joinpath(name).read_text(encoding="utf-8").replace("\r", "") for name in sheets)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"sha256-{digest}"


def render(template: str, context: Mapping[str, Any], sheets: tuple[str, ...] = ("brief.css",)) -> str:
    """A page of a template and its style sheets."""
    css, style_hash = _style(sheets)
    return printable(_environment().get_template(template).render(context, css=css, style_hash=style_hash))


def fitted(template: str, context: dict[str, Any], sheets: tuple[str, ...], most: int) -> str:
    """The page; above `most` bytes without the machine-readable block, then without the reasons of the fields."""
    page = render(template, context, sheets)
    for left_out in ({"machine": None}, {"why": False}):
        if len(page.encode()) <= most:
            break
        context.update(left_out)
        page = render(template, context, sheets)
    return page


def printable(html: str) -> str:
    """The text with U+FFFD for what no HTML text may hold."""
    return _UNPRINTABLE.sub("\ufffd", html)


def _context(
    coding: Coding,
    treaties: Sequence[Treaty],
    transfers: Sequence[Transfer],
    names: Mapping[str, str],
    now: datetime.datetime | None,
    version: str,
) -> dict[str, Any]:
    numbers = evidence.number_claims(coding.claims)
    facts = sections.Facts(coding, numbers, names)
    ordered = sections.event_order(facts)
    rows = [sections.event_row(event, facts) for event in ordered]
    tails = {row["id"]: sections.short_refs(row["refs"]) for row in rows}
    links = {row["id"]: f"#c{row['refs'][0]}" if row["refs"] else "#events" for row in rows}
    drawings = [
        timeline.layout(coding.events, names, tails, links, width=width, name=name, today=coding.story.published)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    ]
    made = now.strftime("%Y-%m-%d %H:%M %Z").strip() if now else ""
    return {
        "story": sections.story_head(coding.story),
        "note": coding.note or "",
        "version": version,
        "made": made,
        "lead": [sections.sentence(event, facts) for event in sections.lead_events(facts)],
        "rows": rows,
        "disputes": [sections.dispute(event, facts) for event in ordered if timeline.shape_of(event) == "disputed"],
        "drawings": [drawing for drawing in drawings if drawing],
        "undated": [row for row in rows if not row["dated"]],
        "exchanges": sections.exchanges(transfers, facts),
        "ladders": [sections.ladder(t, facts) for t in treaties],
        "quotes": evidence.quotes(coding, numbers, names),
        "limits": sections.limits(coding),
        "words_": vocabulary(),
        "why": True,
        "max_kb": MAX_BYTES // 1000,
        "machine": json_block(machine_record(coding, treaties, transfers, numbers, version, made)),
    }


def json_block(value: Any) -> str:
    """JSON that no HTML parser can read as markup: ASCII only, with '<', '>' and '&' as escapes."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

"""Events of several stories as rows for a page: in the words of the brief, with links to the sentences."""
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from verbale.ledger.listing import pairs_of
from verbale.record import Claim, Coding, Event, Polarity, Story
from verbale.report import evidence, sections, timeline
from verbale.report.words import amount_text, day_text, says_text, vocabulary
from verbale.web.answers import Told

Row = dict[str, Any]
BLANK = Story(text="")


def claim_link(claim: Claim) -> str:
    """Where a claim stands in its story."""
    return f"/stories/{quote(claim.story, safe='')}?claim={quote(claim.id, safe='')}#card"


def facts_of(told: Told, names: Mapping[str, str]) -> sections.Facts:
    """What the sections of the brief ask for, of several stories; numbers count in the order of the events."""
    order = {name: n for n, name in enumerate(dict.fromkeys(c for e in told.events for c in e.claims), 1)}
    for claim in told.claims:
        order.setdefault(claim.id, len(order) + 1)
    story = next(iter(told.stories.values()), BLANK)
    return sections.Facts(Coding(story=story, claims=told.claims, events=told.events), order, names)


def event_row(event: Event, facts: sections.Facts) -> Row:
    """As in the brief's table, with pairs, links and a sentence."""
    row = sections.event_row(event, facts)
    row["sentence"] = sections.sentence(event, facts)["text"]
    row["pairs"] = pair_chips(event, facts.names)
    row["link"] = f"/events/{event.id}"
    row["type"] = event.type.value
    row["mode"] = event.mode or ""
    return row


def pair_chips(event: Event, names: Mapping[str, str]) -> list[Row]:
    """Links to the pairs that an event is between."""
    return [pair_chip(a, b, names) for a, b in pairs_of(event.actors, event.recipients)]


def pair_chip(a: str, b: str, names: Mapping[str, str]) -> Row:
    """A link to a pair."""
    return {
        "text": f"{names.get(a, a)} – {names.get(b, b)}", "a": a, "b": b,
        "link": f"/pairs/{quote(a, safe='')}/{quote(b, safe='')}",
    }


def voices(event: Event, claims: Iterable[Claim], stories: Mapping[str, Story], names: Mapping[str, str]) -> Row:
    """Who says it and who denies it, each with quote, figures, outlet and a link to the sentence."""
    sides: dict[Polarity, list[Row]] = {Polarity.POSITIVE: [], Polarity.NEGATIVE: []}
    wanted = set(event.claims)
    for claim in (c for c in claims if c.id in wanted):
        story = stories[claim.story]
        head = sections.story_head(story)
        sides[claim.polarity].append({
            "id": claim.id, "by": says_text(claim, names),
            "kinds": ", ".join(dict.fromkeys(s.kind.value for s in claim.sources)),
            "hedge": vocabulary()["certainty"][claim.certainty.value],
            "amounts": [amount_text(a) for a in claim.amounts],
            "pieces": evidence.cut_quote(story, claim.span, [(claim.trigger, 1)]),
            "link": claim_link(claim), "title": head["title"], "outlet": head["outlet"],
            "published": day_text(story.published) if story.published else "",
            "hash": hashlib.sha256(story.quote(claim.span).encode("utf-8", "surrogatepass")).hexdigest()[:12],
        })
    return {"says": sides[Polarity.POSITIVE], "denies": sides[Polarity.NEGATIVE]}


def drawings(
    events: Iterable[Event], facts: sections.Facts, widths: Iterable[tuple[float, str]],
) -> list[timeline.Timeline]:
    """The timeline in several widths; marks lead to the events."""
    shown = list(events)
    tails = {e.id: f"· {e.reports} reports" if e.reports > 1 else "" for e in shown}
    links = {e.id: f"/events/{e.id}" for e in shown}
    made = (timeline.layout(shown, facts.names, tails, links, width=w, name=n, today=None) for w, n in widths)
    return [drawing for drawing in made if drawing is not None]

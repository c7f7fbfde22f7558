"""The sections of the brief as plain values for its template. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from verbale.record import Claim, Coding, Event, Figure, Polarity, Standing, Status, Story, Transfer, Treaty
from verbale.report import evidence, timeline
from verbale.report.machine import digest
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
    told_item,
    vocabulary,
    when_text,
)

LEAD_SENTENCES = 3
MARKS = 24  # reports on one side that are drawn; more are counted
BASES = {"gift": "gift or aid", "unspecified": "terms not told"}
TITLE_CHARS = 200
LOW_CONFIDENCE = 0.5
LINK_SCHEMES = frozenset({"http", "https"})
Row = dict[str, Any]


class Facts(msgspec.Struct, frozen=True):
    """A coding with the numbers of its claims and the names of its codes."""

    coding: Coding
    numbers: Mapping[str, int]
    names: Mapping[str, str]
    stories: Mapping[str, Story] = {}  # by id, where the claims are of several

    def story_of(self, claim: Claim) -> Story:
        """The story that a claim is quoted from."""
        return self.stories.get(claim.story, self.coding.story)

    def refs(self, claims: Iterable[str]) -> list[int]:
        """Evidence numbers of claims, in order; claims of other stories have none."""
        return sorted({self.numbers[claim] for claim in claims if claim in self.numbers})

    def told(self, event: Event) -> list[Claim]:
        """The claims of an event, in the order of the text."""
        wanted = set(event.claims)
        last = len(self.numbers) + 1  # claims that the page has no room to quote
        return sorted(
            (c for c in self.coding.claims if c.id in wanted), key=lambda c: (self.numbers.get(c.id, last), c.id)
        )


def safe_link(url: str | None) -> str | None:
    """`url` if it is plain http or https with a host, else None."""
    try:
        parts = urlsplit(url or "")
        return url if parts.scheme.lower() in LINK_SCHEMES and parts.hostname else None
    except ValueError:
        return None


def newest_first(coding: Coding) -> list[Event]:
    """The events of one story; see `event_order`."""
    return event_order(Facts(coding, evidence.number_claims(coding.claims), {}))


def event_order(facts: Facts) -> list[Event]:
    """Newest first by last day, undated ones at the end; within a day in the order of the text."""

    def key(event: Event) -> tuple[bool, int, int]:
        day = -event.date[1].toordinal() if event.date else 0
        return (event.date is None, day, min(facts.refs(event.claims), default=0))

    return sorted(facts.coding.events, key=key)


def short_refs(refs: Sequence[int]) -> str:
    """Evidence numbers for a label with little room: '[15] +4'."""
    rest = f" +{len(refs) - 1}" if len(refs) > 1 else ""
    return f"[{refs[0]}]{rest}" if refs else ""


def _figures(event: Event, facts: Facts) -> list[Row]:
    """Each figure with who gives it; the same figure told twice by one source is one row with two numbers."""
    by_id = {claim.id: claim for claim in facts.coding.claims}
    rows: dict[tuple[str, str], list[int]] = {}
    for figure in event.figures:
        claim = by_id.get(figure.claim)
        key = (amount_text(figure), says_text(claim, facts.names) if claim else "")
        rows.setdefault(key, []).extend(facts.refs([figure.claim]))
    several = len({text for text, _ in rows}) > 1
    return [
        {"text": text, "by": by if several else "", "refs": sorted(set(refs))}
        for (text, by), refs in rows.items()
        if text
    ]


def event_row(event: Event, facts: Facts) -> Row:
    """One row of the table of events."""
    names = facts.names
    shape = timeline.shape_of(event)
    return {
        "id": event.id,
        "when": when_text(event.date),
        "dated": event.date is not None,
        "who": party_names(event.actors, names) or "unnamed",
        "whom": party_names(event.recipients, names),
        "kind": kind_label(event),
        "quad": quad_of(event.type),
        "item": told_item(event, facts.told(event)),
        "figures": _figures(event, facts),
        "place": party_names([event.place], names) if event.place else "",
        "shape": shape,
        "status": event.status.value,
        "hedge": evidence.hedge(facts.told(event)),
        "standing": event.standing.value,
        "standing_known": event.standing is not Standing.REPORTED,
        "reports": event.reports,
        "origins": event.origins,
        "says": asserted_names(event.asserted_by, names),
        "denies": party_names(event.denied_by, names),
        "refs": facts.refs(event.claims),
    }


def dispute(event: Event, facts: Facts) -> Row:
    """Both columns: who says it and who denies it, each with quote and number, and a mark for each report."""
    told = facts.told(event)
    sides = {side: [c for c in told if c.polarity is side] for side in Polarity}
    return {
        "row": event_row(event, facts),
        "says": [_voice(claim, facts) for claim in sides[Polarity.POSITIVE]],
        "denies": [_voice(claim, facts) for claim in sides[Polarity.NEGATIVE]],
        "marks": [_marks(event, sides[side]) for side in (Polarity.POSITIVE, Polarity.NEGATIVE)],
    }


def _voice(claim: Claim, facts: Facts) -> Row:
    number = facts.numbers.get(claim.id)
    return {
        "by": says_text(claim, facts.names),
        "kinds": ", ".join(dict.fromkeys(s.kind.value for s in claim.sources)),
        "hedge": vocabulary()["certainty"][claim.certainty.value],
        "amounts": [amount_text(a) for a in claim.amounts],
        "pieces": evidence.cut_quote(facts.story_of(claim), claim.span, [(claim.trigger, number or 0)]),
        "refs": [number] if number else [],
    }


def _marks(event: Event, claims: Sequence[Claim]) -> Row:
    """One mark for each report: "other" for a voice that is no party to the event, "party", or "again" for a repeat."""
    parties, heard = {*event.actors, *event.recipients}, set()
    marks = []
    for claim in claims:
        voices = frozenset(s.code or s.text for s in claim.sources) or frozenset({""})
        marks.append("again" if voices in heard else "party" if voices & parties else "other")
        heard.add(voices)
    return {
        "shown": marks[:MARKS],
        "more": max(0, len(marks) - MARKS),
        "reports": len(marks),
        "voices": len(heard),
        "parties": marks.count("party"),
    }


def sentence(event: Event, facts: Facts) -> Row:
    """One sentence made of the event's fields only, with its evidence numbers."""
    text = event_phrase(event, facts.names)
    if event.figures and not any(c.isdigit() for c in text):  # the phrase may hold the figures already
        text += f": {figures_text(event.figures)}"
    text += f" ({when_text(event.date)})" if event.date else ""
    hedge = evidence.hedge(facts.told(event))
    text += f", {hedge}" if hedge else ""
    if event.asserted_by and "" not in event.asserted_by:
        own = set(event.asserted_by) <= set(event.actors)
        their = "its own account" if len(event.asserted_by) == 1 else "their own account"
        text += f", by {their}" if own else f", according to {party_words(event.asserted_by, facts.names)}"
    if event.denied_by:
        verb = "denies" if len(event.denied_by) == 1 else "deny"
        text += f"; {party_words(event.denied_by, facts.names)} {verb} it"
    return {"text": text[:1].upper() + text[1:], "refs": facts.refs(event.claims)}


def lead_events(facts: Facts) -> list[Event]:
    """At most three, by place in the text; see `leading`."""
    return leading(in_text_order(facts, facts.coding.events))


def in_text_order(facts: Facts, events: Iterable[Event]) -> list[Event]:
    """The events that the page quotes, in the order of their first evidence number."""
    return sorted((e for e in events if facts.refs(e.claims)), key=lambda e: facts.refs(e.claims)[0])


def standing_sentence(event: Event, facts: Facts) -> Row:
    """How many tell an event, how independently, and where it stands."""
    reports = f"{event.reports} report{'' if event.reports == 1 else 's'}"
    stories = f" in {event.stories} stories" if event.stories > 1 else ""
    origins = f"{event.origins} independent origin{'' if event.origins == 1 else 's'}"
    verb = "denies" if len(event.denied_by) == 1 else "deny"
    denied = f"; {party_words(event.denied_by, facts.names)} {verb} it" if event.denied_by else "; nobody denies it"
    text = f"It rests on {reports}{stories} of {origins}{denied}; its standing is \u201c{event.standing.value}\u201d"
    return {"text": text, "refs": facts.refs(event.claims)}


def leading(ordered: Sequence[Event]) -> list[Event]:
    """At most three: the first done that nobody denies, the first disputed, the first planned; then by order."""
    disputed = [e for e in ordered if timeline.shape_of(e) == "disputed"]
    plain = [e for e in ordered if e not in disputed]
    firsts = [
        next((e for e in plain if e.status in {Status.DONE, Status.ONGOING}), None),
        next(iter(disputed), None),
        next((e for e in plain if e.status is Status.PLANNED), None),
    ]
    chosen = [event for event in firsts if event is not None]
    return chosen + [e for e in (*plain, *disputed) if e not in chosen][: LEAD_SENTENCES - len(chosen)]


def ladder(treaty: Treaty, facts: Facts) -> Row:
    """Every rung of the ladder, reached or not; ways out of the treaty only where told. A denial alone reaches none."""
    words = vocabulary()["ladder"]
    rungs = []
    for word in (*words["rungs"], *words["exits"]):
        steps = [
            {
                "who": party_names(s.by, facts.names),
                "when": when_text(s.date),
                "status": s.status.value,
                "done": s.status in {Status.DONE, Status.ONGOING} and bool(s.claims),
                "told": bool(s.claims),
                "refs": facts.refs(s.claims),
                "denied": facts.refs(s.denied_in),
            }
            for s in treaty.steps
            if s.step == word
        ]
        if steps or word in words["rungs"]:
            state = "done" if any(s["done"] for s in steps) else "planned" if steps else "open"
            rungs.append({"word": word, "steps": steps, "state": state})
    return {"name": treaty.name, "parties": party_names(treaty.parties, facts.names), "rungs": rungs}


def _things(figures: Iterable[Figure]) -> list[str]:
    return [text for text in dict.fromkeys(amount_text(figure) for figure in figures) if text]


def transfer_row(told: Transfer, facts: Facts) -> Row:
    """One thing that went, or is to go: what, each figure with who gives or denies it, when, on what terms."""
    by_id = {claim.id: claim for claim in facts.coding.claims}
    figures: dict[str, dict[str, list[str]]] = {}
    for figure in told.items:
        voices = figures.setdefault(amount_text(figure), {})
        voices.setdefault(_said(by_id.get(figure.claim), facts), []).append(figure.claim)
    return {
        "things": _things(told.items),
        "figures": [
            {
                "text": text,
                "voices": [{"by": by, "refs": facts.refs(claims)} for by, claims in voices.items() if by],
            }
            for text, voices in figures.items()
            if text
        ],
        "when": when_text(told.date),
        "status": told.status.value,
        "mutual": told.mutual,
        "basis": "" if told.mutual or told.basis in {"gift", "unspecified"} else told.basis,
        "terms": ", ".join([*told.kinds, BASES.get(told.basis, told.basis)]),
        "disputed": told.standing in timeline.DISPUTED,
        "standing": told.standing.value,
        "refs": facts.refs(told.claims),
    }


def _said(claim: Claim | None, facts: Facts) -> str:
    """Who gives a figure, or denies it."""
    if claim is None:
        return ""
    who = says_text(claim, facts.names)
    return f"denied by {who}" if claim.polarity is Polarity.NEGATIVE else f"told by {who}"


def exchanges(transfers: Iterable[Transfer], facts: Facts) -> list[list[Row]]:
    """Transfers by pair of parties; each pair has its two directions side by side, told or not."""
    pairs: dict[frozenset[str], dict[tuple[str, str], list[Row]]] = {}
    for told in transfers:
        giver, taker = party_names(told.giver, facts.names), party_names(told.receiver, facts.names)
        directions = pairs.setdefault(frozenset({giver, taker}), {(giver, taker): [], (taker, giver): []})
        directions[giver, taker].append(transfer_row(told, facts))
    return [
        [
            {"head": f"{giver or 'unnamed'} {ARROW} {taker or 'unnamed'}", "rows": rows}
            for (giver, taker), rows in pair.items()
        ]
        for pair in pairs.values()
    ]


def limits(coding: Coding) -> Row:
    """Counts of what the page does not know, over the claims and events of `coding`."""
    claims = coding.claims
    unresolved = dict.fromkeys(a.text for c in claims for a in (*c.actors, *c.recipients) if a.code is None)
    return {
        "claims": len(claims),
        "events": len(coding.events),
        "undated": sum(c.date is None for c in claims),
        "unresolved": list(unresolved),
        "no_recipient": sum(not c.recipients for c in claims),
        "unsure": sum(c.confidence < LOW_CONFIDENCE for c in claims),
        "own_voice": sum(not c.sources for c in claims),
        "single": sum(e.origins <= 1 for e in coding.events),
        "denials": sum(c.polarity is Polarity.NEGATIVE for c in claims),
        "no_day": coding.story.published is None,
        "confidence": f"{sum(c.confidence for c in claims) / len(claims):.2f}" if claims else "",
    }


def story_head(story: Story) -> Row:
    """What the header tells of the story."""
    title = story.title or story.text.lstrip().split("\n", 1)[0].strip()[:TITLE_CHARS] or story.name or "Untitled story"
    return {
        "title": title,
        "outlet": story.outlet or "",
        "id": story.id,
        "digest": digest(story),
        "url": story.url or "",
        "link": safe_link(story.url),
        "published": day_text(story.published) if story.published else "",
        "length": len(story.text),
        "basis": vocabulary()["basis"].get(story.published_basis or "", ""),
    }

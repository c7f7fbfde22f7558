"""The sections of the brief of a pair as plain values for its template. Nothing is decided here."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping, Sequence

from verbale.analysis.findings import Balance, Band, Break, Dyad, Forecast, Weighed
from verbale.analysis.verdict import share
from verbale.record import Claim, Coding, Event, Polarity, Standing, Status, Transfer, Treaty
from verbale.report.findings_text import band
from verbale.report.sections import Facts, Row, leading, story_head, transfer_row
from verbale.report.timeline import DISPUTED
from verbale.report.words import day_text, party_words, quad_of, says_text, vocabulary

COOPERATION = frozenset({"vcoop", "mcoop"})
MANY = 12  # evidence numbers in a row; more are counted
# What a row or group moves the mean probability of a hypothesis by, for the signs of the matrix: one and five points.
WEAK, STRONG = 0.01, 0.05


def few(each: Iterable[Sequence[int]]) -> Row:
    """The evidence of several events for a line: at most MANY numbers, how many more, how many events have none here.

    Events without a number are older ones, which have a line of their own.
    """
    told = [list(refs) for refs in each]
    whole = sorted({number for refs in told for number in refs})
    return {"refs": whole[:MANY], "more": max(0, len(whole) - MANY), "older": sum(not refs for refs in told)}


def chance(one: Band) -> str:
    """A mean probability with its 90 % interval."""
    return f"{share(one.mean)} [{share(one.low90)}, {share(one.high90)}]"


def lead(newest: Sequence[Event]) -> list[Event]:
    """The newest event done that nobody denies, the newest disputed, the newest planned; then others, to three."""
    return leading(newest)


def standing(facts: Facts, events: Sequence[Event], a: str, b: str) -> list[Row]:
    """Where the relation stands: counts of events in words, each count with the evidence of its events."""
    happened = [e for e in events if e.status in {Status.DONE, Status.ONGOING} and e.asserted_by and not _void(e)]
    cooperation = [e for e in happened if quad_of(e.type) in COOPERATION]
    parts = [
        ("told as done or under way", happened),
        ("of them cooperation", cooperation),
        ("of them conflict", [e for e in happened if e not in cooperation]),
        (
            f"done by {party_words([a], facts.names)} to the other",
            [e for e in happened if a in e.actors and b in e.recipients],
        ),
        (
            f"done by {party_words([b], facts.names)} to the other",
            [e for e in happened if b in e.actors and a in e.recipients],
        ),
        ("planned", [e for e in events if e.status is Status.PLANNED and e.asserted_by]),
        ("only spoken of as possible", [e for e in events if e.status is Status.HYPOTHETICAL and e.asserted_by]),
        ("confirmed by a party", _of(events, Standing.CONFIRMED_BY_PARTY)),
        ("confirmed independently", _of(events, Standing.CONFIRMED_INDEPENDENTLY)),
        ("contested or denied", [e for e in events if e.standing in DISPUTED - {Standing.RETRACTED}]),
        ("retracted", _of(events, Standing.RETRACTED)),
    ]  # fmt: skip
    return [
        {
            "count": len(found),
            "text": text,
            "brief": not text.startswith("done by"),
            **few(facts.refs(e.claims) for e in found),
        }
        for text, found in parts
        if found
    ]


def _of(events: Iterable[Event], where: Standing) -> list[Event]:
    return [event for event in events if event.standing is where]


def _void(event: Event) -> bool:
    return event.standing is Standing.RETRACTED


def exchange(transfers: Iterable[Transfer], facts: Facts, a: str, b: str) -> list[Row]:
    """What went from a to b and from b to a, each figure with who gives it; both ways are there, told or not."""
    sides: dict[tuple[str, str], list[Row]] = {(a, b): [], (b, a): []}
    for told in sorted(transfers, key=lambda t: (t.date is None, t.date or (), t.event)):
        for (giver, taker), rows in sides.items():
            if giver in told.giver and taker in told.receiver:
                rows.append(transfer_row(told, facts))
    return [
        {"head": f"{facts.names.get(x, x)} to {facts.names.get(y, y)}", "rows": rows} for (x, y), rows in sides.items()
    ]


def sources(codings: Sequence[Coding], facts: Facts) -> list[Row]:
    """The stories that tell of the pair, oldest first, with the evidence that each gives."""
    ordered = sorted(codings, key=lambda c: (c.story.published is None, c.story.published or None, c.story.id))
    return [
        {
            "title": story_head(coding.story)["title"],
            "outlet": coding.story.outlet or "",
            "published": day_text(coding.story.published) if coding.story.published else "day not known",
            "id": coding.story.id,
            "claims": len(coding.claims),
            **few([facts.refs(c.id for c in coding.claims)]),
        }
        for coding in ordered
    ]


def voices(claims: Iterable[Claim], facts: Facts) -> list[Row]:
    """Who says so: each source with how many claims it makes and how many of them are denials."""
    told: dict[str, list[Claim]] = collections.defaultdict(list)
    for claim in claims:
        told[says_text(claim, facts.names)].append(claim)
    ordered = sorted(told.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "by": by,
            "claims": len(made),
            "denials": sum(c.polarity is Polarity.NEGATIVE for c in made),
            **few([facts.refs(c.id for c in made)]),
        }
        for by, made in ordered
    ]


def breaks(found: Dyad, refs: Mapping[str, list[int]]) -> list[Row]:
    """Each series with its rate and its changes in words, and the evidence of the events that it counts."""
    return [
        {
            "text": f"{one.kind.capitalize()}: {one.total} events; rate a {found.per} at {day_text(found.last)}: "
            f"{band(one.bands[-1])} (90 % interval).",
            "breaks": [_break(x, found.per) for x in one.breaks],
            **few(refs.get(e, []) for each in one.bins for e in each.events),
        }
        for one in found.series
        if one.direction == "all" and one.bands
    ]


def _break(one: Break, per: str) -> str:
    return (
        f"{day_text(one.first)}, within {one.reach} {per}s with probability {share(one.probability)}: rate from "
        f"{one.before:.1f} to {one.after:.1f}, times {one.ratio.mean:.2g} "
        f"[{one.ratio.low90:.2g}, {one.ratio.high90:.2g}]; "
        f"a second method (PELT) {'breaks there too' if one.seconded else 'does not break there'}"
    )  # fmt: skip


def balances(found: Sequence[Balance], refs: Mapping[str, list[int]]) -> list[Row]:
    """Who does it to whom: counts both ways with their evidence, and the share of the first with its interval."""
    return [
        {
            "what": one.what,
            "ways": [{"count": len(ids), **few(refs.get(e, []) for e in ids)} for ids in (one.forth, one.back)],
            "share": chance(one.share),
        }
        for one in found
        if one.share is not None
    ]


def hypotheses(found: Weighed) -> list[Row]:
    """Each hypothesis with its intervals, as parts of 100 for a bar."""
    return [
        {
            "text": one.text,
            "id": one.id,
            "words": chance(one.posterior),
            "half": f"{share(one.posterior.low50)} to {share(one.posterior.high50)}",
            "prior": chance(one.prior),
            "first": share(one.first),
            "bar": [round(100 * x, 1) for x in (one.posterior.low90, one.posterior.low50, one.posterior.mean,
                    one.posterior.high50, one.posterior.high90, one.prior.mean)],
        }
        for one in found.standpoints
    ]  # fmt: skip


def linchpins(found: Weighed, rows: Mapping[str, str], refs: Mapping[str, list[int]], shown: int = 8) -> list[Row]:
    """The rows that do most, with what they do to the odds. `rows`: row of the board -> event."""
    return [
        {
            "text": one.text,
            "nats": band(one.nats),
            "linchpin": "+".join(one.rows) in found.linchpins,
            **few(refs.get(rows[row], []) for row in one.rows if rows.get(row)),
        }
        for one in found.weights[:shown]
        if one.nats.mean > 0
    ]


def matrix(found: Weighed, rows: Mapping[str, str], refs: Mapping[str, list[int]], shown: int = 12) -> Row:
    """Evidence by hypotheses: what each row or group does to the probability of each, as signs and as points.

    Points are hundredths by which the mean would fall without the row; only rows that move any mean by one are told.
    """
    ids = [one.id for one in found.standpoints]
    moved = [one for one in found.weights if any(abs(one.shift.get(h, 0.0)) >= WEAK for h in ids)]
    return {
        "heads": ids,
        "rows": [
            {
                "text": one.text,
                "cells": [_cell(-one.shift.get(h, 0.0)) for h in ids],
                "linchpin": "+".join(one.rows) in found.linchpins,
                **few(refs.get(rows[row], []) for row in one.rows if rows.get(row)),
            }
            for one in moved[:shown]
        ],
        "more": max(0, len(moved) - shown),
        "still": len(found.weights) - len(moved),
    }


def _cell(shift: float) -> Row:
    points = round(100 * shift)
    size = 2 if abs(points) >= 100 * STRONG else 1 if points else 0
    minus = "\u2212"
    return {
        "sign": ("+" if points > 0 else minus) * size or "\u00b7",
        "points": f"{points:+d}".replace("-", minus) if points else "0",
        "class": "pm"[points < 0] + str(size),
    }


def changers(found: Weighed, rows: Mapping[str, str], refs: Mapping[str, list[int]]) -> list[Row]:
    """What would change the assessment most: each linchpin with where the hypothesis that it moves most would go."""
    means = {one.id: one.posterior.mean for one in found.standpoints}
    told = []
    for one in found.weights:
        if "+".join(one.rows) in found.linchpins:
            name, shift = max(one.shift.items(), key=lambda item: abs(item[1]))
            told.append(
                {
                    "text": one.text,
                    "name": name,
                    "before": share(means[name]),
                    "after": share(min(1.0, max(0.0, means[name] + shift))),
                    **few(refs.get(rows[row], []) for row in one.rows if rows.get(row)),
                }
            )
    return told


def chances(forecasts: Sequence[Forecast], refs: Mapping[str, list[int]], names: Mapping[str, str]) -> list[Row]:
    """Forecasts as rows; what each rests on as evidence numbers."""
    labels = vocabulary()["type"]
    return [
        {
            "what": labels[one.what]["label"] if one.what in labels else _mode(one.what, labels),
            "who": f"{names.get(one.a, one.a)} to {names.get(one.b, one.b)}",
            "chance": chance(one.probability),
            "plain": share(one.plain),
            "any": f"{one.climatology:.1%}",
            "pending": [" ".join(why.split()[2:]) for why in one.why if why.startswith("pending ")],
            **few(refs.get(why.split()[1], []) for why in one.why if len(why.split()) > 1),
        }
        for one in forecasts
    ]


def _mode(what: str, labels: Mapping[str, Row]) -> str:
    kind, _, mode = what.partition("/")
    label: str = labels.get(kind, {}).get("modes", {}).get(mode, "") or f"any {what}"
    return label


def references(facts: Facts, events: Iterable[Event], treaties: Iterable[Treaty]) -> dict[str, list[int]]:
    """Event or treaty id -> evidence numbers."""
    found = {event.id: facts.refs(event.claims) for event in events}
    return found | {t.id: facts.refs(claim for step in t.steps for claim in step.claims) for t in treaties}

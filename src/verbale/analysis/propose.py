"""A board drawn from the record of a pair. Everything that it sets is marked as a default, for a person to change."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from verbale.analysis import scales
from verbale.analysis.boards import FORMAT, Tables
from verbale.analysis.observations import Material
from verbale.errors import UsageError
from verbale.record import Claim, Event, Polarity, SourceKind, Standing, Status, Story

WITHIN_DAYS = 10  # events of one type and direction so near to one another are proposed as one group
_CONTESTED = frozenset({Standing.CONTESTED, Standing.DENIED_BY_ALL, Standing.DENIED_BY_PARTY})
MAX_ROWS = 200


def propose(
    material: Material,
    a: str,
    b: str,
    words: Tables,
    *,
    question: str = "",
    template: str = "gesture",
    made: datetime.date,
) -> str:
    """The text of a board on the pair. Raises UsageError V271 (no such template), V272 (a file holds no claims)."""
    if template not in words.template:
        raise UsageError("V271", f"There is no template {template!r}.", f"Choose one of {', '.join(words.template)}.")
    if not material.events:
        message = f"{material.where} holds no events with claims of {a} and {b}."
        raise UsageError("V272", message, "A board is drawn from a ledger: code stories into one with verbale add.")
    shape = words.template[template]
    head = {
        "verbale": FORMAT,
        "question": question or shape["question"] or f"How do {a} and {b} stand?",
        "pair": [a, b],
        "exclusive": shape["exclusive"],
        "asof": made,
        "seed": 1,
        "tables": words.version,
        "record": material.where,
    }
    rows = _rows(material, a, b, shape, words)
    lines = [
        "# A board of hypotheses. Rows marked `default = true` stand on rules, not on a judgement: look at each,",
        "# change its words (" + ", ".join(words.likelihood) + ") or give a band such as [0.2, 0.4],",
        "# and then set `default = false`. The words tell how likely the row is to be seen IF the hypothesis holds.",
        *_pairs(head),
        "",
    ]
    for one in shape["hypothesis"]:
        lines += ["[[hypothesis]]", *_pairs(one), ""]
    for row in (*rows, *_expected(shape)):
        lines += ["[[row]]", *_pairs(row), ""]
    return "\n".join(lines)


def _rows(material: Material, a: str, b: str, shape: Mapping[str, Any], words: Tables) -> list[dict[str, Any]]:
    stories = {story.id: story for story in material.stories}
    claims = {claim.id: claim for claim in material.claims}
    ordered = sorted(material.events, key=lambda e: (e.date or (datetime.date.max,), e.id))
    groups: list[tuple[str, Event]] = []
    rows = []
    for event in ordered[-MAX_ROWS:]:
        if event.status is Status.HYPOTHETICAL:
            continue
        told = [claims[c] for c in event.claims if c in claims]
        asserting = [c for c in told if c.polarity is Polarity.POSITIVE]
        if asserting:
            rows.append(_row(event, asserting, _group_of(event, groups), stories, shape, words))
        denying = [c for c in told if c.polarity is Polarity.NEGATIVE]
        if denying:
            rows.append(_denial(event, denying, stories, shape, words, {a, b}))
    return rows


def _row(
    event: Event,
    claims: Sequence[Claim],
    group: str,
    stories: Mapping[str, Story],
    shape: Mapping[str, Any],
    words: Tables,
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": f"e-{event.id[:8]}",
        "text": event.summary,
        "group": group,
        **_told(claims, stories, words),
    }
    row["credibility"] = words.grades["credibility"].get(event.standing.value, "6")
    if event.date:
        row["date"] = event.date[0]
    if event.standing in _CONTESTED:
        row["contested"] = True
    row |= {"event": event.id, "default": True, "likelihood": _likelihood(event, shape)}
    return row


def _denial(
    event: Event,
    claims: Sequence[Claim],
    stories: Mapping[str, Story],
    shape: Mapping[str, Any],
    words: Tables,
    pair: set[str],
) -> dict[str, Any]:
    """A denial as a row of its own: what is less likely to be seen if the event took place."""
    voices = sorted({s.code or s.text for c in claims for s in c.sources})
    interested = any(s.code in pair for c in claims for s in c.sources)
    turned = {
        "very unlikely": "very likely",
        "unlikely": "likely",
        "likely": "unlikely",
        "very likely": "very unlikely",
    }
    likelihood = {h: turned.get(word, word) for h, word in _likelihood(event, shape).items()}
    return {
        "id": f"d-{event.id[:8]}",
        "text": f"Denied by {', '.join(voices) or 'the outlet'}: {event.summary}"[:300],
        "denial": True,
        "interested": interested,
        **_told(claims, stories, words),
        "credibility": "6",
        "event": event.id,
        "default": True,
        "likelihood": likelihood,
    }


def _told(claims: Sequence[Claim], stories: Mapping[str, Story], words: Tables) -> dict[str, Any]:
    """Who tells it, how reliable that is by rule, when it was reported, and the claims."""
    grades = words.grades["reliability"]
    kinds = [s.kind.value for c in claims for s in c.sources] or ["outlet"]
    best = min((grades.get(kind, "F") for kind in kinds), default="F")
    if any(not c.sources for c in claims):
        best = min(best, grades["outlet"])
    voices = sorted({s.code or s.text for c in claims for s in c.sources if s.kind is not SourceKind.UNNAMED})
    outlets = sorted({stories[c.story].outlet or "" for c in claims if c.story in stories} - {""})
    days = [day for c in claims if c.story in stories and (day := stories[c.story].published)]
    told: dict[str, Any] = {"claims": [c.id for c in claims], "reliability": best}
    if voices or outlets:
        told["source"] = ", ".join(voices or outlets)[:200]
    if outlets:
        told["outlet"] = ", ".join(outlets)[:200]
    if days:
        told["reported"] = min(days)
    return told


def _group_of(event: Event, groups: list[tuple[str, Event]]) -> str:
    """The group of an event: that of one of the same type and sides within some days. All steps of a treaty are one."""
    if event.treaty:
        return "treaty-" + "+".join(sorted({*event.actors, *event.recipients}))
    for name, other in groups:
        same = (event.type, event.actors, event.recipients, event.status) == (
            other.type,
            other.actors,
            other.recipients,
            other.status,
        )
        near = event.date and other.date and abs((event.date[0] - other.date[0]).days) <= WITHIN_DAYS
        if same and near:
            return name
    name = f"{event.type.value}-{'+'.join(event.actors)}-{event.id[:6]}"
    groups.append((name, event))
    return name


def _likelihood(event: Event, shape: Mapping[str, Any]) -> dict[str, str]:
    """The words of the first rule that fits."""
    said = set(re.findall("[a-z]+", f"{event.summary} {event.item or ''}".casefold()))
    for rule in shape["rule"]:
        fits = (
            ("words" not in rule or bool(said & set(rule["words"])))
            and ("types" not in rule or event.type.value in rule["types"])
            and ("treaty" not in rule or bool(event.treaty) is rule["treaty"])
            and ("kind" not in rule or scales.quad_of(event.type.value).endswith(rule["kind"]))
        )
        if fits:
            return dict(rule["likelihood"])
    raise UsageError("V271", "The template has no rule that fits every event.", "Add a rule with any = true.")


def _expected(shape: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows for what should be seen, not looked for yet."""
    return [
        {
            "id": f"x-{one['id']}",
            "text": one["text"],
            "looked": "not looked for",
            "reliability": "B",
            "credibility": "2",
            "default": True,
            "likelihood": one["likelihood"],
        }
        for one in shape.get("expected", [])
    ]


def _pairs(values: Mapping[str, Any]) -> Iterable[str]:
    return (f"{key} = {_value(value)}" for key, value in values.items())


def _value(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        clean = re.sub("[\ud800-\udfff]", "\ufffd", value)
        return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)

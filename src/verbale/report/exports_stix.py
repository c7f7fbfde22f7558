"""A STIX 2.1 bundle: parties and sources as identities, stories as reports, events as notes, denials as opinions.

Ids are UUIDv5 of what they name, so that the same ledger gives the same bundle. STIX wants moments where we know days:
they are midnight UTC of the day of publication, and `UNDATED` where that is not known.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from verbale.record import Certainty, Claim, Coding, Event, Polarity, SourceKind, Story
from verbale.report.exports import web_address

# Of our own: the STIX namespace is kept for observables.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:verbale:stix:1")
UNDATED = "1970-01-01T00:00:00.000Z"
CLASSES = {
    SourceKind.OFFICIAL: "organization",
    SourceKind.MEDIA: "organization",
    SourceKind.ORGANISATION: "organization",
    SourceKind.PERSON: "individual",
    SourceKind.UNNAMED: "unknown",
}
Thing = dict[str, Any]


def write_bundle(codings: Iterable[Coding], names: Mapping[str, str], out: TextIO) -> str:
    """Write the bundle; what was written, as a line. All of it is in memory: a bundle is one object."""
    made = bundle(codings, names)
    json.dump(made, out, ensure_ascii=True, sort_keys=True, indent=1)
    out.write("\n")
    kinds = [thing["type"] for thing in made.get("objects", ())]
    words = {"report": "stories", "note": "events", "opinion": "denials", "identity": "identities"}
    return ", ".join(f"{kinds.count(kind)} {word}" for kind, word in words.items())


def bundle(codings: Iterable[Coding], names: Mapping[str, str]) -> Thing:
    """The bundle as a JSON object; objects in the order of their ids. `names` gives the names of codes."""
    making = _Making(names)
    for coding in codings:
        making.take(coding)
    things = making.things()
    found: Thing = {"type": "bundle", "id": _id("bundle", *(thing["id"] for thing in things))}
    return {**found, "objects": things} if things else found


class _Making:
    """Collects events across stories, then makes the objects."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.identities: dict[str, Thing] = {}
        self.stories: list[tuple[Story, tuple[str, ...]]] = []
        self.events: dict[str, Event] = {}
        self.claims: dict[str, Claim] = {}
        self.told_in: dict[str, list[Story]] = {}  # event -> stories

    def take(self, coding: Coding) -> None:
        self.stories.append((coding.story, tuple(event.id for event in coding.events)))
        self.claims.update({claim.id: claim for claim in coding.claims})
        for event in coding.events:
            self.events[event.id] = event
            self.told_in.setdefault(event.id, []).append(coding.story)

    def things(self) -> list[Thing]:
        made = [self._report(story, told) for story, told in self.stories]
        for event in self.events.values():
            made.append(self._note(event))
            made += [self._opinion(event, who) for who in event.denied_by]
        for claim in self.claims.values():
            for source in claim.sources:
                self._identity(source.code or source.text, CLASSES[source.kind])
        return sorted([*made, *self.identities.values()], key=lambda thing: thing["id"])

    def _identity(self, word: str, kind: str = "organization") -> str:
        name = self.names.get(word, word) or "unnamed"
        number = _id("identity", word)
        thing = {**_core("identity", number, UNDATED), "name": name, "identity_class": kind}
        if word in self.names:
            thing["external_references"] = [{"source_name": "verbale-actor", "external_id": word}]
        self.identities.setdefault(number, thing)
        return number

    def _report(self, story: Story, told: tuple[str, ...]) -> Thing:
        outlet = self._identity(story.outlet or "unnamed outlet")
        reference = {"source_name": "verbale-story", "external_id": story.id}
        url = web_address(story)
        return {
            **_core("report", _id("report", story.id), _moment(story)),
            "name": story.title or story.name or story.id,
            "published": _moment(story),
            "created_by_ref": outlet,
            "object_refs": [_id("note", name) for name in told] or [outlet],
            "external_references": [{**reference, "url": url} if url else reference],
        }

    def _note(self, event: Event) -> Thing:
        parties = [self._identity(word) for word in (*event.actors, *event.recipients)]
        stories = [_id("report", story.id) for story in self.told_in[event.id]]
        days = f" Date: {'/'.join(day.isoformat() for day in event.date)}." if event.date else ""
        said = f"Status: {event.status.value}. Standing: {event.standing.value}.{days}"
        labels = [event.type.value.lower(), *([event.mode] if event.mode else [])]
        return {
            **_core("note", _id("note", event.id), self._when(event)),
            "abstract": event.summary or event.type.value,
            "content": f"{event.summary or event.type.value} {said}",
            "object_refs": list(dict.fromkeys([*parties, *stories])),
            "labels": labels,
            "external_references": [{"source_name": "verbale-event", "external_id": event.id}],
        }

    def _opinion(self, event: Event, who: str) -> Thing:
        """A denial that a claim tells as certain disagrees strongly; one that is probable or possible disagrees."""
        told = [
            claim for name in event.claims
            if (claim := self.claims.get(name)) and claim.polarity is Polarity.NEGATIVE
            and (not claim.sources or who in {word for s in claim.sources for word in (s.code, s.text)})
        ]
        strong = any(claim.certainty is Certainty.CERTAIN for claim in told)
        thing = {
            **_core("opinion", _id("opinion", event.id, who), self._when(event)),
            "opinion": "strongly-disagree" if strong else "disagree",
            "explanation": f"Denied by {self.names.get(who, who) or 'the outlet'}: {event.summary}",
            "object_refs": [_id("note", event.id)],
        }
        return {**thing, "created_by_ref": self._identity(who)} if who else thing

    def _when(self, event: Event) -> str:
        return min(map(_moment, self.told_in[event.id]))


def _id(kind: str, *words: str) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, json.dumps([kind, *words]))}"


def _core(kind: str, number: str, moment: str) -> Thing:
    return {"type": kind, "spec_version": "2.1", "id": number, "created": moment, "modified": moment}


def _moment(story: Story) -> str:
    if story.published is None:
        return UNDATED
    return f"{datetime.date.isoformat(story.published)}T00:00:00.000Z"

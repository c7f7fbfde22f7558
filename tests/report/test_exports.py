"""The exports as pure functions of codings: what other programs will read, held to their shapes."""
from __future__ import annotations

import datetime
import io
import json
import re

import pytest

from verbale import events, pipeline
from verbale.record import (
    Actor,
    Certainty,
    Claim,
    Coding,
    EventType,
    Polarity,
    Source,
    SourceKind,
    Span,
    Story,
    claim_id,
)
from verbale.report import exports, exports_stix, exports_web

NAMES = {"UGA": "Uganda", "RWA": "Rwanda"}
TEXT = "Rwanda <b>said</b> Uganda attacked it on Sunday. Uganda denied that it had attacked Rwanda on Sunday."
DAY = datetime.date(2025, 3, 2)
ID = re.compile(r"^[a-z][a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$")
REQUIRED = {
    "identity": {"name"}, "report": {"name", "published", "object_refs"}, "note": {"content", "object_refs"},
    "opinion": {"opinion", "object_refs"},
}


def _coding(url="https://example.org/a", certainty=Certainty.CERTAIN, published=DAY):
    story = Story(text=TEXT, name="raid", outlet="A <i>Gazette</i>", url=url, published=published)
    spans = Span(0, 48), Span(49, len(TEXT))
    claims = []
    for n, (who, polarity) in enumerate((("RWA", Polarity.POSITIVE), ("UGA", Polarity.NEGATIVE))):
        span = spans[n]
        word = TEXT.index("Uganda", span.start), TEXT.index("attacked", span.start)
        claims.append(Claim(
            id=claim_id(story.id, n), story=story.id, span=span, trigger=Span(word[1], word[1] + 8),
            event=EventType.ASSAULT, actors=(Actor("Uganda", "UGA", "GOV", Span(word[0], word[0] + 6)),),
            recipients=(Actor("Rwanda", "RWA", "GOV", Span(TEXT.index("Rwanda", span.start and 55),
                                                          TEXT.index("Rwanda", span.start and 55) + 6)),),
            date=(DAY, DAY), polarity=polarity, certainty=certainty if n else Certainty.CERTAIN,
            sources=(Source(NAMES[who], who, SourceKind.OFFICIAL, Span(span.start, span.start + 6)),),
        ))
    return Coding(story=story, claims=tuple(claims), events=events.merge(story, claims, pipeline.country_names()))


def _checked(bundle):
    assert bundle["type"] == "bundle"
    assert ID.match(bundle["id"])
    things = {thing["id"]: thing for thing in bundle.get("objects", ())}
    assert len(things) == len(bundle.get("objects", ()))
    for name, thing in things.items():
        assert ID.match(name)
        assert name.startswith(thing["type"] + "--")
        assert thing["spec_version"] == "2.1"
        assert all(MOMENT.match(thing[key]) for key in ("created", "modified"))
        assert REQUIRED[thing["type"]] <= set(thing)
        assert thing.get("object_refs", ["one"])
        for reference in [*thing.get("object_refs", ()), *filter(None, [thing.get("created_by_ref")])]:
            assert reference in things
        assert all(link["source_name"] and {"url", "external_id"} & set(link)
                   for link in thing.get("external_references", ()))
    return things.values()


@pytest.mark.parametrize(("certainty", "word"), [(Certainty.CERTAIN, "strongly-disagree"),
                                                 (Certainty.POSSIBLE, "disagree")])
def test_a_denial_is_an_opinion_on_the_event(certainty, word):
    coding = _coding(certainty=certainty)
    things = list(_checked(exports_stix.bundle([coding], NAMES)))
    opinions = [thing for thing in things if thing["type"] == "opinion"]
    assert [thing["opinion"] for thing in opinions] == [word]
    (denier,) = [thing for thing in things if thing["id"] == opinions[0]["created_by_ref"]]
    assert denier["name"] == "Uganda"
    assert sum(thing["type"] == "note" for thing in things) == len(coding.events)
    assert opinions[0]["object_refs"][0].startswith("note--")


def test_a_bundle_is_the_same_for_the_same_record_and_holds_stories_without_events():
    silent = Coding(story=Story(text="Nothing."))
    given = [_coding(published=None), silent]
    bundle = exports_stix.bundle(given, NAMES)
    assert bundle == exports_stix.bundle(given, NAMES)
    assert sum(thing["type"] == "report" for thing in _checked(bundle)) == 2
    assert "objects" not in exports_stix.bundle([], NAMES)


def test_a_timeline_names_source_and_denial_and_is_escaped():
    coding = _coding(url="javascript:alert(1)")
    evidence = [(claim, coding.story) for claim in coding.claims]
    out = io.StringIO()
    told = exports_web.write_timeline(coding.events, NAMES, lambda event: evidence, out)
    slides = json.loads(out.getvalue())["events"]
    assert len(slides) == len(coding.events)
    assert "0 without a date" in told
    text = slides[0]["text"]["text"]
    assert slides[0]["start_date"] == {"year": 2025, "month": 3, "day": 2}
    assert "Says so: Rwanda" in text
    assert "Denied by: Uganda" in text
    assert "&lt;b&gt;said" in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert "javascript" not in text


def test_annotations_lead_to_the_words():
    coding, out = _coding(), io.StringIO()
    exports_web.write_annotations([coding], out)
    page = json.loads(out.getvalue())
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    names = [note["id"] for note in page["items"]]
    assert len(set(names)) == len(names)
    for note in page["items"]:
        place, quote = note["target"]["selector"]
        assert TEXT[place["start"]:place["end"]] == quote["exact"]
        assert TEXT[:place["start"]].endswith(quote["prefix"])
        assert TEXT[place["end"]:].startswith(quote["suffix"])
        assert note["target"]["source"] == "https://example.org/a"
    whole = [note for note in page["items"] if note["motivation"] == "describing"]
    assert [json.loads(note["body"]["value"])["id"] for note in whole] == [claim.id for claim in coding.claims]
    assert "actor=UGA" in {note["body"]["value"] for note in page["items"]}


@pytest.mark.parametrize("url", [None, "", "javascript:x", "https://", "http://a b/", 'https://a/"x', "http://[", "ftp://a/b"])
def test_only_web_addresses_are_written(url):
    assert exports.web_address(Story(text="x", url=url)) is None

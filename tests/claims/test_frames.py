"""The frames lexicon: it is well formed, and the engine reads its own examples."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib import resources
from typing import Any

import pytest

from verbale.claims import find_claims
from verbale.claims.frames import Frame, load
from verbale.language import analyse
from verbale.record import EventType, Story

ONTOLOGY = resources.files("verbale") / "ontology"
SHARE_RIGHT = 0.84  # of the examples with parties, as the engine read them on 2026-11-23; may only rise
SLOTS = re.compile(r"subj|obj|iobj|obj\.any|clause\.subj|poss|adj|compound|between|[a-z]+( [a-z]+)?")


def files() -> list[dict[str, Any]]:
    folder = ONTOLOGY / "frames"
    return [tomllib.loads(p.read_text(encoding="utf-8")) for p in folder.iterdir() if p.name.endswith(".toml")]


FRAMES = [(raw["type"], frame) for raw in files() for frame in raw["frame"]]


def test_ids_are_unique_and_keys_known() -> None:
    ids = [f["id"] for _, f in FRAMES]
    assert len(ids) == len(set(ids)) > 500
    known = {*Frame.__struct_fields__, "recipient_is"}
    assert not {k for _, f in FRAMES for k in f} - known


def test_types_modes_and_classes_exist() -> None:
    plover = tomllib.loads((ONTOLOGY / "plover.toml").read_text(encoding="utf-8"))["types"]
    assert set(plover) == {t.value for t in EventType}
    lexicon = load()
    classes = {*lexicon.classes, *lexicon.complements}
    for event, frame in FRAMES:
        assert event == "NONE" or not frame.get("mode") or frame["mode"] in plover[event]["modes"], frame["id"]
        for key in ("object", "not_object", "complement", "not_complement"):
            assert all(x.startswith("=") or x in classes for x in frame.get(key, ())), (frame["id"], key)
        for key in ("actor", "recipient", "noun_actor", "noun_recipient"):
            assert all(SLOTS.fullmatch(x) for x in frame.get(key, ())), (frame["id"], key)


def test_every_type_has_frames() -> None:
    assert {event for event, _ in FRAMES} == {"NONE", *(t.value for t in EventType)}


def examples() -> list[tuple[str, str, frozenset[str], frozenset[str]]]:
    found = []
    for event, frame in FRAMES:
        for example in frame.get("examples", ()):
            text, _, parties = example.rpartition("|")
            if event != "NONE" and ">" in parties:
                actors, recipients = (frozenset(re.findall(r"[A-Z]{3}", side)) for side in parties.split(">"))
                found.append((event, text.strip(), actors, recipients))
    return found


def test_the_engine_reads_most_examples() -> None:
    right: Counter[bool] = Counter()
    missed = []
    for event, text, actors, recipients in examples():
        story = Story(text=text)
        sides = [
            (frozenset(a.code for a in c.actors), frozenset(r.code for r in c.recipients))
            for c in find_claims(story, analyse(story))
            if c.event == event
        ]
        hit = any(
            (a, r) == (actors, recipients) or ((not r or not recipients) and a | r == actors | recipients)
            for a, r in sides
        )
        right[hit] += 1
        if not hit:
            missed.append(text)
    share = right[True] / right.total()
    assert share >= SHARE_RIGHT, f"{share:.3f}; missed {missed}"


@pytest.mark.parametrize("word", ["accuse", "send", "meet", "sign", "impose"])
def test_specific_frames_come_first(word: str) -> None:
    order = [f.specificity for f in load().verbs[word]]
    assert order == sorted(order, reverse=True)

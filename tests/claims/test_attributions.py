"""Attributions: source, cue and content as spans, the innermost speaker, and the suites of own sentences."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from evaluation.attributions_eval import judge, rows
from verbale import find_attributions
from verbale.claims.attributions import Attribution

FLOORS = {"a": 0.98, "b": 0.96, "c": 0.90}  # share of expected attributions found right, and of found ones that are


@pytest.mark.parametrize("half", sorted(FLOORS))
def test_suite(half):
    total: Counter[str] = Counter()
    faults = []
    for row in rows():
        if row.half == half:
            counts, wrong = judge(row)
            total += counts
            faults += [f"{row.text}: {fault}" for fault in wrong]
    assert total["right"] >= FLOORS[half] * total["wanted"], faults
    assert total["right"] >= FLOORS[half] * total["found"], faults


def told(text: str) -> list[tuple[str, str | None, list[str], str, int | None]]:
    return [
        (
            text[a.source.start : a.source.end],
            text[a.cue.start : a.cue.end] if a.cue else None,
            [text[s.start : s.end] for s in a.content],
            a.speech_act,
            a.nested_in,
        )
        for a in find_attributions(text, dt.date(2024, 11, 20))
    ]


def test_source_cue_and_content_are_the_words_of_the_text():
    assert told("The Omani navy said on Monday that a dhow had sunk off Muscat.") == [
        ("The Omani navy", "said", ["a dhow had sunk off Muscat"], "assert", None)
    ]


def test_a_dropped_cue_is_none():
    assert told("Convoys are moving: Tbilisi") == [("Tbilisi", None, ["Convoys are moving"], "assert", None)]


def test_the_speaker_may_stand_inside_the_content():
    assert told("The dam, Lusaka said, was built by Chinese engineers.") == [
        ("Lusaka", "said", ["The dam", "was built by Chinese engineers"], "assert", None)
    ]


def test_nested_attributions_point_to_the_outer_one():
    found = told("Kyodo reported that Hanoi had denied that its boats crossed the line.")
    assert [(f[0], f[3], f[4]) for f in found] == [("Kyodo", "assert", None), ("Hanoi", "deny", 0)]
    assert found[1][2] == ["its boats crossed the line"]


def test_a_refusal_has_no_content():
    assert told("The Swiss embassy declined to comment on the arrest.") == [
        ("The Swiss embassy", "declined", [], "refuse", None)
    ]


@pytest.mark.parametrize("text", ["Riga signed the treaty.", "He left without a word.", "", "...", "“”", ": - :"])
def test_nothing_where_nobody_speaks(text):
    assert find_attributions(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "““We go,” said said Oslo, according to according to.",
        "said: “that, citing, as saying, the ministry",
        "Kyiv: Moscow: Minsk: “They said: ‘no’”",
        "X, citing Y, quoting Z, said, adding that, denying, “",
        "“A,” he said.\n\n“B.\n\n“C.\n\nD said the reports that the claim is false are false, E said, according to F.",
    ],
)
def test_broken_text_gives_spans_inside_it(text):
    found = find_attributions(text)
    for k, one in enumerate(found):
        check(one, k, len(found), text)


def check(one: Attribution, place: int, count: int, text: str) -> None:
    spans = [one.source, *one.content, *([one.cue] if one.cue else [])]
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert list(one.content) == sorted(one.content, key=lambda s: s.start)
    assert one.nested_in is None or (0 <= one.nested_in < count and one.nested_in != place)

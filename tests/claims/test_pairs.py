"""The parties of a sentence that the event network is asked about."""

import datetime

import pytest

from verbale.claims import _Coder, pairs
from verbale.language import analyse
from verbale.record import Story


def named(text: str) -> list[tuple[str, str]]:
    story = Story(text=text, name="x", published=datetime.date(2020, 1, 1), language="en")
    coder = _Coder(story, analyse(story))
    found = []
    for tree in coder.trees:
        coder.resolver.enter(tree.number)
        coder.speakers.enter(tree.number)
        found += [
            (text[p.span.start : p.span.end], "+".join(sorted(p.codes))) for p in pairs.phrases(tree, coder.resolver)
        ]
    return found


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Sino-Russian trade rose last year.", [("Sino", "CHN"), ("Russian", "RUS")]),
        ("The Franco-German plan angered Rome.", [("Franco", "FRA"), ("German", "DEU"), ("Rome", "ITA")]),
        ("Canada has a plan for the Indo-Pacific region.", [("Canada", "CAN")]),
        ("Oslo offered to help inter-Korean talks.", [("Oslo", "NOR"), ("inter-Korean talks", "KOR+PRK")]),
    ],
)
def test_adjectives_that_name_two_states(text: str, parties: list[tuple[str, str]]) -> None:
    assert named(text) == parties


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("The tractors were a gift from Belarus to Zimbabwe.", ["BLR", "ZWE"]),
        ("The Danish frigate will be part of the NATO fleet in Iceland.", ["DNK", "NAT", "ISL"]),
        ("It was the first visit by a Chinese leader to Peru.", ["CHN", "PER"]),
    ],
)
def test_what_another_is_said_to_be_hides_no_party(text: str, parties: list[str]) -> None:
    assert [codes for _, codes in named(text)] == parties

"""Denials in every form make negative claims of who denies; what only looks like a denial makes none."""

from __future__ import annotations

import datetime as dt

import pytest

from verbale.claims import find_claims
from verbale.language import analyse
from verbale.record import Claim, EventType, Polarity, Story


def claims(text: str) -> list[Claim]:
    story = Story(text=text, published=dt.date(2024, 11, 20))
    return [c for c in find_claims(story, analyse(story)) if c.international]


def denied_by(text: str) -> set[str | None]:
    return {s.code for c in claims(text) if c.polarity is Polarity.NEGATIVE for s in c.sources}


SOLD = "Serbia had sold shells to Ukraine"


@pytest.mark.parametrize(
    "text",
    [
        f"Belgrade denied that {SOLD}.",
        "Belgrade strongly denies selling shells to Ukraine.",
        "Serbia has issued a denial that it sold shells to Ukraine.",
        "It is not true that Serbia sold shells to Ukraine, the Serbian minister said.",
        f"The Serbian minister said it was untrue that {SOLD}.",
        "Claims that Serbia sold shells to Ukraine are a lie, Belgrade said.",
        "Serbia has never sold shells to Ukraine, Belgrade said.",
        f"Belgrade rejected suggestions that {SOLD}.",
    ],
)
def test_denials(text: str) -> None:
    assert denied_by(text) == {"SRB"}


@pytest.mark.parametrize(
    "text",
    [
        f"Belgrade did not deny that {SOLD}.",
        f"Belgrade failed to deny that {SOLD}.",
        f"Belgrade refused to deny that {SOLD}.",
        f"Belgrade stopped denying that {SOLD}.",
        f"Belgrade made no attempt to deny that {SOLD}.",
        f"Without denying that {SOLD}, Belgrade called the report unfriendly.",
        f"Rather than deny that {SOLD}, Belgrade thanked Kyiv.",
        "No one in Belgrade denies that Serbia sold shells to Ukraine.",
        f"Neither Belgrade nor Kyiv denied that {SOLD}.",
        "Serbia has not denied selling shells to Ukraine.",
        f"Belgrade withdrew its denial that {SOLD}.",
        "Belgrade declined to comment on the sale of shells to Ukraine.",
    ],
)
def test_what_denies_nothing(text: str) -> None:
    assert not [c for c in claims(text) if c.polarity is Polarity.NEGATIVE]


@pytest.mark.parametrize(
    "answer",
    [
        "Khartoum denied it.",
        "Such reports are groundless, Khartoum said.",
        "Sudan rejected the accusation.",
        "“We have bombed nothing in Chad,” the Sudanese minister answered.",
    ],
)
def test_a_denial_without_content_is_of_what_was_said(answer: str) -> None:
    found = claims(f"Chad said on Monday that Sudan had bombed a Chadian village.\n{answer}")
    first = next(c for c in found if c.polarity is Polarity.POSITIVE and c.event is EventType.ASSAULT)
    denials = [c for c in found if c.polarity is Polarity.NEGATIVE]
    assert [(c.event, {s.code for s in c.sources}) for c in denials] == [(first.event, {"SDN"})]
    assert denials[0].span.start > first.span.start


@pytest.mark.parametrize(
    "answer",
    [
        "Sudan denied visas to two Chadian judges.",
        "Sudan declined to comment.",
        "Khartoum did not deny it.",
        "Sudan will bomb nothing, Khartoum said.",
        "Sudan rejected the offer of talks.",
    ],
)
def test_no_denial_of_what_was_said(answer: str) -> None:
    found = claims(f"Chad said on Monday that Sudan had bombed a Chadian village.\n{answer}")
    assert not [c for c in found if c.polarity is Polarity.NEGATIVE and c.event is EventType.ASSAULT]


def test_a_deed_confirmed_in_a_noun() -> None:
    found = claims(
        "Al Jazeera reported that Turkey had expelled an Armenian diplomat.\nYerevan confirmed the expulsion."
    )
    assert [c.polarity for c in found if "ARM" in {s.code for s in c.sources}] == [Polarity.POSITIVE]


@pytest.mark.parametrize(
    ("text", "negative"),
    [
        ("Kenya sent no troops to Somalia.", True),
        ("Kenya has attacked nobody in Somalia.", True),
        ("Iran fired no missiles at Israel, the Iranian minister said.", True),
        ("Kenya sent no fewer than five ships to Somalia.", False),
        ("Kenya sent troops to Somalia.", False),
    ],
)
def test_a_deed_done_to_nothing(text: str, negative: bool) -> None:
    found = claims(text)
    assert found
    assert {c.polarity is Polarity.NEGATIVE for c in found} == {negative}

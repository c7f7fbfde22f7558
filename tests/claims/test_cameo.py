"""CAMEO codes from types and modes."""

from __future__ import annotations

import pytest

from verbale.claims.cameo import code_of, filled, intent
from verbale.record import Actor, Claim, EventType, Span, Status


@pytest.mark.parametrize(
    ("event", "mode", "more", "code"),
    [
        ("AID", None, {}, "070"),
        ("CONSULT", "phone", {}, "041"),
        ("CONSULT", "no such mode", {}, "040"),
        ("SUPPORT", None, {}, "050"),
        ("SUPPORT", None, {"treaty": "ratified"}, "057"),
        ("SUPPORT", None, {"treaty": "ended"}, "050"),
        ("CONCEDE", None, {}, "080"),
        ("CONCEDE", None, {"status": Status.PLANNED}, "035"),
        ("AGREE", None, {"status": Status.PLANNED}, "030"),
        ("ASSAULT", None, {}, None),
        ("ASSAULT", None, {"sector": ""}, "190"),
        ("ASSAULT", None, {"sector": "REB"}, "180"),
        ("ASSAULT", None, {"sector": "CVL"}, None),
        ("ASSAULT", "destroy", {"sector": "MIL"}, None),
        ("RETREAT", "resign", {}, None),
    ],
)
def test_code_of(event, mode, more, code):
    assert code_of(event, mode, **more) == code
    assert code_of(EventType(event), mode, **more) == code


@pytest.mark.parametrize(
    ("deed", "code"),
    [("0841", "0353"), ("071", "0331"), ("0711", "0331"), ("046", "036"), ("057", "030"), ("190", None), (None, None)],
)
def test_intent(deed, code):
    assert intent(deed) == code


def test_a_frames_code_stands_and_gaps_are_filled():
    fighters = (Actor("fighters", None, "REB", Span(0, 1)), Actor("Kenya", "KEN", "", Span(0, 1)))
    claim = Claim(
        id="c", story="s", span=Span(0, 9), trigger=Span(0, 1), event=EventType.ASSAULT, actors=fighters, cameo="196"
    )
    assert filled(claim) is claim
    bare = Claim(id="c", story="s", span=Span(0, 9), trigger=Span(0, 1), event=EventType.ASSAULT, actors=fighters)
    assert filled(bare).cameo == "190"
    nobody = Claim(id="c", story="s", span=Span(0, 9), trigger=Span(0, 1), event=EventType.ASSAULT, actors=())
    assert filled(nobody) is nobody

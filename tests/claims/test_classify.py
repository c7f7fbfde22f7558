"""The public classifier of marked pairs."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verbale
from verbale.claims import classify as module
from verbale.claims.network import FIRST, SECOND, Reading
from verbale.errors import UsageError
from verbale.record import EventType


def told(sentence: str, actor: str, recipient: str) -> dict[str, float]:
    spans = [(sentence.index(x), sentence.index(x) + len(x)) if x else (0, 0) for x in (actor, recipient)]
    return verbale.classify(sentence, *spans)


CLEAR = [
    ("Police arrested dozens of protesters in the capital on Sunday.", "Police", "dozens of protesters", "COERCE"),
    ("The protesters were arrested by police on Sunday.", "police", "The protesters", "COERCE"),
    ("Norway condemned the attack by Syria on the town.", "Norway", "Syria", "ACCUSE"),
    ("France donated ten million euros to Lebanon after the blast.", "France", "Lebanon", "AID"),
    ("Chile's president visited Peru on Monday for talks.", "Chile's president", "Peru", "CONSULT"),
    ("Rebels shelled a village held by the army overnight.", "Rebels", "the army", "ASSAULT"),
    ("Japan urged China to release the fishermen.", "Japan", "China", "REQUEST"),
    ("Turkey refused to extradite the general to Greece.", "Turkey", "Greece", "REJECT"),
    ("Kenya threatened to attack Somalia unless the raids stop.", "Kenya", "Somalia", "THREATEN"),
    ("Brazil and Angola signed a trade agreement on Friday.", "Brazil", "Angola", "SUPPORT"),
]


@pytest.mark.parametrize(("sentence", "actor", "recipient", "event"), CLEAR)
def test_clear_sentences(sentence: str, actor: str, recipient: str, event: str) -> None:
    found = told(sentence, actor, recipient)
    assert max(found, key=lambda name: found[name]) == event


def test_all_types_and_none_sum_to_one() -> None:
    found = told("Moscow denied the report.", "Moscow", "")
    assert set(found) == {*EventType, "NONE"}
    assert math.isclose(sum(found.values()), 1.0, abs_tol=1e-6)


def test_direction_matters() -> None:
    sentence = "Ethiopia accused Eritrea of spying."
    assert told(sentence, "Ethiopia", "Eritrea")["ACCUSE"] > told(sentence, "Eritrea", "Ethiopia")["ACCUSE"] + 0.3


@pytest.mark.parametrize("spans", [((0, 0), (0, 0)), ((0, 99), (0, 0)), ((5, 2), (0, 0)), ((-1, 4), (0, 0))])
def test_bad_spans(spans: tuple[tuple[int, int], tuple[int, int]]) -> None:
    with pytest.raises(UsageError) as error:
        verbale.classify("Moscow sent aid.", *spans)
    assert error.value.code == "V231"


@settings(max_examples=25)
@given(st.text(max_size=200), st.data())
def test_any_text(text: str, data: st.DataObject) -> None:
    sentence = "A" + text + "B"
    found = verbale.classify(sentence, (0, 1), (len(sentence) - 1, len(sentence)))
    assert math.isclose(sum(found.values()), 1.0, abs_tol=1e-6)


def reading(event: str, tag: str, status: tuple[float, float, float, float]) -> Reading:
    kind = np.zeros((len(EventType), 3))
    kind[[*map(str, EventType)].index(event), FIRST] = 0.9
    return Reading(kind, kind, 0.1, {tag: 1.0} if tag else {}, np.array(status), 0.0)


DONE, PLANNED = (1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("event", "tag", "status", "manual"),
    [
        ("CONCEDE", "CONCEDE.promise", PLANNED, "AGREE"),
        ("CONCEDE", "CONCEDE.words", DONE, "CONCEDE"),
        ("AID", "", PLANNED, "AGREE"),
        ("AID", "", DONE, "AID"),
        ("SANCTION", "SANCTION.convict", DONE, "ACCUSE"),
        ("SANCTION", "SANCTION.sanctions", DONE, "COERCE"),
        ("SANCTION", "SANCTION.expel", DONE, "SANCTION"),
        ("SANCTION", "SANCTION.expel", PLANNED, "THREATEN"),
    ],
)
def test_where_manual_and_guide_differ(event: str, tag: str, status: tuple[float, ...], manual: str) -> None:
    types = tuple(map(str, EventType))
    found = module.directed(reading(event, tag, status), FIRST, types)  # type: ignore[arg-type]
    assert math.isclose(found[manual], 0.9)
    assert math.isclose(found["NONE"], 0.1)
    assert module.directed(reading(event, tag, status), SECOND, types)["NONE"] == 1.0  # type: ignore[arg-type]

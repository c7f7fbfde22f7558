"""One decision from frames and network: grouping of pairs into events, features, the weights that ship."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.claims import decide
from verbale.claims.network import FIRST, JOINT, SECOND, Query, Reading
from verbale.claims.pairs import Phrase
from verbale.claims.paths import Words
from verbale.claims.tree import Tree
from verbale.naming.mentions import Party
from verbale.record import Sentence, Token

TYPES = decide.TYPES


def tree(*words: tuple[str, str, int, str]) -> Tree:
    tokens, at = [], 0
    for text, upos, head, deprel in words:
        tokens.append(Token(at, at + len(text), text, text.lower(), upos, "_", head, deprel))
        at += len(text) + 1
    return Tree(0, Sentence(0, at, tuple(tokens)))


def phrase(where: Tree, head: int, *codes: str) -> Phrase:
    span = where.span(head)
    return Phrase(head, span, tuple(Party(c, "", "country", c, span) for c in codes))


def reading(*events: tuple[str, int, float]) -> Reading:
    kind = np.zeros((len(TYPES), 3))
    for name, way, p in events:
        kind[TYPES.index(name), way] = p
    return Reading(kind, kind, float(1 - kind.sum()), {}, np.array([1.0, 0.0, 0.0, 0.0]), 0.0)


def view(where: Tree, named: list[Phrase], told: dict[tuple[int, int], Reading]) -> decide.View:
    pairs = [(a, b) for a in range(len(named)) for b in range(a + 1, len(named))]
    pairs += [(a, -1) for a in range(len(named))]
    asked = Query([], Words([], [], [], []), [p.head for p in named], pairs)
    return decide.View(where, named, asked, [told.get(p, reading()) for p in pairs], TYPES)


# Iran and Oman attacked Chad
LISTED = tree(
    ("Iran", "PROPN", 3, "nsubj"),
    ("and", "CCONJ", 2, "cc"),
    ("Oman", "PROPN", 0, "conj"),
    ("attacked", "VERB", -1, "root"),
    ("Chad", "PROPN", 3, "obj"),
)
NAMED = [phrase(LISTED, 0, "IRN"), phrase(LISTED, 2, "OMN"), phrase(LISTED, 4, "TCD")]


def sides(p: decide.Proposal) -> tuple[set[str | None], set[str | None]]:
    return {x.code for x in p.actors}, {x.code for x in p.recipients}


def test_coordinated_actors_make_one_event() -> None:
    told = {(0, 2): reading(("ASSAULT", FIRST, 0.8)), (1, 2): reading(("ASSAULT", FIRST, 0.7))}
    (found,) = decide.proposals(view(LISTED, NAMED, told))
    assert sides(found) == ({"IRN", "OMN"}, {"TCD"})
    assert found.probability == pytest.approx(0.75)


def test_a_weak_companion_is_left_out() -> None:
    told = {(0, 2): reading(("ASSAULT", FIRST, 0.9)), (1, 2): reading(("ASSAULT", FIRST, 0.15))}
    (found,) = decide.proposals(view(LISTED, NAMED, told))
    assert sides(found) == ({"IRN"}, {"TCD"})


def test_two_parties_may_have_two_events() -> None:
    told = {(0, 2): reading(("AID", FIRST, 0.8), ("SUPPORT", SECOND, 0.7))}
    found = decide.proposals(view(LISTED, NAMED, told))
    assert {(p.type, *map(frozenset, sides(p))) for p in found} == {
        ("AID", frozenset({"IRN"}), frozenset({"TCD"})),
        ("SUPPORT", frozenset({"TCD"}), frozenset({"IRN"})),
    }


def test_the_second_party_may_act() -> None:
    (found,) = decide.proposals(view(LISTED, NAMED, {(0, 2): reading(("ACCUSE", SECOND, 0.6))}))
    assert sides(found) == ({"TCD"}, {"IRN"})


def test_joint_events_join_all_who_take_part() -> None:
    told = {(0, 1): reading(("CONSULT", JOINT, 0.8)), (1, 2): reading(("CONSULT", JOINT, 0.7))}
    (found,) = decide.proposals(view(LISTED, NAMED, told))
    assert sides(found) == ({"IRN", "OMN", "TCD"}, set())


def test_two_countries_in_one_phrase() -> None:
    both = [phrase(LISTED, 0, "IRN", "OMN")]
    (found,) = decide.proposals(view(LISTED, both, {(0, -1): reading(("AGREE", JOINT, 0.9))}))
    assert sides(found) == ({"IRN", "OMN"}, set())


def test_weighed_candidates_are_probabilities_and_say_what_decided() -> None:
    seen = view(LISTED, NAMED, {(0, 2): reading(("ASSAULT", FIRST, 0.8))})
    (found,) = decide.weigh(seen, [], decide.weights())
    assert 0 < found.probability < 1
    assert len(found.features) == len(decide.NAMES)
    assert "0.80" in found.decided


def test_shipped_weights_fit_the_features() -> None:
    shipped = decide.weights()
    assert shipped.names == decide.NAMES
    assert len(shipped.values) == len(decide.NAMES)
    assert 0 < shipped.least < 1


@given(
    st.lists(st.tuples(st.sampled_from(TYPES), st.sampled_from([FIRST, SECOND, JOINT]), st.floats(0, 0.3)), max_size=3)
)
def test_every_proposal_has_two_different_parties(events: list[tuple[str, int, float]]) -> None:
    told = dict.fromkeys([(0, 1), (0, 2), (1, 2), (0, -1)], reading(*events))
    for p in decide.proposals(view(LISTED, NAMED, told)):
        actors, recipients = sides(p)
        assert len(actors | recipients) > 1
        assert not actors & recipients
        assert 0 <= p.probability <= 1
        assert math.isfinite(p.probability)

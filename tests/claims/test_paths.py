"""The way between two parties in a tree."""

from hypothesis import given
from hypothesis import strategies as st

from verbale.claims.paths import LENGTHS, PREPOSITIONS, RELATIONS, Words, head_of, path

# Moscow sent troops to Minsk .
SENT = Words(
    ["moscow", "sent", "troops", "to", "minsk", "."],
    ["PROPN", "VERB", "NOUN", "ADP", "PROPN", "PUNCT"],
    [1, -1, 1, 4, 1, 1],
    ["nsubj", "root", "obj", "case", "obl", "punct"],
)


def test_subject_and_oblique_meet_at_the_verb() -> None:
    way = path(SENT, 0, 4)
    assert way.meeting == way.one.governor == way.two.governor == 1
    assert RELATIONS[way.one.top] == "nsubj"
    assert RELATIONS[way.two.own] == "obl"
    assert PREPOSITIONS[way.two.preposition] == "to"
    assert (way.one.length, way.two.length) == (1, 1)


def test_a_party_that_is_not_named() -> None:
    way = path(SENT, 0, -1)
    assert way.meeting == way.two.head == -1
    assert way.one.governor == 1


def test_a_party_inside_the_other() -> None:
    tree = Words(["russia", "invasion"], ["PROPN", "NOUN"], [1, -1], ["nmod:poss", "root"])
    way = path(tree, 0, 1)
    assert way.meeting == 1
    assert RELATIONS[way.two.top] == "self"


def test_head_is_the_noun_that_hangs_outside() -> None:
    assert head_of(SENT, [2]) == 2
    assert head_of(SENT, [3, 4]) == 4


@st.composite
def trees(draw: st.DrawFn) -> Words:
    size = draw(st.integers(1, 12))
    heads = [-1, *(draw(st.integers(0, i - 1)) for i in range(1, size))]
    tags = st.sampled_from(["NOUN", "VERB", "PROPN", "ADP", "PUNCT"])
    relations = st.sampled_from(["nsubj", "obl:tmod", "case", "nonsense", "acl:relcl"])
    upos, deprels = ([draw(x) for _ in range(size)] for x in (tags, relations))
    return Words([draw(st.sampled_from(["to", "with", "x"])) for _ in range(size)], upos, heads, deprels)


@given(trees(), st.data())
def test_codes_are_always_legal(tree: Words, data: st.DataObject) -> None:
    one, two = (data.draw(st.integers(0, len(tree.words) - 1)) for _ in range(2))
    way = path(tree, one, two)
    for side in (way.one, way.two):
        assert 0 <= side.own < len(RELATIONS)
        assert 0 <= side.top < len(RELATIONS)
        assert 0 <= side.preposition < len(PREPOSITIONS)
        assert 0 <= side.length < LENGTHS
    assert way.meeting >= 0  # every tree has one root

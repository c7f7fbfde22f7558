"""How two parties stand to each other in a sentence's tree: the words that govern them, and the way between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

RELATIONS = (
    "",
    "self",
    "nsubj",
    "nsubj:pass",
    "obj",
    "iobj",
    "obl",
    "obl:agent",
    "nmod",
    "nmod:poss",
    "amod",
    "compound",
    "appos",
    "conj",
    "acl",
    "acl:relcl",
    "advcl",
    "xcomp",
    "ccomp",
    "parataxis",
    "csubj",
    "root",
    "flat",
    "other",
)
PREPOSITIONS = (
    "",
    "of",
    "to",
    "in",
    "on",
    "with",
    "against",
    "for",
    "from",
    "by",
    "between",
    "at",
    "over",
    "into",
    "among",
    "as",
    "near",
    "under",
    "after",
    "before",
    "during",
    "through",
    "toward",
    "towards",
    "via",
    "within",
    "across",
    "along",
    "about",
    "without",
    "behind",
    "despite",
    "off",
    "out",
    "upon",
    "other",
)
LENGTHS = 6
PREDICATES = frozenset({"VERB", "NOUN", "ADJ", "AUX"})
_RELATION = {name: k for k, name in enumerate(RELATIONS)}
_PREPOSITION = {name: k for k, name in enumerate(PREPOSITIONS)}


class Words(NamedTuple):
    """A sentence's tree as columns: lower-case words, tags, governors (-1 for the root), relations."""

    words: Sequence[str]
    upos: Sequence[str]
    heads: Sequence[int]
    deprels: Sequence[str]


class Side(NamedTuple):
    """One party: its head word, the predicate that governs it, and codes of relation, preposition and distance."""

    head: int
    governor: int
    own: int
    top: int
    preposition: int
    length: int


class Path(NamedTuple):
    """Two parties and the word where their ways up meet (-1: none)."""

    one: Side
    two: Side
    meeting: int


def head_of(tree: Words, inside: Sequence[int]) -> int:
    """The word of a phrase whose governor stands outside of it; the last of several such."""
    chosen = set(inside)
    outer = [i for i in inside if tree.heads[i] not in chosen]
    nominal = [i for i in outer if tree.upos[i] in ("NOUN", "PROPN", "PRON", "NUM", "ADJ")]
    return (nominal or outer or list(inside))[-1]


def path(tree: Words, one: int, two: int) -> Path:
    """The way between the head words of two parties; `two` is -1 for a party that the sentence does not name."""
    up = _up(tree, one)
    if two < 0:
        return Path(_side(tree, up, len(up)), Side(-1, -1, 0, 0, 0, 0), -1)
    other = _up(tree, two)
    meeting = next((x for x in up if x in other), -1)
    cut = (up.index(meeting), other.index(meeting)) if meeting >= 0 else (len(up), len(other))
    return Path(_side(tree, up, cut[0]), _side(tree, other, cut[1]), meeting)


def _up(tree: Words, i: int) -> list[int]:
    """A word and all above it."""
    result = [i]
    while (i := tree.heads[i]) >= 0 and i not in result:
        result.append(i)
    return result


def _side(tree: Words, up: Sequence[int], cut: int) -> Side:
    """The side of the party `up[0]`, whose way meets the other's at `up[cut]`."""
    head = up[0]
    own = _RELATION.get(tree.deprels[head]) or _RELATION.get(tree.deprels[head].split(":")[0], len(RELATIONS) - 1)
    if cut == 0:
        top = _RELATION["self"]
    else:
        name = tree.deprels[up[cut - 1]]
        top = _RELATION.get(name) or _RELATION.get(name.split(":")[0], len(RELATIONS) - 1)
    governor = next((x for x in up[1:] if tree.upos[x] in PREDICATES), up[1] if len(up) > 1 else head)
    case = next(
        (tree.words[k] for k in range(head) if tree.heads[k] == head and tree.deprels[k].startswith("case")), ""
    )
    preposition = _PREPOSITION.get(case, len(PREPOSITIONS) - 1)
    return Side(head, governor, own, top, preposition, min(cut, LENGTHS - 1))

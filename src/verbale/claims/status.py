"""Status, polarity and certainty of an event as its source puts it.

Tense, modality, negation, governing verbs, conditions.
"""

from __future__ import annotations

import re

import msgspec

from verbale.claims import signatures
from verbale.claims.cues import cues
from verbale.claims.tree import Tree
from verbale.record import Certainty, Polarity, Status

MAX_CLIMB = 6
_ORDINAL = re.compile(r"[\w-]{0,30}(?:first|second|third|\wth)|last|latest|only|\d{1,3}(?:st|nd|rd|th)")


class Modality(msgspec.Struct):
    """What the words around a verb say of it. `ordered`: it is only demanded of somebody."""

    status: Status | None = None
    negative: bool = False
    certainty: Certainty = Certainty.CERTAIN
    ordered: bool = False
    would: bool = False
    progressive: bool = False
    present: bool = False


def read(tree: Tree, i: int, *, noun: bool = False) -> Modality:
    """Modality of the event whose word is token i."""
    result = Modality()
    if tree.tokens[-1].text == "?" or any(t.text == "?" for t in tree.tokens[-2:]):
        result.certainty = Certainty.POSSIBLE
    _adverbs(tree, i, result)
    if noun and not tree.is_verbal(i):
        _noun(tree, i, result)
    else:
        _verb(tree, i, result, 0)
    if result.status is None:
        result.status = Status.DONE
    return result


def polarity(modality: Modality) -> Polarity:
    """The sign."""
    return Polarity.NEGATIVE if modality.negative else Polarity.POSITIVE


def _adverbs(tree: Tree, i: int, result: Modality) -> None:
    words = cues("status")
    for c in tree.children(i, "advmod", "det"):
        low = tree.tokens[c].text.lower()
        if low in words["probable_adverbs"]:
            result.certainty = Certainty.PROBABLE
        elif low in words["possible_adverbs"]:
            result.certainty = Certainty.POSSIBLE


def _negated(tree: Tree, i: int) -> bool:
    negations = cues("status")["negations"]
    children = tree.children(i, "advmod", "det", "cc", "mark", "case")
    if any(tree.tokens[c].text.lower() in negations for c in children if c < i or tree.relation(c) != "cc"):
        return any(tree.tokens[c].text.lower() in negations and not _only(tree, c) for c in children)
    return False


def _only(tree: Tree, c: int) -> bool:
    """'not only', 'no longer' is no plain negation of the event; 'not ... but'."""
    following = tree.tokens[c + 1].text.lower() if c + 1 < len(tree.tokens) else ""
    return following in ("only", "just", "merely")


def _noun(tree: Tree, i: int, result: Modality) -> None:
    words = cues("status")
    result.negative = _negated(tree, i)
    for c in tree.children(i, "amod"):
        low = tree.lemma(c)
        if low in (
            "planned",
            "plan",
            "upcoming",
            "future",
            "proposed",
            "propose",
            "possible",
            "potential",
            "expected",
            "forthcoming",
            "promised",
        ):
            result.status = Status.PLANNED
            if low in ("possible", "potential"):
                result.certainty = Certainty.POSSIBLE
        elif low in (
            "ongoing",
            "continued",
            "continuing",
            "continue",
            "current",
            "growing",
            "grow",
            "existing",
            "unwavering",
            "constant",
        ):
            result.status = Status.ONGOING
        elif low in ("alleged", "allege", "suspected", "suspect", "reported", "report", "purported"):
            result.certainty = Certainty.PROBABLE
    head = tree.tokens[i].head
    if head >= 0 and tree.is_verbal(head) and tree.relation(i) in ("obj", "nsubj", "xcomp") and result.status is None:
        governor = Modality()
        _verb(tree, head, governor, 1)
        lemma = tree.lemma(head)
        if lemma in words["negative_verbs"]:
            result.status = Status.DONE
        elif governor.status == Status.PLANNED or (lemma in words["planned_verbs"] and tree.relation(i) == "obj"):
            result.status = Status.PLANNED
        elif lemma in words["ordered_verbs"] and tree.relation(i) == "obj":
            result.ordered = True
        elif lemma in words["ongoing_verbs"]:
            result.status = Status.ONGOING
    if result.status is None and tree.lemma(i) in ONGOING_NOUNS:
        result.status = Status.ONGOING


ONGOING_NOUNS = frozenset(
    """
war sanction sanctions occupation blockade embargo support cooperation aggression partnership alliance assistance
campaign siege aid
""".split()
)


def _auxiliaries(tree: Tree, i: int) -> list[str]:
    return [tree.tokens[c].text.lower() for c in tree.children(i, "aux", "aux:pass", "cop")]


def _verb(tree: Tree, i: int, result: Modality, depth: int) -> None:
    words = cues("status")
    token = tree.tokens[i]
    auxiliaries = _auxiliaries(tree, i)
    result.negative = result.negative != (_negated(tree, i) or signatures.absent(tree, i))
    if (
        any(a in words["planned_auxiliaries"] for a in auxiliaries)
        or any(
            tree.lemma(c) in words["planned_adjectives"]
            for c in tree.children(i, "mark", "advmod")
            if tree.children(c, "fixed")
        )
        or _due(tree, i)
    ):
        result.status = Status.PLANNED
    elif any(a in words["possible_auxiliaries"] for a in auxiliaries):
        result.certainty = Certainty.POSSIBLE
        result.status = Status.DONE if "have" in auxiliaries else Status.HYPOTHETICAL
    elif any(a in words["hypothetical_auxiliaries"] for a in auxiliaries) and "have" not in auxiliaries:
        result.status, result.would = Status.HYPOTHETICAL, "would" in auxiliaries or "'d" in auxiliaries
        if "could" in auxiliaries:
            result.certainty = Certainty.POSSIBLE
    elif "could" in auxiliaries:
        result.certainty = Certainty.POSSIBLE
    if conditional(tree, i):
        result.status = Status.HYPOTHETICAL
    if result.status is not None:
        return
    feats = token.feats
    present_participle = "VerbForm=Ger" in feats or ("VerbForm=Part" in feats and "Tense=Pres" in feats)
    if present_participle and any(
        a in ("is", "are", "am", "was", "were", "been", "be", "'s", "’s", "'re", "’re") for a in auxiliaries
    ):
        result.status, result.progressive = Status.ONGOING, True
        return
    present = any(a in ("is", "are", "has", "have") for a in auxiliaries)
    if present and _awaited(tree, i):
        result.status = Status.PLANNED
        return
    if auxiliaries and any(
        a in ("have", "has", "had", "'ve", "’ve", "did", "was", "were", "is", "are", "been", "got", "being")
        for a in auxiliaries
    ):
        result.status = Status.DONE
        return
    if "VerbForm=Fin" in feats:
        result.present = "Tense=Pres" in feats
        result.status = Status.PLANNED if result.present and _awaited(tree, i) else Status.DONE
        return
    if depth < MAX_CLIMB:
        _governed(tree, i, result, depth, present_participle)


def _due(tree: Tree, i: int) -> bool:
    """'is due to vote', where the tree hangs "due" on the verb that follows."""
    words = cues("status")["planned_adjectives"]
    return any(
        tree.lemma(c) == "to" and c > 0 and tree.lemma(c - 1) in words and tree.tokens[c - 1].head == i
        for c in tree.children(i, "mark")
    )


def _nth(tree: Tree, noun: int) -> bool:
    """'became the sixtieth state to ratify it': whoever is counted has done it."""
    marks = [c for c in tree.children(noun, "amod", "nummod", "compound", "det") if c < noun]
    counted = any(_ORDINAL.fullmatch(tree.lemma(c)) for c in marks)
    return counted and tree.tokens[noun].head >= 0


def _awaited(tree: Tree, i: int) -> bool:
    """'will take effect once the papers are exchanged': the present of a clause that a future hangs on."""
    head = tree.tokens[i].head
    return (
        tree.relation(i) == "advcl"
        and any(
            tree.lemma(c) in ("once", "when", "after", "until", "before", "as")
            for c in tree.children(i, "mark", "advmod")
        )
        and any(a in cues("status")["planned_auxiliaries"] for a in _auxiliaries(tree, head))
    )


def _governed(tree: Tree, i: int, result: Modality, depth: int, present_participle: bool) -> None:
    """Infinitives and participles take their status from what governs them."""
    words = cues("status")
    head, relation = tree.tokens[i].head, tree.relation(i)
    infinitive = "VerbForm=Inf" in tree.tokens[i].feats
    if head < 0:
        result.status = Status.PLANNED if infinitive else Status.ONGOING if present_participle else Status.DONE
        return
    lemma = tree.lemma(head)
    if relation == "conj":
        _verb(tree, head, result, depth + 1)
    elif relation in ("xcomp", "ccomp", "csubj", "obj", "obl") or (
        relation == "advcl" and infinitive and lemma in words["planned_verbs"]
    ):
        if tree.particle(head):
            phrasal = f"{lemma} {tree.particle(head)}"
            lemma = phrasal if phrasal in words["negative_verbs"] | words["ongoing_verbs"] else lemma
        if lemma in words["negative_verbs"]:
            result.negative = not result.negative
            result.status = Status.DONE
        elif lemma in words["ongoing_verbs"] and tree.is_verbal(head):
            _verb(tree, head, result, depth + 1)
            result.status = Status.ONGOING if result.status == Status.DONE else result.status
        elif lemma in words["ordered_verbs"] and tree.is_verbal(head):
            result.ordered = True
            result.status = Status.HYPOTHETICAL
        elif lemma in words["planned_verbs"] or lemma in words["planned_adjectives"]:
            negated = _negated(tree, head)
            result.negative = result.negative != negated
            result.status = Status.PLANNED
            if lemma in ("expect", "likely") and tree.passive(head):
                result.certainty = Certainty.PROBABLE
        elif lemma in cues("reporting")["deny"]:  # "has not denied selling": the sale is not negated
            own_sign = result.negative
            _verb(tree, head, result, depth + 1)
            result.negative = own_sign
        elif lemma in words["probable_passives"] and tree.passive(head):
            result.certainty = Certainty.PROBABLE
            result.status = Status.DONE if any(tree.lemma(k) == "have" for k in range(head + 1, i)) else Status.ONGOING
        else:
            _verb(tree, head, result, depth + 1)
    elif relation == "acl" and infinitive and _nth(tree, head):
        _verb(tree, tree.tokens[head].head, result, depth + 1)
    elif relation == "acl" and infinitive:
        result.status = Status.PLANNED
    elif relation == "acl":
        result.status = Status.ONGOING if present_participle else Status.DONE
    elif relation == "advcl" and present_participle:
        own = result.negative, result.certainty
        _verb(tree, head, result, depth + 1)
        result.negative, result.certainty = own  # "did not sign, thanking Oslo": Oslo is thanked
        if any(tree.lemma(c) == "with" for c in tree.children(i, "mark")):
            result.status = Status.ONGOING
    elif relation in ("advcl", "parataxis"):
        _verb(tree, head, result, depth + 1)
    elif present_participle:
        result.status = Status.ONGOING


def conditional(tree: Tree, i: int) -> bool:
    """Whether the clause is the condition or, with 'would' or 'will', what hangs on one."""
    for x in (i, *tree.ancestors(i)):
        if tree.relation(x) == "advcl" and _condition(tree, x):
            return True
        if tree.relation(x) in ("ccomp", "parataxis", "acl"):
            break
    conditions = any(_condition(tree, c) for c in tree.children(i, "advcl")) or any(
        tree.preposition(c) in ("in case of", "in the event of") for c in tree.children(i, "obl")
    )
    return conditions and any(a in ("would", "could", "will", "may", "might") for a in _auxiliaries(tree, i))


def _condition(tree: Tree, clause: int) -> bool:
    """'if ...', 'unless ...', 'provided that ...', 'should Guyana ask', 'had Mali asked', 'were Turkey to invade'."""
    if any(tree.lemma(c) in ("if", "unless", "provided", "providing") for c in tree.children(clause, "mark")):
        return True
    subjects = tree.children(clause, "nsubj", "nsubj:pass")
    inverted = [c for c in tree.children(clause, "aux", "aux:pass", "cop") if subjects and c < subjects[0]]
    opening = min(tree.subtree(clause))
    return any(c == opening and tree.tokens[c].text.lower() in ("should", "had", "were") for c in inverted)

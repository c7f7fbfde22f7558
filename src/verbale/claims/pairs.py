"""Pairs of parties: the phrases of a sentence that name parties, and what the event network reads between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from verbale.claims.frames import load
from verbale.claims.network import JOINT, LEAST, SECOND, Query, Reading
from verbale.claims.paths import Words
from verbale.claims.tree import Tree
from verbale.naming import mentions as m
from verbale.naming.discourse import anaphora
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver
from verbale.record import Span

MAX_PHRASES = 14
POSTED_TO = frozenset({"in", "to", "at"})
DEVERBAL = ("tion", "sion", "ment", "ance", "ence", "ing")


class Phrase(NamedTuple):
    """A noun phrase that names parties."""

    head: int
    span: Span
    parties: tuple[Party, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its parties."""
        return frozenset(p.code for p in self.parties if p.code)


class Edge(NamedTuple):
    """An event that the network sees from actor to recipient.

    A joint event without recipient is one of a phrase that names several: "the two countries agreed".
    """

    type: str
    actor: Phrase
    recipient: Phrase | None
    joint: bool
    probability: float
    reading: Reading


def phrases(tree: Tree, resolver: Resolver) -> list[Phrase]:
    """The phrases of a sentence that name coded parties, outermost only, in the order of the text."""
    found: list[Phrase] = []
    taken: set[int] = set()
    for i in tree.outermost_first:
        token = tree.tokens[i]
        if i in taken or token.upos not in ("NOUN", "PROPN", "PRON", "ADJ", "DET", "NUM", "X"):
            continue
        mention = resolver.mention_at(tree.number, i)
        if (mention is None and token.upos == "ADJ") or (mention is not None and mention.head != i):
            continue
        if mention is None and _predicate(tree, i):
            continue
        parties = tuple(p for p in resolver.alone(tree.number, i) if p.code and p.kind != m.AGENCY)
        if not parties or (mention is None and _of_others(tree, resolver, i, parties)):
            continue
        span = resolver.phrase(tree.number, i)
        abroad = _posts(tree, i) if mention is None else frozenset()
        taken |= {t for t in tree.subtree(i) - abroad if span.start <= tree.tokens[t].start < span.end}
        found.append(Phrase(i, span, parties))
    found.sort(key=lambda p: p.head)
    return found[:MAX_PHRASES]


def _predicate(tree: Tree, i: int) -> bool:
    """Whether a noun says what another is: "the animals were a *gift* from Russia". Its parties stand inside of it."""
    return bool(tree.children(i, "cop")) and bool(tree.children(i, "nsubj"))


def _posts(tree: Tree, i: int) -> frozenset[int]:
    """What is no part of a phrase: the place where an embassy or envoy is posted, "its embassy *in Syria*"."""
    if tree.lemma(i) not in anaphora().posted:
        return frozenset()
    return frozenset(t for c in tree.children(i, "nmod") if tree.preposition(c) in POSTED_TO for t in tree.subtree(c))


def _of_others(tree: Tree, resolver: Resolver, i: int, parties: Sequence[Party]) -> bool:
    """Whether a noun is no party but what one does, or has to do with another: "Moscow's invasion of Ukraine".

    Then the parties inside of it are asked about, not the noun.
    """
    if any(p.kind != "thing" for p in parties):
        return False
    lemma = tree.lemma(i)
    if lemma in load().nouns or lemma.endswith(DEVERBAL):
        return True
    inside = {x.code for t in tree.subtree(i) if (x := resolver.mention_at(tree.number, t)) is not None and x.code}
    return bool(inside - {p.code for p in parties})


def query(tree: Tree, named: Sequence[Phrase]) -> Query:
    """What is asked of the network: each two phrases of different parties, and each phrase of several by itself."""
    pairs = [
        (a, b)
        for a in range(len(named))
        for b in range(a + 1, len(named))
        if named[a].codes != named[b].codes
    ]
    pairs += [(a, -1) for a, p in enumerate(named) if len(p.codes) > 1]
    tokens = tree.tokens
    words = [t.text for t in tokens]
    columns = Words([w.lower() for w in words], *([getattr(t, c) for t in tokens] for c in ("upos", "head", "deprel")))
    return Query(words, columns, [p.head for p in named], pairs)


def edges(
    named: Sequence[Phrase], asked: Query, readings: Sequence[Reading], types: Sequence[str], least: float = LEAST
) -> Iterator[Edge]:
    """Every event with a probability of at least `least`."""
    for (a, b), reading in zip(asked.pairs, readings, strict=True):
        one = named[a]
        for k, way in np.argwhere(reading.also >= least).tolist():
            name, p = types[k], float(reading.also[k, way])
            if b >= 0:
                actor, recipient = (named[b], one) if way == SECOND else (one, named[b])
                yield Edge(name, actor, recipient, way == JOINT, p, reading)
            elif way == JOINT:
                yield Edge(name, one, None, True, p, reading)

"""Candidates that no frame found: pairs of parties between which the pair classifier sees an event.

Not yet in the package: the classifier adds too little to pay for its weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pair_model import Marked, PairModel

from verbale.claims.find import Candidate
from verbale.claims.frames import Frame
from verbale.claims.tree import Tree
from verbale.naming import mentions as m
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver
from verbale.record import Span

MAX_PAIRS = 24  # ordered pairs a sentence
MIN_PROBABILITY = 0.9  # set on the visible stories that were open for reading
NOBODY = frozenset({m.AGENCY, m.PLACE})


class Phrase(NamedTuple):
    """A noun phrase that names parties."""

    head: int
    span: Span
    parties: tuple[Party, ...]


def candidates(
    tree: Tree, resolver: Resolver, model: PairModel, covered: Sequence[frozenset[str]], least: float
) -> list[Candidate]:
    """Candidates for pairs that no claim of the sentence covers yet; `covered` holds the codes of each claim."""
    pairs = [
        (a, r)
        for a, r in _pairs(tree, resolver)
        if not any({x.code for x in (*a.parties, *r.parties)} <= c for c in covered)
    ]
    if not pairs:
        return []
    start, end = tree.sentence.start, tree.sentence.end
    text = resolver.text[start:end]
    marked = [
        Marked(text, (a.span.start - start, a.span.end - start), (r.span.start - start, r.span.end - start))
        for a, r in pairs
    ]
    probabilities = model.probabilities(marked)
    best: dict[tuple[frozenset[str | None], str], tuple[float, Phrase, Phrase]] = {}
    for (a, r), row in zip(pairs, probabilities, strict=True):
        k = int(row.argmax())
        if model.types[k] == "NONE" or row[k] < least:
            continue
        key = frozenset(p.code for p in (*a.parties, *r.parties)), model.types[k]
        if key not in best or best[key][0] < row[k]:
            best[key] = float(row[k]), a, r
    return [_candidate(tree, event, a, r, p) for (_, event), (p, a, r) in best.items()]


def _pairs(tree: Tree, resolver: Resolver) -> Iterator[tuple[Phrase, Phrase]]:
    named = list(phrases(tree, resolver))
    ordered = sorted(((a, r) for a in named for r in named if a is not r), key=lambda x: abs(x[0].head - x[1].head))
    for a, r in ordered[:MAX_PAIRS]:
        overlap = a.span.start < r.span.end and r.span.start < a.span.end
        if not overlap and not {p.code for p in a.parties} & {p.code for p in r.parties}:
            yield a, r


def phrases(tree: Tree, resolver: Resolver) -> Iterator[Phrase]:
    """The noun phrases of a sentence that name parties, outermost first."""
    taken: set[int] = set()
    for i, token in enumerate(tree.tokens):
        if (
            i in taken
            or token.upos not in ("NOUN", "PROPN", "PRON", "ADJ")
            or token.deprel in ("flat", "appos", "conj")
        ):
            continue
        mention = resolver.mention_at(tree.number, i)
        if token.upos == "ADJ" and mention is None:
            continue
        parties = tuple(
            p for p in resolver.parties(tree.number, i) if p.code and p.kind not in NOBODY and p.kind != "thing"
        )
        if not parties or (mention is not None and mention.head != i):
            continue
        span = resolver.phrase(tree.number, i)
        inside = {t for t in tree.subtree(i) if span.start <= tree.tokens[t].start < span.end}
        if mention is None:
            taken |= inside
        yield Phrase(i, span, parties)


def _candidate(tree: Tree, event: str, a: Phrase, r: Phrase, probability: float) -> Candidate:
    up = [a.head, *tree.ancestors(a.head)]
    meeting = next((x for x in (r.head, *tree.ancestors(r.head)) if x in up), a.head)
    verb = next((x for x in (meeting, *tree.ancestors(meeting)) if tree.is_verbal(x)), meeting)
    frame = Frame(
        id=f"pair.{event.lower()}",
        type=event,
        prior=probability,
        speech=event in ("ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE"),
    )
    objects = tree.objects(verb) if tree.is_verbal(verb) else []
    return Candidate(
        trigger=verb,
        verb=verb,
        frame=frame,
        actors=a.parties,
        recipients=r.parties,
        object=objects[0] if objects else None,
        score=round(0.8 * probability, 3),
    )

"""Who says what in a text: source, cue and content of each attribution, as spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from verbale.claims.sayings import Saying, Word
from verbale.claims.source import Speakers
from verbale.claims.speech import QUOTES
from verbale.claims.tree import Tree
from verbale.language import analyse
from verbale.naming import tables
from verbale.naming.phrases import Resolver
from verbale.record import Date, SourceKind, Span, Story

# What hangs on the speaker's word and is no part of his name
OUTSIDE = frozenset({"acl", "advcl", "parataxis", "case", "ccomp", "punct", "cc", "mark"})

__all__ = ["Attribution", "find_attributions"]


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution. Spans are character offsets into the text, end exclusive.

    source: who says it. cue: the word that tells so, None where none does ("Tanks are moving: Kyiv"). content: what
    is said, in parts where the speaker stands between them; empty for a refusal to comment and for a denial that does
    not say of what. speech_act: assert, confirm, deny, refuse, promise, threaten, warn, demand or accuse. kind:
    official, media, unnamed, organisation or person. nested_in: index of the attribution inside whose content
    this one is told, or None; the innermost speaker owns the content.
    """

    source: Span
    cue: Span | None
    content: tuple[Span, ...]
    speech_act: str
    kind: SourceKind
    nested_in: int | None = None


def find_attributions(text: str, published: Date | None = None) -> list[Attribution]:
    """All attributions of an English text, in its order.

    `published` settles who holds an office that is named. Raises InputError for text that is no story, InstallError
    without the model.
    """
    sentences = analyse(Story(text=text, published=published))
    resolver = Resolver(tables.load(), text, published, sentences)
    trees = [Tree(i, s) for i, s in enumerate(sentences)]
    speakers = Speakers(resolver, trees, ())
    resolver.first_person = speakers.speaker
    for tree in trees:
        resolver.enter(tree.number)
        speakers.enter(tree.number)
    kept: list[tuple[Saying, SourceKind]] = []
    for saying in speakers.sayings:
        said = speakers.attribution(saying)
        # "It said on Monday that ...": a source all the same, whoever it is
        kept.append((saying, said.sources[0].kind if said is not None else SourceKind.UNNAMED))
    places = {id(saying): k for k, (saying, _) in enumerate(kept)}
    return [
        Attribution(
            source=_source(saying, trees[saying.sentence]),
            cue=_tokens(trees[saying.sentence], saying.cue) if saying.cue else None,
            content=_content(saying.content, trees),
            speech_act=saying.act.value,
            kind=kind,
            nested_in=_outer(saying, places),
        )
        for saying, kind in kept
    ]


def _outer(saying: Saying, places: dict[int, int]) -> int | None:
    outer = saying.outer
    for _ in range(len(places)):
        if outer is None or id(outer) in places:
            break
        outer = outer.outer
    return places.get(id(outer)) if outer is not None else None


def _source(saying: Saying, tree: Tree) -> Span:
    """The phrase of the speakers with their conjuncts and appositions, without clauses."""
    inside: set[int] = set()
    stack = list(saying.speakers)
    while stack:
        i = stack.pop()
        inside.add(i)
        for c in tree.children(i):
            genitive = tree.relation(c) == "case" and tree.tokens[c].upos == "PART"
            if genitive or (c not in inside and c not in saying.cue and tree.relation(c) not in OUTSIDE):
                stack.append(c)
    first = last = saying.speakers[0]
    while first - 1 in inside or (first - 2 in inside and tree.tokens[first - 1].upos in ("PUNCT", "CCONJ", "ADP")):
        first -= 1
    while last + 1 in inside or (
        any(last + k in inside for k in (2, 3)) and tree.tokens[last + 1].upos in ("PUNCT", "CCONJ", "ADP", "PART")
    ):
        last += 1
    return Span(tree.tokens[first].start, tree.tokens[last].end)


def _tokens(tree: Tree, tokens: Iterable[int]) -> Span:
    inside = sorted(tokens)
    return Span(tree.tokens[inside[0]].start, tree.tokens[inside[-1]].end)


def _content(words: Iterable[Word], trees: Sequence[Tree]) -> tuple[Span, ...]:
    """The spans of runs of words, without the punctuation and quotation marks around them."""
    runs: list[list[Word]] = []
    for number, i in sorted(words):
        before = runs[-1][-1] if runs else None
        if before is not None and _adjoin(before, (number, i), trees):
            runs[-1].append((number, i))
        else:
            runs.append([(number, i)])
    spans = []
    for run in runs:
        told = [trees[n].tokens[i] for n, i in run]
        while told and (told[0].upos == "PUNCT" or told[0].text in QUOTES):
            told.pop(0)
        while told and told[-1].upos == "PUNCT" and told[-1].text not in QUOTES - {"'"}:
            told.pop()
        while told and told[-1].upos == "PUNCT" and not any(t.text in QUOTES for t in told[:-1]):
            told.pop()
        if told:
            spans.append(Span(told[0].start, told[-1].end))
    return tuple(spans)


def _adjoin(one: Word, two: Word, trees: Sequence[Tree]) -> bool:
    if one[0] == two[0]:
        return two[1] == one[1] + 1
    rest = trees[one[0]].tokens[one[1] + 1 :]
    return two[0] == one[0] + 1 and all(t.upos == "PUNCT" for t in (*rest, *trees[two[0]].tokens[: two[1]]))

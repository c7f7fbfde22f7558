"""The annotated stories as the coder meets them: its own phrases with their head words, labelled by the brackets.

A bracket holds the words that an annotator chose; the coder's phrase for the same party may have another head, may be
missing, or may stand for somebody else. The network is to be trained on what it will be asked.
"""

from __future__ import annotations

import pathlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from annotated import lines_of, story_of
from labelled import FIRST, JOINT, SECOND, Label, Pair, from_brackets
from labelled import Sentence as Bracketed
from train_events import MAX_PAIRS, Example

from verbale.claims import _Coder, network, pairs
from verbale.claims.pairs import Phrase
from verbale.claims.tree import Tree
from verbale.language import analyse
from verbale.record import Story

Span = tuple[int, int]
TURNED = {FIRST: SECOND, SECOND: FIRST, JOINT: JOINT}


def examples(folder: pathlib.Path, counts: Counter[str]) -> list[Example]:
    """One example for each sentence in which the coder asks about a pair that the brackets tell of."""
    model, result = network.load(), []
    for head, lines, group in lines_of(folder):
        story = msgspec.structs.replace(story_of(head, lines, group).story, outlet=None)
        told = list(_lines(lines, group))
        for tree, named, query in _asked(story):
            line = next((x for x in told if x[0] <= tree.sentence.start < x[0] + len(x[1].text)), None)
            labelled = _labelled(line, tree, named, query.pairs, counts) if line else []
            if labelled:
                chosen = sorted(labelled, key=lambda p: not p.labels)[:MAX_PAIRS]
                ids, shapes, marks, relations = model.encode(
                    query._replace(pairs=[(p.first, p.second) for p in chosen])
                )
                result.append(Example(ids, shapes, marks, relations, chosen))
    return result


def _lines(lines: Sequence[str], group: str) -> Iterator[tuple[int, Bracketed]]:
    """Each sentence with its place in the story's text."""
    at, line, events = 0, "", []
    for text in [*lines, ""]:
        if text.startswith(">"):
            events.append(text)
            continue
        if line:
            sentence = from_brackets(line, events, group)
            yield at, sentence
            at += len(sentence.text) + 1
        line, events = text, []


def _asked(story: Story) -> Iterator[tuple[Tree, list[Phrase], network.Query]]:
    coder = _Coder(story, analyse(story))
    for tree in coder.trees:
        coder.resolver.enter(tree.number)
        coder.speakers.enter(tree.number)
        named = pairs.phrases(tree, coder.resolver)
        yield tree, named, pairs.query(tree, named)


def _labelled(
    line: tuple[int, Bracketed],
    tree: Tree,
    named: Sequence[Phrase],
    asked: Sequence[tuple[int, int]],
    counts: Counter[str],
) -> list[Pair]:
    """The pairs that the coder asks about and of which the brackets tell whether something happens."""
    at, told = line
    spans = [(at + a, at + b) for a, b in told.parties]
    bracket = [_bracket(phrase, tree, spans, told.codes) for phrase in named]
    known = {(p.first, p.second): p for p in told.pairs}
    result = []
    for a, b in asked:
        labels = _labels(bracket[a], bracket[b] if b >= 0 else -1, known, told.codes)
        if labels is None and b >= 0 and None in (bracket[a], bracket[b]):
            sides = [
                told.codes[k].split("+") if k is not None else named[n].codes
                for n, k in ((a, bracket[a]), (b, bracket[b]))
            ]
            labels = None if _spoken_of(sides, known, told.codes) else ()
        counts["left out" if labels is None else "event" if labels else "no event"] += 1
        if labels is not None:
            result.append(Pair(a, b, labels))
    return result


def _bracket(phrase: Phrase, tree: Tree, spans: Sequence[Span], codes: Sequence[str]) -> int | None:
    """The shortest bracket that holds the phrase's head word, or the first inside of it for the same party."""
    head = tree.tokens[phrase.head].start
    around = [k for k, (a, b) in enumerate(spans) if a <= head < b]
    if around:
        return min(around, key=lambda k: spans[k][1] - spans[k][0])
    inside = (
        k
        for k, (a, b) in enumerate(spans)
        if phrase.span.start <= a and b <= phrase.span.end and phrase.codes & set(codes[k].split("+"))
    )
    return next(inside, None)


def _labels(
    a: int | None, b: int | None, known: Mapping[tuple[int, int], Pair], codes: Sequence[str]
) -> tuple[Label, ...] | None:
    """What happens between two brackets; None where that is not told."""
    if a is None or b is None or a == b:
        return None
    if b < 0:
        alone = known.get((a, -1))
        return alone.labels if alone else () if "+" in codes[a] else None
    pair = known.get((min(a, b), max(a, b)))
    if pair is None:
        return None
    return pair.labels if a < b else tuple(x._replace(way=TURNED[x.way]) for x in pair.labels)


def _spoken_of(
    sides: Sequence[Sequence[str] | frozenset[str]], known: Mapping[tuple[int, int], Pair], codes: Sequence[str]
) -> bool:
    """Whether the sentence tells of an event between parties of these codes, by other words."""
    one, two = map(set, sides)
    for (a, b), pair in known.items():
        if pair.labels:
            x, y = set(codes[a].split("+")), set(codes[b].split("+")) if b >= 0 else set()
            if (one & x and two & y) or (one & y and two & x):
                return True
    return False

"""Speech in a whole story: quotations that run over sentences, and what is said inside what is said."""

from __future__ import annotations

from collections.abc import Sequence

from verbale.claims.speech import Act, Saying, Way, Word
from verbale.claims.speech_phrases import SpeechFinder
from verbale.claims.tree import Tree

CARRIED = 4  # sentences without a speaker over which quotations keep the last one
OPENING, CLOSING = frozenset({"“", "«", "„"}), frozenset({"”", "»"})

__all__ = ["Act", "Saying", "Way", "Word", "find_sayings", "quotations"]


def find_sayings(trees: Sequence[Tree]) -> list[Saying]:
    """All sayings of a story, in order, each with the one that it is told in."""
    runs = quotations(trees)
    quoted: list[set[int]] = [set() for _ in trees]
    for run in runs:
        for number, i in run:
            quoted[number].add(i)
    found = [SpeechFinder(tree, frozenset(quoted[tree.number])).find() for tree in trees]
    _carry(trees, runs, found)
    every = [s for here in found for s in here]
    _nest(every)
    return sorted(every, key=lambda s: (s.sentence, min(s.cue or s.speakers)))


def quotations(trees: Sequence[Tree]) -> list[list[Word]]:
    """The words of each quotation; one runs on over paragraphs only where the next opens with a quotation mark."""
    runs: list[list[Word]] = []
    inside, paragraph = False, -1
    for tree in trees:
        if tree.sentence.paragraph != paragraph:
            paragraph = tree.sentence.paragraph
            if inside and not (tree.tokens and tree.tokens[0].text in OPENING | {'"'}):
                inside = False
            elif inside and tree.tokens[0].text == '"':
                inside = False  # the mark that opens the paragraph anew
        for i, token in enumerate(tree.tokens):
            if token.text in OPENING or (token.text == '"' and not inside):
                if not inside or i == 0:
                    runs.append([])
                inside = True
            elif token.text in CLOSING or token.text == '"':
                inside = False
            elif inside:
                runs[-1].append((tree.number, i))
    return [run for run in runs if run]


def _carry(trees: Sequence[Tree], runs: list[list[Word]], found: list[list[Saying]]) -> None:
    """Give each quotation whole to its speaker; one without a speaker that fills sentences, to the last speaker.

    `found`: the sayings of each sentence.
    """
    last: Saying | None = None
    last_at = -CARRIED - 1
    for run in runs:
        words = set(run)
        owners = [
            s
            for n in range(run[0][0], run[-1][0] + 1)
            for s in found[n]
            if s.act != Act.REFUSE
            and s.way in (Way.CLAUSE, Way.BEFORE, Way.LABEL, Way.BY)
            and s.content & words
            and not any((s.sentence, i) in words for i in (*s.cue, *s.speakers))
        ]
        begins = _begins(trees[run[0][0]], run[0][1])
        owner = max(owners, key=lambda s: len(s.content & words)) if owners else None
        if owner is None and begins:
            speaking = _speaker_before(found[run[0][0] - 1] if run[0][0] else ())
            if last is not None and run[0][0] - last_at <= 1:
                owner = last
            elif speaking is not None:
                owner = speaking
            else:
                owner = _announced(trees, run[0][0])
                found[run[0][0] - 1] += [owner] if owner is not None else []
        if owner is None:
            continue
        spans_sentences = run[0][0] != run[-1][0]
        if owner.way == Way.BY and not owners:
            continue
        if spans_sentences or not owners:
            owner.content |= words - {(owner.sentence, i) for i in owner.segment}
        last, last_at = owner, run[-1][0]


def _begins(tree: Tree, i: int) -> bool:
    """Whether token i is the first word of its sentence."""
    return all(t.upos == "PUNCT" for t in tree.tokens[:i])


def _announced(trees: Sequence[Tree], number: int) -> Saying | None:
    """The subject of a sentence before that ends in a colon: 'The letter reads:'."""
    tree = trees[number - 1] if number else None
    if tree is None or not tree.tokens or tree.tokens[-1].text != ":":
        return None
    roots = [i for i, t in enumerate(tree.tokens) if t.head < 0]
    subjects = [s for r in roots for s in (tree.subject(r) if tree.is_verbal(r) else tree.children(r, "nsubj"))]
    return Saying(tree.number, tuple(subjects[:1]), (), set(), Act.ASSERT, Way.LABEL) if subjects else None


def _speaker_before(found: Sequence[Saying]) -> Saying | None:
    """Who speaks last in a sentence, given its sayings."""
    before = [s for s in found if s.way in (Way.CLAUSE, Way.BEFORE) and s.content]
    whole = [s for s in before if not any((s.sentence, i) in o.content for o in before for i in s.cue)]
    return whole[-1] if whole else None


def _nest(found: Sequence[Saying]) -> None:
    """Set for each saying the narrowest one whose content holds its cue."""
    holding: dict[Word, list[Saying]] = {_cue(s): [] for s in found}
    for saying in found:
        for word in saying.content:
            if word in holding:
                holding[word].append(saying)
    for saying in found:
        if saying.outer is not None:
            continue
        around = [s for s in holding[_cue(saying)] if s is not saying and s.outer is not saying]
        around = [s for s in around if _cue(s) not in saying.content]
        saying.outer = min(around, key=lambda s: len(s.content)) if around else None


def _cue(saying: Saying) -> Word:
    return saying.sentence, (saying.cue or saying.speakers)[0]

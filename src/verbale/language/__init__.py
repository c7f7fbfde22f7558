"""Language: Story -> Sentences.

Takes a story, gives its sentences with words, tags, Universal Dependencies and names (PER, ORG, LOC), all with offsets
into the story's text. Never alters the text and knows nothing of states, claims or events.
"""
from __future__ import annotations

from verbale.language.lemmas import load as load_lemmas
from verbale.language.model import load as load_model
from verbale.language.sentences import sentences
from verbale.language.words import words
from verbale.record import Name, Sentence, Story, Token

MAX_SENTENCES = 4000  # a story beyond this is a book or an attack: the rest is left out and said so by the caller


def analyse(story: Story) -> tuple[Sentence, ...]:
    """All sentences of the story, parsed. Raises InstallError where the model is missing."""
    text = story.text
    spans = [s for s in sentences(text)][:MAX_SENTENCES]
    offsets = [words(text, start, end) for start, end, _ in spans]
    parses = load_model().parse([[text[a:b] for a, b in row] for row in offsets])
    lemmas = load_lemmas()
    result = []
    for (start, end, paragraph), row, parse in zip(spans, offsets, parses, strict=True):
        tokens = tuple(Token(a, b, text[a:b], lemmas.lemma(text[a:b], upos), upos, feats, head, deprel)
                       for (a, b), upos, feats, head, deprel in zip(row, parse.upos, parse.feats, parse.heads, parse.deprels, strict=True))
        result.append(Sentence(start, end, tokens, _names(parse.ner), paragraph))
    return tuple(result)


def _names(tags: list[str]) -> tuple[Name, ...]:
    """Names as token ranges from IOB2 tags."""
    names: list[Name] = []
    for i, tag in enumerate(tags):
        if tag[0] == "B":
            names.append(Name(i, i + 1, tag[2:]))
        elif tag[0] == "I" and names:
            names[-1] = Name(names[-1].first, i + 1, names[-1].label)
    return tuple(names)

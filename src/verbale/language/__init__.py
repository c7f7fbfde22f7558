"""Language: Story -> Sentences.

Takes a story, gives its sentences with words, tags, Universal Dependencies and names (PER, ORG, LOC), all with offsets
into the story's text. Never alters the text and knows nothing of states, claims or events.
"""

from __future__ import annotations

from verbale.errors import InputError
from verbale.language.lemmas import load as load_lemmas
from verbale.language.model import load as load_model
from verbale.language.sentences import sentences, unbroken
from verbale.language.words import words
from verbale.record import Name, Sentence, Story, Token

MAX_STORY = 1_000_000  # characters: more is a book or an archive, not a story
MAX_UNBROKEN = 30_000  # characters without the end of a sentence or line: not prose


def analyse(story: Story) -> tuple[Sentence, ...]:
    """All sentences of the story, parsed.

    Raises InputError for text that is no story, InstallError without the model.
    """
    text = story.text
    if len(text) > MAX_STORY:
        raise InputError(
            "V120",
            f"The text has {len(text):,} characters, more than a story has.",
            "Split it into its stories, one a file or a line of JSONL.",
        )
    longest = max((end - start for start, end in unbroken(text)), default=0)
    if longest > MAX_UNBROKEN:
        raise InputError(
            "V121",
            f"The text runs on for {longest:,} characters without the end of a sentence.",
            "Check that the file is prose in sentences.",
        )
    spans = list(sentences(text))
    offsets = [words(text, start, end) for start, end, _ in spans]
    parses = load_model().parse([[text[a:b] for a, b in row] for row in offsets])
    lemmas = load_lemmas()
    result = []
    for (start, end, paragraph), row, parse in zip(spans, offsets, parses, strict=True):
        tokens = tuple(
            Token(a, b, text[a:b], lemmas.lemma(text[a:b], upos), upos, feats, head, deprel)
            for (a, b), upos, feats, head, deprel in zip(
                row, parse.upos, parse.feats, parse.heads, parse.deprels, strict=True
            )
        )
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

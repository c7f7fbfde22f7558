"""Label inventories of the language model, and the word-shape code that restores letter case to an uncased encoder."""

from __future__ import annotations

UPOS = (
    "ADJ",
    "ADP",
    "ADV",
    "AUX",
    "CCONJ",
    "DET",
    "INTJ",
    "NOUN",
    "NUM",
    "PART",
    "PRON",
    "PROPN",
    "PUNCT",
    "SCONJ",
    "SYM",
    "VERB",
    "X",
)
NER = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
# The features of UD that claims are read from; the rest (PronType, NumForm, ...) follow from the word itself.
KEPT_FEATURES = frozenset({"Degree", "Mood", "Number", "Person", "Tense", "VerbForm", "Voice"})
N_SHAPES = 9


def shape_code(word: str) -> int:
    """The shape of a word as an integer 0..8: what the uncased vocabulary cannot see."""
    if not any(ch.isalpha() for ch in word):
        return 1 if any(ch.isdigit() for ch in word) else 0
    if any(ch.isdigit() for ch in word):
        return 2
    if word.islower():
        return 3
    if len(word) == 1:
        return 4
    if word.isupper():
        return 5 if len(word) <= 4 else 6
    if word[0].isupper() and word[1:].islower():
        return 7
    return 8


def keep_features(feats: str) -> str:
    """'Case=Nom|Number=Sing|Person=3' -> 'Number=Sing|Person=3' ('_' where nothing is kept)."""
    kept = [pair for pair in feats.split("|") if pair.split("=")[0] in KEPT_FEATURES]
    return "|".join(kept) or "_"

"""Label inventories of the language model, and the word-shape code that it shares with run time."""

from __future__ import annotations

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "src"))
from verbale.language.model import shape_code

__all__ = ["KEPT_FEATURES", "NER", "N_SHAPES", "UPOS", "keep_features", "shape_code"]

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


def keep_features(feats: str) -> str:
    """'Case=Nom|Number=Sing|Person=3' -> 'Number=Sing|Person=3' ('_' where nothing is kept)."""
    kept = [pair for pair in feats.split("|") if pair.split("=")[0] in KEPT_FEATURES]
    return "|".join(kept) or "_"

"""Lemmas of English words: a table of exceptions, then spelling rules checked against known lemmas."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from importlib import resources

VOWELS = frozenset("aeiou")
CLITICS = {
    "n't": "not",
    "n’t": "not",
    "'s": "'s",
    "’s": "'s",
    "'re": "be",
    "’re": "be",
    "'m": "be",
    "’m": "be",
    "'ve": "have",
    "’ve": "have",
    "'ll": "will",
    "’ll": "will",
    "'d": "would",
    "’d": "would",
    "ca": "can",
    "wo": "will",
}


class Lemmas:
    """`exceptions` maps (form, upos) to lemma; `known` holds (upos, lemma) that the spelling rules may aim at."""

    def __init__(self, exceptions: Mapping[tuple[str, str], str], known: Iterable[tuple[str, str]]) -> None:
        self._exceptions = exceptions
        self._known = frozenset(known)

    def lemma(self, form: str, upos: str) -> str:
        """Lower-case lemma of a word with its UD tag; names keep their case."""
        if upos == "PROPN":
            return form
        low = form.lower()
        if upos == "AUX" and low in CLITICS and low not in ("'s", "’s"):
            return CLITICS[low]
        found = self._exceptions.get((low, upos))
        if found:
            return found
        if upos == "PART" and low in ("n't", "n’t"):
            return "not"
        if upos in ("VERB", "AUX"):
            return self._verb(low)
        if upos == "NOUN":
            return self._noun(low)
        return low

    def _pick(self, upos: str, candidates: list[str]) -> str:
        for candidate in candidates:
            if (upos, candidate) in self._known:
                return candidate
        return candidates[0]

    def _verb(self, w: str) -> str:
        if ("VERB", w) in self._known:
            return w
        for ending in ("ing", "ed"):
            if w.endswith(ending) and len(w) > len(ending) + 2 and (VOWELS | {"y"}) & set(w[: -len(ending)]):
                stem = w[: -len(ending)]
                if ending == "ed" and stem.endswith("i"):
                    return stem[:-1] + "y"
                return self._pick("VERB", _restored(stem))
        if w.endswith("ies") and len(w) > 4:
            return w[:-3] + "y"
        if w.endswith(("sses", "shes", "ches", "xes", "zzes")):
            return w[:-2]
        if w.endswith("s") and not w.endswith("ss") and len(w) > 3:
            return self._pick("VERB", [w[:-1], w[:-2]])
        return w

    def _noun(self, w: str) -> str:
        if ("NOUN", w) in self._known or not w.endswith("s") or len(w) < 4 or w.endswith(("ss", "us", "is")):
            return w
        if w.endswith("ies") and len(w) > 4:
            return self._pick("NOUN", [w[:-3] + "y", w[:-1]])
        if w.endswith(("sses", "shes", "ches", "xes", "zzes")):
            return self._pick("NOUN", [w[:-2], w[:-1]])
        if w.endswith("ves"):
            return self._pick("NOUN", [w[:-1], w[:-3] + "f", w[:-3] + "fe"])
        return self._pick("NOUN", [w[:-1], w[:-2]])


def _restored(stem: str) -> list[str]:
    """Candidates for the base form of a stem without -ed/-ing, the likeliest first."""
    plain, with_e = stem, stem + "e"
    if stem.endswith("e"):
        return [with_e, plain]
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return [stem[:-1], plain, with_e]
    if len(stem) > 3 and stem[-1] == stem[-2]:
        return [plain, stem[:-1]]
    mute = stem.endswith(
        (
            "at",
            "iz",
            "is",
            "ys",
            "uc",
            "rc",
            "nc",
            "v",
            "u",
            "dg",
            "rg",
            "ng",
            "bl",
            "tl",
            "dl",
            "pl",
            "ut",
            "id",
            "ir",
            "ur",
            "ar",
        )
    ) and not stem.endswith(("eat", "oat", "ing", "ong", "ang", "aid", "eav", "eir", "air", "oir", "our", "ear", "oid"))
    return [with_e, plain] if mute else [plain, with_e]


@functools.cache
def load() -> Lemmas:
    """The table that ships with the package."""
    text = (resources.files("verbale") / "data" / "lemmas.tsv").read_text(encoding="utf-8")
    exceptions: dict[tuple[str, str], str] = {}
    known: set[tuple[str, str]] = set()
    for line in text.splitlines()[1:]:
        form, upos, lemma = line.split("\t")
        if form == "-":
            known.add((upos, lemma))
        else:
            exceptions[form, upos] = lemma
    return Lemmas(exceptions, known)

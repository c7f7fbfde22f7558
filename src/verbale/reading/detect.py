"""Which language a text is in. Ordinary English is told by its small words alone; the rest needs a 60 MB model."""
from __future__ import annotations

import functools
import re
from importlib import resources

SAMPLE = 4_000  # characters looked at
ENGLISH_SHARE = 0.12  # of words among the small words of English; running English has 0.25 to 0.45, Dutch below 0.08
ENGLISH_DIFFERENT = 3  # different small words needed, so that "the ... the" in a foreign text is not enough
SHORT = 8  # words; below it the model guesses, so plain Latin letters count as English and the coder decides
_VARIETIES = {"wuu": "zh", "yue": "zh", "pcm": "en", "sco": "en"}  # as the model names them -> ISO 639-1
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str | None:
    """The language of a text, ISO 639-1; None where it holds no word."""
    sample = text[:SAMPLE]
    words = [w.casefold() for w in _WORD.findall(sample)]
    if not words:
        return None
    small = [w for w in words if w in _english()]
    if len(small) >= ENGLISH_SHARE * len(words) and len(set(small)) >= ENGLISH_DIFFERENT:
        return "en"
    if len(words) < SHORT and sample.isascii():
        return "en"
    return _by_model(sample)


@functools.cache
def _english() -> frozenset[str]:
    lines = resources.files("verbale.reading").joinpath("english.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _by_model(sample: str) -> str:
    import py3langid

    found = str(py3langid.classify(sample)[0])
    return _VARIETIES.get(found, found)

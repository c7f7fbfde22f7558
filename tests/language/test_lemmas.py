"""Lemmas: a table of forms, and what must hold of any word."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbale.language.lemmas import load

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "lemmas.toml").read_text(encoding="utf-8"))
CASES = [pytest.param(*c.split(), id=c) for c in TABLE["right"]] + [
    pytest.param(*c["case"].split(), id=c["case"], marks=pytest.mark.xfail(reason=c["why"], strict=False))
    for c in TABLE["wrong"]
]
TAGS = st.sampled_from(["VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADV", "PRON", "PART", "NUM", "PUNCT", "X"])


@pytest.mark.parametrize(("form", "upos", "lemma"), CASES)
def test_lemma(form: str, upos: str, lemma: str) -> None:
    assert load().lemma(form, upos) == lemma


@pytest.mark.parametrize(("form", "upos"), [("SIGNED", "VERB"), ("Signed", "VERB"), ("TREATIES", "NOUN")])
def test_case_does_not_matter_except_in_names(form: str, upos: str) -> None:
    assert load().lemma(form, upos) == load().lemma(form.lower(), upos)


@given(st.text(min_size=1, max_size=30), TAGS)
@settings(max_examples=300, deadline=None)
def test_every_word_has_a_lemma_of_like_length(form: str, upos: str) -> None:
    lemma = load().lemma(form, upos)
    assert lemma
    assert len(lemma) <= 2 * len(form) + 3

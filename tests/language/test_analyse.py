"""The whole room: offsets are exact for any text, the answer is the same each time, and plain sentences parse."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verbale.language import analyse
from verbale.record import Sentence, Story

NEWS = "Portugal's envoy, J. P. Dias, met Mr. Ito in Tokyo Nov. 3. They didn't sign. “We will,” he said.\n\nOn it goes…"
SETTINGS = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PIECES = st.one_of(
    st.text(max_size=25),
    st.sampled_from(
        ["The U.S. said no. ", "Kim’s troops left; ", "\n", "…", "e\u0301", "🇫🇷 ", "“", " isn't ", "\u200f", "１２"]
    ),
)


def check(text: str, found: tuple[Sentence, ...]) -> None:
    end_before = 0
    for sentence in found:
        assert end_before <= sentence.start < sentence.end <= len(text)
        end_before = sentence.end
        last = sentence.start
        count = len(sentence.tokens)
        assert count
        assert sum(t.head == -1 for t in sentence.tokens) == 1
        for i, token in enumerate(sentence.tokens):
            assert text[token.start : token.end] == token.text
            assert last <= token.start < token.end <= sentence.end
            last = token.end
            assert -1 <= token.head < count
            assert token.head != i
            assert (token.head == -1) == (token.deprel == "root")
            assert token.lemma
            assert token.upos
        for name in sentence.names:
            assert 0 <= name.first < name.last <= count
            assert name.label in {"PER", "ORG", "LOC"}


@given(st.lists(PIECES, max_size=12).map("".join))
@SETTINGS
def test_offsets_are_exact_for_any_text(text: str) -> None:
    check(text, analyse(Story(text=text)))


@pytest.mark.parametrize(
    "text", ["", "   \n", ".", "?!", "\x00\x01", "\u202eabc", "word " * 700, "x" * 5000, "a." * 900, "😀" * 40]
)
def test_odd_texts_do_not_break_it(text: str) -> None:
    check(text, analyse(Story(text=text)))


def test_half_a_surrogate_pair_does_not_break_it() -> None:
    text = "Oslo signed \ud83d the pact."
    check(text, analyse(Story(text=text)))


def test_the_same_text_gives_the_same_answer() -> None:
    assert analyse(Story(text=NEWS)) == analyse(Story(text=NEWS))


def test_a_sentence_parses_alike_alone_and_in_company() -> None:
    alone = analyse(Story(text="Portugal signed the treaty."))[0]
    company = analyse(
        Story(
            text="Portugal signed the treaty. "
            + "Nobody else in the long and crowded hall signed anything at all that day. " * 5
        )
    )[0]
    assert [(t.upos, t.head, t.deprel) for t in alone.tokens] == [(t.upos, t.head, t.deprel) for t in company.tokens]


def test_subject_verb_and_object_of_a_plain_sentence() -> None:
    tokens = analyse(Story(text="Portugal signed the treaty."))[0].tokens
    assert [(t.text, t.upos, t.deprel, t.head) for t in tokens] == [
        ("Portugal", "PROPN", "nsubj", 1),
        ("signed", "VERB", "root", -1),
        ("the", "DET", "det", 3),
        ("treaty", "NOUN", "obj", 1),
        (".", "PUNCT", "punct", 1),
    ]
    assert [t.lemma for t in tokens] == ["Portugal", "sign", "the", "treaty", "."]


def test_passive_with_agent() -> None:
    tokens = analyse(Story(text="The ship was seized by Greece."))[0].tokens
    assert [t.deprel for t in tokens] == ["det", "nsubj:pass", "aux:pass", "root", "case", "obl:agent", "punct"]


def test_names_have_labels() -> None:
    sentence = analyse(Story(text="Maria Oliveira of Amnesty International flew to Lisbon."))[0]
    found = {(" ".join(t.text for t in sentence.tokens[n.first : n.last]), n.label) for n in sentence.names}
    assert ("Maria Oliveira", "PER") in found
    assert ("Lisbon", "LOC") in found


def test_paragraphs_are_numbered() -> None:
    found = analyse(Story(text=NEWS))
    assert found[0].paragraph == 0
    assert found[-1].paragraph == 1

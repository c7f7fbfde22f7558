"""Who issues a release, told by the name of its outlet, and what it is to the words of the release."""

from __future__ import annotations

import datetime

import pytest

from verbale.language import analyse
from verbale.naming import tables
from verbale.naming.issuer import issuer_of
from verbale.naming.phrases import Resolver
from verbale.naming.quoting import quoted_words
from verbale.record import Story


@pytest.mark.parametrize(
    ("outlet", "code"),
    [
        ("Ministry of Foreign Affairs of Ukraine", "UKR"),
        ("Prime Minister's Office, Jerusalem", "ISR"),
        ("Permanent Mission of Costa Rica to the United Nations", "CRI"),
        ("European External Action Service", "EUE"),
        ("Kremlin press service", "RUS"),
        ("Tripoli Post", None),
        ("Berlin Courier", None),
        ("", None),
        (None, None),
    ],
)
def test_issuer(outlet: str | None, code: str | None) -> None:
    assert [p.code for p in issuer_of(tables.load(), outlet)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("outlet", "text", "word", "codes"),
    [
        ("Ministry of Foreign Affairs of Chile", "The Ministry thanked Peru for its help.", "Ministry", ["CHL"]),
        ("", "Brussels objected to the tariffs.", "Brussels", ["EUE"]),
        ("", "The leaders met in Brussels.", "Brussels", ["BEL"]),
        ("", "Lavrov phoned his Iranian counterpart.", "counterpart", ["IRN"]),
        ("", "Rebels burned the bridge.", "Rebels", ["IMG"]),
    ],
)
def test_who_is_meant(outlet: str, text: str, word: str, codes: list[str]) -> None:
    sentences = analyse(Story(text=text))
    resolver = Resolver(tables.load(), text, datetime.date(2023, 5, 4), sentences, outlet=outlet)
    resolver.enter(0)
    token = next(i for i, t in enumerate(sentences[0].tokens) if t.text == word)
    assert [p.code for p in resolver.parties(0, token)] == codes


def test_quoted_words_run_on_within_a_paragraph() -> None:
    sentences = analyse(Story(text='He said: "We left. We are back." They laughed.'))
    quoted = {s.tokens[i].text for s, words in zip(sentences, quoted_words(sentences), strict=True) for i in words}
    assert {"left", "back"} <= quoted
    assert "laughed" not in quoted

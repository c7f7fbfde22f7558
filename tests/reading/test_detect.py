"""Languages: English without the model, others with it."""
from __future__ import annotations

import pytest

from verbale.reading import detect
from verbale.reading.detect import detect_language


@pytest.mark.parametrize(
    "text",
    [
        "The minister said on Tuesday that the talks with Poland had not been cancelled.",
        "Leaders of the two countries have agreed to reopen the border, their offices said.",
        "Russia, Norway sign pact",
    ],
)
def test_english_needs_no_model(text, monkeypatch):
    monkeypatch.setattr(detect, "_by_model", lambda _: pytest.fail("the model was loaded"))
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le ministre a déclaré mardi que les pourparlers avec la Pologne n'avaient pas été annulés.", "fr"),
        ("Министр заявил во вторник, что переговоры с Польшей не отменены.", "ru"),
        ("Der Minister sagte am Dienstag, die Gespräche mit Polen seien nicht abgesagt worden.", "de"),
        ("De minister zei dinsdag dat de besprekingen met Polen niet waren afgelast en was tevreden.", "nl"),
        ("外交部长星期二表示，与波兰的会谈没有取消。", "zh"),
        ("12 345 --- !!!", None),
    ],
)
def test_other_languages(text, language):
    assert detect_language(text) == language

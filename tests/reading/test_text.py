"""Bytes -> text: every encoding we take, and what we refuse."""
from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.errors import InputError
from verbale.reading.problems import ReadingWarning
from verbale.reading.text import decode

WORDS = "Łukasz met Zoë in Kyïv – “at last”.\r\nThey agreed."


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + WORDS.encode("utf-32-le"),
    ],
)
def test_unicode_encodings_give_the_same_text(data):
    assert decode(data, "x") == WORDS


def test_windows_1252_is_the_last_resort():
    assert decode("“Genève” – café".encode("cp1252"), "x") == "“Genève” – café"


def test_bytes_that_stand_for_nothing_are_told():
    data = b"The caf\xe9 in \x81 Geneva was closed. " * 5
    with pytest.warns(ReadingWarning, match="5 characters could not be decoded"):
        assert "café" in decode(data, "x")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "V104"), (b" \r\n\t ", "V104"), (codecs.BOM_UTF8, "V104"),
        (b"text with\0 a hole", "V105"), (bytes(range(256)) * 4, "V105"), (b"\x01\x02\x03 abc" * 9, "V105"),
        (b"%PDF-1.7\n1 0 obj", "V106"), (b"PK\x03\x04word", "V106"), (b"\x1f\x8b\x08", "V106"),
    ],
)
def test_what_is_not_text_is_refused(data, code):
    with pytest.raises(InputError) as caught:
        decode(data, "x")
    assert caught.value.code == code
    assert caught.value.next_step


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_utf_8_comes_back_unaltered(text):
    if text.strip() and not text.startswith("\ufeff") and "\ufffd" not in text:
        assert decode(text.encode(), "x") == text


@given(st.binary(max_size=300))
@pytest.mark.filterwarnings("ignore::verbale.reading.ReadingWarning")
def test_any_bytes_are_text_or_an_input_error(data):
    try:
        assert decode(data, "x").strip()
    except InputError as error:
        assert error.code in {"V104", "V105", "V106"}

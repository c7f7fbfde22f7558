"""A coding in a notebook."""
from __future__ import annotations

import builtins
import sys
import types

import pytest

import verbale


@pytest.fixture(scope="module")
def coding():
    return verbale.code(verbale.Story(text="On 3 March 2025 Kenya gave Nepal 40 horses.", title="<b>horses</b>"))


def test_shows_its_claims_as_a_table(coding):
    shown = coding._repr_html_()
    assert "<td>Kenya</td>" in shown
    assert "&lt;b&gt;horses" in shown
    assert "<b>" not in shown


def test_an_empty_coding_says_why():
    assert "no event" in verbale.Coding(story=verbale.Story(text="x"), note="no event")._repr_html_()


def test_without_pandas_it_says_what_to_install(coding, monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(verbale.VerbaleError, match="V411"):
        coding.to_frame()


def test_a_frame_has_a_row_for_each_claim(coding, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", types.SimpleNamespace(DataFrame=list))
    rows = coding.to_frame()
    assert len(rows) == len(coding.claims)
    assert rows[0]["actor"] == "KEN"

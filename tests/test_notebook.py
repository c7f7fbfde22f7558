"""Codings, ledgers and findings in a notebook."""
from __future__ import annotations

import builtins
import datetime
import re
import sys
import types

import msgspec
import pytest

import verbale
from verbale.analysis.boards import Board, Hypothesis, Row
from verbale.analysis.findings import (
    Band,
    Bin,
    Break,
    Dyad,
    Forecast,
    Reliability,
    Score,
    Series,
    Standpoint,
    Weighed,
)
from verbale.ledger import Ledger


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


D = datetime.date
EVIL = "<img src=x onerror=hit()>\"'&<script>hit()</script>\ud800"


@pytest.fixture(scope="module")
def book(coding):
    with Ledger(":memory:") as made:
        evil = EVIL[:-1]  # a ledger keeps no lone surrogate
        story = msgspec.structs.replace(coding.story, title=evil, outlet=evil, name=evil)
        made.add(msgspec.structs.replace(coding, story=story))
        yield made


def found() -> dict[str, object]:
    """One finding of each kind, with hostile words wherever words stand."""
    band = Band(0.5, 0.4, 0.6, 0.3, 0.7)
    one = Bin(first=D(2025, 3, 1), last=D(2025, 3, 31), count=2, events=(EVIL,))
    change = Break(
        first=D(2025, 3, 1), probability=0.8, here=0.4, reach=2, ratio=band, before=1.0, after=2.0, seconded=True,
    )
    series = Series(direction=EVIL, kind=EVIL, bins=(one,), bands=(band,), breaks=(change,))
    return {
        "dyad": Dyad(
            a="KEN", b="NPL", a_name=EVIL, b_name=EVIL, source=EVIL, scale="plover", first=D(2025, 3, 1),
            last=D(2025, 3, 31), per="month", volume_controlled=False, events=(), quads={}, series=(series, series),
            balances=(), notes=(EVIL,),
        ),
        "series": series,
        "break": change,
        "weighed": Weighed(
            question=EVIL, asof=None,
            standpoints=(Standpoint(id=EVIL, text=EVIL, prior=band, posterior=band, first=1),),
            weights=(), linchpins=(), sentence=EVIL, exclusive=True, draws=1, seed=1, defaults=1, rows=1, counted=1,
            digest="", notes=(EVIL,),
        ),
        "board": Board(
            verbale="board 1", question=EVIL, hypothesis=(Hypothesis(id=EVIL, text=EVIL),),
            row=(Row(id=EVIL, text=EVIL, likelihood={EVIL: "even"}, source=EVIL),),
        ),
        "forecast": Forecast(
            id="f", made="", a=EVIL, b=EVIL, what=EVIL, cutoff=D(2025, 3, 1), first=D(2025, 3, 2), last=D(2025, 3, 8),
            probability=band, plain=0.1, climatology=0.001, model=EVIL, source=EVIL, why=(EVIL,), note=EVIL,
        ),
        "score": Score(
            count=1, came_true=1, brier=0.1, log_loss=0.2, plain_brier=0.3, climatology_brier=0.4,
            skill_climatology=None, skill_plain=None, bins=(Reliability(0.5, 1.0, 0.2, 1.0, 1),),
        ),
    }


@pytest.mark.parametrize("kind", list(found()))
def test_findings_show_themselves_and_nothing_hostile_is_markup(kind):
    shown = found()[kind]._repr_html_()
    assert set(re.findall(r"<(/?\w+)", shown)) <= {
        w for tag in ("p", "strong", "br", "table", "thead", "tbody", "tr", "th", "td") for w in (tag, f"/{tag}")
    }
    assert not re.search(r"<\w+ ", shown)
    shown.encode()
    assert shown.count("<tr>") >= 2


@pytest.mark.parametrize(
    ("kind", "rows", "column"),
    [
        ("dyad", 2, "rate_low90"), ("series", 1, "count"), ("break", 1, "ratio_mean"), ("weighed", 1, "posterior_mean"),
        ("board", 1, "reliability"), ("forecast", 1, "probability_high90"), ("score", 1, "share"),
    ],
)
def test_findings_as_frames_keep_every_interval(kind, rows, column, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", types.SimpleNamespace(DataFrame=list))
    frame = found()[kind].to_frame()
    assert len(frame) == rows
    assert column in frame[0]


def test_a_ledger_shows_its_events_and_its_hash(book, monkeypatch):
    shown = book._repr_html_()
    assert book.content_hash() in shown
    assert "<td>Kenya</td>" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    monkeypatch.setitem(sys.modules, "pandas", types.SimpleNamespace(DataFrame=list))
    frame = book.to_frame()
    assert len(frame) == len(book.events())
    assert frame[0]["actor"] == "KEN"


def test_an_empty_ledger_is_shown():
    with Ledger(":memory:") as empty:
        assert "0 events" in empty._repr_html_()

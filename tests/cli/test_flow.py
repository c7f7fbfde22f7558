"""The account of a run and the words for parties, without the coder."""
from __future__ import annotations

import datetime
import sys
import types

import pytest

import verbale
from verbale.cli import run
from verbale.cli.events import party
from verbale.cli.flow import Account, codings, without_repeats
from verbale.errors import InstallError, UsageError
from verbale.ledger import Ledger
from verbale.record import Coding

NAMES = {"RUS": "Russia", "PRK": "North Korea", "NOR": "Norway"}


@pytest.fixture
def coder(monkeypatch):
    """A coder that finds nothing, and fails as the text tells it."""
    def code(story):
        if "broken" in story.text:
            raise KeyError("x")
        if "absent" in story.text:
            raise InstallError("V401", "No model.", "Install again.")
        if "stop" in story.text:
            raise KeyboardInterrupt
        seen.append(story)
        return Coding(story=story)

    seen: list = []
    stub = types.ModuleType("verbale.pipeline")
    stub.code = code
    stub.seen = seen
    monkeypatch.setitem(sys.modules, "verbale.pipeline", stub)
    monkeypatch.setattr(verbale, "pipeline", stub, raising=False)
    return stub


def story(folder, name, words):
    (folder / name).write_text(f"The {words} story of the two states and their talks with one another.", "utf-8")


def test_every_story_is_accounted_for(tmp_path, coder, capsys):
    for name, words in (("a.txt", "first"), ("b.txt", "first"), ("c.txt", "broken"), ("d.txt", "last")):
        story(tmp_path, name, words)
    (tmp_path / "e.txt").write_bytes(b"")
    account = Account()
    assert len(list(without_repeats(codings([str(tmp_path)], account), account))) == 2
    line = "in 5 = coded 0 + no event 2 + duplicate 1 + rejected 2 (empty 1, other 1)"
    assert account.line() == line
    assert account.taken
    assert "V199" in capsys.readouterr().err


def test_what_is_given_as_day_of_publication_reaches_the_coder(tmp_path, coder):
    story(tmp_path, "a.txt", "first")
    day = datetime.date(2024, 2, 3)
    list(codings([str(tmp_path)], Account(), published=day))
    assert (coder.seen[0].published, coder.seen[0].published_basis) == (day, "given")


def test_endings(tmp_path, coder, capsys):
    story(tmp_path, "a.txt", "absent")
    assert run(["code", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "V401: No model. Install again.\n"
    story(tmp_path, "a.txt", "stop")
    assert run(["code", str(tmp_path)]) == 130


def test_a_party_by_code_or_name_in_any_case():
    assert [party(w, NAMES) for w in ("rus", "Russia", "NORTH KOREA")] == ["RUS", "RUS", "PRK"]
    with pytest.raises(UsageError) as caught:
        party("Rusia", NAMES)
    assert caught.value.next_step == "Did you mean Russia (RUS)?"


def test_adding_twice_adds_nothing(tmp_path, coder, capsys):
    (tmp_path / "in").mkdir()
    story(tmp_path / "in", "a.txt", "first")
    story(tmp_path / "in", "b.txt", "second")
    (tmp_path / "in" / "c.txt").write_bytes(b"")
    call = ["add", str(tmp_path / "in"), "--ledger", str(tmp_path / "my.db")]
    assert run(call) == 0
    assert capsys.readouterr().err.endswith("in 3 = coded 0 + no event 2 + duplicate 0 + rejected 1 (empty 1)\n")
    assert run(call) == 0
    assert "duplicate 2" in capsys.readouterr().err
    with Ledger(tmp_path / "my.db") as book:
        assert book.stats().stories == 2
        assert [r.lost for r in book.runs()] == [0, 0]
        assert book.rejections()[0][1] == "V104"


def test_events_of_a_ledger(tmp_path, coder, capsys):
    coder.country_names = lambda: NAMES
    call = ["events", "--between", "russia", "prk", "--format", "csv", "--ledger", str(tmp_path / "my.db")]
    assert run(call) == 2
    assert capsys.readouterr().err.startswith("V301")
    Ledger(tmp_path / "my.db").close()
    assert run(call) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1

"""The commands on a ledger, as a user runs them."""
from __future__ import annotations

import pytest

from verbale.cli import run
from verbale.ledger import Ledger

TEXT = "On Monday Kenya gave Nepal 40 horses. Uganda denied that it had attacked Rwanda on Sunday."


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commands")
    (folder / "horses.txt").write_text(TEXT)
    path = str(folder / "my.db")
    assert run(["add", str(folder / "horses.txt"), "--published", "2025-03-06", "--ledger", path]) == 0
    return path


def test_a_ledger_is_verified_corrected_shown_as_it_was_and_rebuilt(added, tmp_path, capsys):
    assert run(["verify", added]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "Sound: 1 stories, 2 claims, 2 events, 0 judgements." in told.err
    with Ledger(added) as ledger:
        claim, last = ledger.claims()[0].id, ledger.versions()[-1].number

    by = ["--ledger", added, "--who", "A. Reader", "--why", "Another herd."]
    assert run(["correct", claim, "recipients", "IND", *by]) == 0
    judgement = capsys.readouterr().err.split()[-1]
    assert run(["events", "--between", "Kenya", "India", "--ledger", added]) == 0
    assert "horses" in capsys.readouterr().out
    assert run(["at", str(last), "--between", "KEN", "NPL", "--ledger", added]) == 0
    told = capsys.readouterr()
    assert "horses" in told.out
    assert "1 changed" in told.err
    assert run(["at", "--ledger", added]) == 0
    assert "1 judgement" in capsys.readouterr().out
    assert run(["correct", "--ledger", added]) == 0
    assert capsys.readouterr().out.split("\t")[2:5] == ["A. Reader", claim, "recipients"]

    assert run(["rebuild", added, "--into", str(tmp_path / "new.db")]) == 0
    assert "the same contents" in capsys.readouterr().err
    assert run(["rebuild", added]) == 0
    assert "in 1 = coded 0 + no event 0 + duplicate 1 + rejected 0" in capsys.readouterr().err
    assert run(["correct", judgement, "undo", *by]) == 0
    assert run(["verify", "--seal", added]) == 0
    assert "Sealed" in capsys.readouterr().err


def test_what_is_wrong_is_one_line_with_a_code(added, tmp_path, capsys):
    (tmp_path / "letter").write_text("Dear Sir" * 100)
    for arguments, code in (
        (["verify", str(tmp_path / "none")], "V301"), (["at", "99999", "--ledger", added], "V303"),
        (["correct", "nowhere", "status", "done", "--ledger", added, "--who", "A", "--why", "B"], "V303"),
        (["correct", "nowhere", "status", "done", "--ledger", added], "V212"),
        (["rebuild", added, "--kept"], "V309"), (["rebuild", added, "--into", added], "V304"),
        (["at", "1", "--ledger", str(tmp_path / "letter")], "V301"),
    ):
        assert run(arguments) == 2, arguments
        told = capsys.readouterr()
        assert told.err.startswith(f"{code}: "), told.err
        assert len(told.err.splitlines()) == 1
    assert run(["verify", str(tmp_path / "letter")]) == 2
    assert "not a ledger" in capsys.readouterr().out


def test_damage_is_named_and_told_by_the_exit_code(added, tmp_path, capsys):
    import shutil
    import sqlite3

    path = shutil.copy(added, tmp_path / "bad.db")
    raw = sqlite3.connect(path)
    raw.execute("UPDATE events SET standing = 'denied by all'")
    raw.commit()
    raw.close()
    assert run(["verify", str(path)]) == 2
    assert "the columns standing do not agree with its record" in capsys.readouterr().out

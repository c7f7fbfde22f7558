"""verbale brief --between, on the example story in a ledger."""

from __future__ import annotations

import pytest

from verbale.cli.app import run
from verbale.ledger import Ledger


def test_the_brief_of_a_pair_with_defaults_and_with_a_board(zoo_ledger, tmp_path, capsys):
    out, board = tmp_path / "pair.html", tmp_path / "board.toml"
    asked = ["brief", "--between", "Russia", "PRK", "--ledger", zoo_ledger, "-o", str(out)]
    assert run(asked) == 0
    page = out.read_text("utf-8")
    with Ledger(zoo_ledger, read_only=True) as book:
        assert book.content_hash() in page
    assert "All defaults: no board was given" in page
    assert "too few for a curve" in page
    assert "pending:" in page
    assert run(["board", "new", "RUS", "PRK", "--ledger", zoo_ledger, "-o", str(board)]) == 0
    assert run([*asked, "--board", str(board)]) == 0
    assert "All defaults" not in out.read_text("utf-8")
    board.write_text(board.read_text("utf-8").replace('["RUS", "PRK"]', '["RUS", "BRA"]'), "utf-8")
    assert run([*asked, "--board", str(board)]) == 2
    assert "V215" in (said := capsys.readouterr().err)
    assert "events from" in said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--between", "RUS", "BRA"], "V251"),
        (["--between", "RUS", "RUS"], "V253"),
        (["--between", "RUS", "Atlantis"], "V211"),
        (["--between", "RUS", "PRK", "--board", "no.toml"], "V270"),
        ([], "V214"),
        (["story.txt", "--between", "RUS", "PRK"], "V214"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(zoo_ledger, capsys, tmp_path, arguments, code):
    out = tmp_path / "x.html"
    assert run(["brief", *arguments, "--ledger", zoo_ledger, "-o", str(out)]) == 2
    assert capsys.readouterr().err.startswith(code)
    assert not out.exists()

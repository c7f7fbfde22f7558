"""verbale dyad, board, weigh and forecast, from the command line, on the example story."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from verbale.cli.app import run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_dyad_tells_events_treaty_and_balance(zoo_ledger, capsys, tmp_path):
    picture = tmp_path / "t.svg"
    assert run(["dyad", "Russia", "PRK", zoo_ledger, "--plot", str(picture)]) == 0
    said = capsys.readouterr().out
    assert "too few for a curve" in said
    assert "ratified by RUS" in said
    assert "gifts and aid" in said
    assert picture.read_text("utf-8").startswith("<svg")


def test_dyad_as_json_names_claims(zoo_ledger, capsys):
    assert run(["dyad", "RUS", "PRK", zoo_ledger, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert all(event["claims"] for event in found["events"])


@pytest.mark.parametrize("shape", ["icews", "polecat", "gdelt"])
def test_what_verbale_writes_it_reads(shape, capsys, tmp_path):
    rows = tmp_path / f"rows.{shape}.tab"
    assert run(["code", str(EXAMPLES / "zoo.txt"), "--format", shape, "-o", str(rows)]) == 0
    assert run(["dyad", "RUS", "PRK", str(rows)]) == 0
    assert "RUS>PRK" in capsys.readouterr().out


def test_the_board_of_the_example_runs(zoo_ledger, capsys, tmp_path):
    board = tmp_path / "board.toml"
    made = ["board", "new", "RUS", "PRK", "--ledger", zoo_ledger, "-o", str(board)]
    assert run([*made, "--question", 'Why "now"?']) == 0
    read = tomllib.loads(board.read_text("utf-8"))
    assert read["question"] == 'Why "now"?'
    assert all(row["default"] for row in read["row"])
    assert any(row.get("denial") and row["interested"] for row in read["row"])
    assert any(row.get("contested") for row in read["row"])
    picture = tmp_path / "h.png"
    assert run(["weigh", str(board), "--flip", "--against", "2024-01-01", "--plot", str(picture)]) == 0
    said = capsys.readouterr().out
    assert "are defaults" in said
    assert "If this were found untrue" in said
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert run(["weigh", str(board), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["now"]["standpoints"]
    assert run([*made, "--template", "general"]) == 0
    assert run(["weigh", str(board)]) == 0
    assert "probability of each" in capsys.readouterr().out


def test_a_forecast_is_logged_and_scored(zoo_ledger, capsys, tmp_path):
    log = tmp_path / "log.jsonl"
    what = ["--what", "SUPPORT", "--what", "cooperation"]
    made = ["forecast", "make", "RUS", "PRK", zoo_ledger, *what, "--log", str(log)]
    assert run([*made, "--cutoff", "2024-11-10"]) == 0
    said = capsys.readouterr().out
    assert "plain rate" in said
    assert "2024-11-12" not in said.replace("2024-11-11 to", "")
    assert run(made) == 0
    assert run(["forecast", "score", str(log), zoo_ledger, "--plot", str(tmp_path / "r.svg")]) == 0
    assert "2 forecasts scored" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["dyad", "RUS", "Atlantis"], "V211"),
        (["dyad", "RUS", "RUS"], "V253"),
        (["dyad", "RUS", "BRA"], "V251"),
        (["dyad", "RUS", "PRK", "--since", "2030-01-01"], "V252"),
        (["dyad", "RUS", "PRK", "--plot", "x.gif"], "V255"),
        (["forecast", "make", "RUS", "PRK", "--what", "BRIBE"], "V258"),
        (["forecast", "make", "RUS", "PRK", "--what", "AID", "--cutoff", "1990-01-01"], "V257"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(zoo_ledger, capsys, arguments, code):
    place = 4 if arguments[0] == "forecast" else 3
    assert run([*arguments[:place], zoo_ledger, *arguments[place:]]) == 2
    assert capsys.readouterr().err.startswith(code)


def test_nothing_there(capsys, tmp_path):
    assert run(["dyad", "RUS", "PRK", str(tmp_path / "no.db")]) == 2
    assert run(["weigh", str(tmp_path / "no.toml")]) == 2
    assert run(["board", "new", "RUS", "BRA", "--ledger", str(tmp_path / "no.db")]) == 2
    assert [line[:4] for line in capsys.readouterr().err.splitlines()] == ["V260", "V270", "V301"]

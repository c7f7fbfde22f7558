"""The gate: floors may only rise."""
from __future__ import annotations

import json

import pytest

from evaluation import __main__ as command
from evaluation import changes, floors
from evaluation.measured import Measured

CORPUS = {"gold": "aaaa"}
DYAD, ERROR = "gold/all/dyad_f1", "gold/all/calibration_error"


def entry(bound, kind="floor", corpus="aaaa"):
    return {kind: bound, "tolerance": 0.003, "corpus": corpus}


def test_a_figure_at_its_floor_holds_and_one_below_does_not():
    assert floors.below({DYAD: 0.5}, {DYAD: entry(0.5)}, CORPUS) == []
    [worse] = floors.below({DYAD: 0.4999}, {DYAD: entry(0.5)}, CORPUS)
    assert worse.line() == "gold/all/dyad_f1: 0.4999 is below its floor of 0.5000"


def test_an_error_has_a_ceiling():
    assert floors.below({ERROR: 0.1}, {ERROR: entry(0.1, "ceiling")}, CORPUS) == []
    [worse] = floors.below({ERROR: 0.2}, {ERROR: entry(0.1, "ceiling")}, CORPUS)
    assert "above its ceiling" in worse.line()


def test_a_figure_that_is_gone_does_not_hold_unless_its_suite_did_not_run():
    [worse] = floors.below({}, {DYAD: entry(0.5)}, CORPUS)
    assert "not measured" in worse.line()
    assert floors.below({}, {DYAD: entry(0.5)}, {"dates": "bbbb"}) == []


def test_a_floor_of_other_material_is_said_to_be_so():
    [worse] = floors.below({DYAD: 0.4}, {DYAD: entry(0.5, corpus="cccc")}, CORPUS)
    assert "other material" in worse.line()


def test_raising_puts_the_floor_a_tolerance_below_the_figure():
    assert floors.raised({DYAD: 0.6}, {}, CORPUS) == {DYAD: {"floor": 0.597, "tolerance": 0.003, "corpus": "aaaa"}}
    assert floors.raised({DYAD: 0.6}, {DYAD: entry(0.5)}, CORPUS)[DYAD]["floor"] == 0.597


def test_raising_never_lowers():
    assert floors.raised({DYAD: 0.501}, {DYAD: entry(0.5)}, CORPUS)[DYAD]["floor"] == 0.5
    lifted = floors.raised({ERROR: 0.09}, {ERROR: entry(0.1, "ceiling")}, CORPUS)
    assert lifted[ERROR]["ceiling"] == 0.1  # 0.09 and the tolerance are above it
    with pytest.raises(floors.LoweringError, match="below its floor"):
        floors.raised({DYAD: 0.49, "gold/all/type_f1": 0.9}, {DYAD: entry(0.5)}, CORPUS)


@pytest.mark.parametrize("reason", ["", "  "])
def test_lowering_needs_a_reason(reason):
    with pytest.raises(floors.LoweringError):
        floors.raised({DYAD: 0.49}, {DYAD: entry(0.5)}, CORPUS, reason)


def test_a_lowered_floor_keeps_what_it_was_and_why():
    lifted = floors.raised({DYAD: 0.49}, {DYAD: entry(0.5)}, CORPUS, "two claims were annotated wrongly")
    assert lifted[DYAD]["floor"] == 0.487
    assert lifted[DYAD]["lowered"] == [{"from": 0.5, "to": 0.487, "reason": "two claims were annotated wrongly"}]
    again = floors.raised({DYAD: 0.7}, lifted, CORPUS)
    assert again[DYAD]["floor"] == 0.697
    assert again[DYAD]["lowered"] == lifted[DYAD]["lowered"]


def test_a_reason_lowers_only_what_is_below():
    held = {DYAD: entry(0.5), "gold/all/type_f1": entry(0.6)}
    lifted = floors.raised({DYAD: 0.49, "gold/all/type_f1": 0.601}, held, CORPUS, "a reason")
    assert lifted["gold/all/type_f1"]["floor"] == 0.6
    assert "lowered" not in lifted["gold/all/type_f1"]


def test_other_suites_floors_stay():
    held = {"dates/suite_exact": entry(0.9, corpus="bbbb")}
    assert floors.raised({DYAD: 0.6}, held, CORPUS)["dates/suite_exact"] == held["dates/suite_exact"]


def test_speed_and_counts_have_no_floor():
    figures = {"language/sentences_per_second": 300.0, "dates/suite_sentences": 80.0, "dates/spec_false_alarm": 0.02}
    lifted = floors.raised(figures, {}, {"language": "x", "dates": "y"})
    assert set(lifted) == {"dates/spec_false_alarm"}
    assert lifted["dates/spec_false_alarm"]["ceiling"] == 0.0205


def test_every_figure_has_a_tolerance():
    names = (DYAD, ERROR, "gold/unread/claim_f1", "language/names/f1", "amounts/suite_item")
    assert [floors.tolerance(name) for name in names] == [0.003, 0.03, 0.006, 0.003, 0.0005]


def test_the_digest_knows_names_and_contents(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("x")
    second.write_text("y")
    before = floors.digest([first, second], tmp_path)
    assert floors.digest([second, first], tmp_path) == before
    assert floors.digest([first], tmp_path) != before
    second.write_text("z")
    assert floors.digest([first, second], tmp_path) != before


def test_floors_are_written_and_read_again(tmp_path):
    path = tmp_path / "floors.json"
    assert floors.read(path) == {}
    for held in ({}, {DYAD: entry(0.5), ERROR: entry(0.1, "ceiling")}):
        floors.write(path, held)
        assert floors.read(path) == held


def test_the_floors_of_the_repository_can_be_read():
    for name, held in floors.read(command.FLOORS).items():
        kind = "ceiling" if floors.lower_is_better(name) else "floor"
        assert floors.gated(name), name
        assert 0 <= held[kind] <= 1, name
        assert held["tolerance"] >= 0, name
        assert len(held["corpus"]) == 16, name
        assert all(change["reason"] for change in held.get("lowered", ())), name


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command on a suite that gives one figure; floors and the last run lie in a folder of their own."""
    monkeypatch.setenv("VERBALE_SHARED", str(tmp_path))
    monkeypatch.setattr(command, "REPOSITORY", tmp_path)
    monkeypatch.setattr(command, "FLOORS", tmp_path / "floors.json")
    monkeypatch.setattr(changes, "LAST", tmp_path / "last.json")

    def go(value, *options):
        monkeypatch.setitem(command._RUNS, "dates", lambda shared: Measured({"suite_exact": value}))
        return command.main(["--only", "dates", *options])
    return go


def test_the_command_fails_below_a_floor_only(run, capsys):
    assert run(0.5) == 0
    assert run(0.5, "--raise") == 0
    assert run(0.4996) == 0
    assert run(0.4) == 1
    assert "dates/suite_exact: 0.4000 is below its floor of 0.4995" in capsys.readouterr().out


def test_the_command_does_not_lower_without_reason(run):
    run(0.5, "--raise")
    assert run(0.4, "--raise") == 1
    assert run(0.5) == 0
    assert run(0.4, "--raise", "--allow-lower", "harder sentences") == 0
    assert run(0.4) == 0


def test_the_command_tells_gains_and_losses_against_the_recorded_run(run, capsys):
    run(0.5, "--record")
    run(0.4)
    assert "-0.100  LOSS" in capsys.readouterr().out
    run(0.6)
    assert "+0.100  gain" in capsys.readouterr().out


def test_json_is_all_that_is_printed_when_asked_for(run, capsys):
    run(0.5, "--json")
    assert json.loads(capsys.readouterr().out)["figures"] == {"dates/suite_exact": 0.5}


def test_a_broken_suite_fails_the_run(run, monkeypatch):
    def broken(shared):
        raise ZeroDivisionError

    run(0.5)
    monkeypatch.setitem(command._RUNS, "amounts", broken)
    assert command.main(["--only", "amounts"]) == 1


def test_without_material_the_command_says_so_and_succeeds(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("VERBALE_SHARED", str(tmp_path / "nowhere"))
    assert command.main([]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_claims_gained_and_lost_are_told_by_type_and_story():
    def record(*dyads):
        return {"stories": {"open-story": {"right dyads": list(dyads)}}}

    last = {"gold": {"corpus": "aaaa", "figures": {}, "record": record("0 AID", "1 AGREE")}}
    lines = changes.lines("gold", Measured(record=record("0 AID", "2 AID", "3 AID")), "aaaa", last)
    cells = [line.split() for line in lines]
    assert ["AID", "2", "0"] in cells
    assert ["AGREE", "0", "1"] in cells
    assert ["open-story", "2", "1"] in cells
    same = Measured(record=record("0 AID", "1 AGREE"))
    assert changes.lines("gold", same, "aaaa", last) == ["as in the recorded run"]

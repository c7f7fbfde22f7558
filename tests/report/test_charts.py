"""Pictures: what is drawn is what was found; hostile words stay words."""

from __future__ import annotations

import datetime

import msgspec
import pytest

from verbale.analysis import boards
from verbale.analysis.boards import Board, Hypothesis, Row
from verbale.analysis.dyad import dyad
from verbale.analysis.findings import Band, Break
from verbale.analysis.forecasts import scored
from verbale.analysis.observations import Material, Observation
from verbale.analysis.weigh import weigh
from verbale.errors import UsageError
from verbale.record import Treaty, TreatyStep
from verbale.report import charts
from verbale.report.findings_text import clean, cut
from verbale.report.forecast_text import line

from . import fixture

D = datetime.date
HOSTILE = '<script>alert("1")</script> & \x1b[31m ' + "long " * 40


def observations(number: int = 60) -> tuple[Observation, ...]:
    days = [D(2024, 1, 1) + datetime.timedelta(days=3 * i) for i in range(number)]
    return tuple(
        Observation(
            id=f"e{i}",
            date=(day, day),
            actors=("RUS",),
            recipients=("PRK",),
            type="AID",
            quad="material-cooperation",
            summary=HOSTILE,
        )
        for i, day in enumerate(days)
    )


def found(number: int = 60, treaties: tuple[Treaty, ...] = ()):
    seen = observations(number)
    material = Material(
        where="t", kind="events", observations=seen, volume={one.day: 1 for one in seen}, treaties=treaties
    )
    return dyad(material, "RUS", "PRK", {"RUS": HOSTILE, "PRK": "North Korea"})


def treaty() -> Treaty:
    steps = (
        TreatyStep(step="signed", by=("PRK", "RUS"), date=(D(2024, 3, 1), D(2024, 3, 1)), claims=("c",)),
        TreatyStep(step="ratified", by=("RUS",), claims=("c",)),
    )
    return Treaty(id="t", name=HOSTILE, parties=("PRK", "RUS"), steps=steps)


def test_curve_breaks_and_ladder():
    one = found(treaties=(treaty(),))
    series = one.series[0]
    a_break = Break(
        first=D(2024, 2, 5),
        probability=0.8,
        here=0.4,
        reach=2,
        ratio=Band(2, 1.5, 2.5, 1, 3),
        before=1,
        after=2,
        seconded=True,
    )
    one = msgspec.structs.replace(one, series=(msgspec.structs.replace(series, breaks=(a_break,)), *one.series[1:]))
    spec = charts.trend(one).to_json()
    assert "80%" in spec
    assert "signed PRK+RUS" in spec
    assert len(charts.trend(one).to_dict()["vconcat"]) == 2


def test_balance_hypotheses_and_reliability(tmp_path):
    assert charts.balance(found()).to_dict()
    row = Row(id="r", text="r", likelihood={"a": "likely"}, reliability="B", credibility="2")
    board = Board(verbale=boards.FORMAT, question=HOSTILE, hypothesis=(Hypothesis(id="a", text=HOSTILE),), row=(row,))
    path = tmp_path / "h.svg"
    charts.save(charts.hypotheses(weigh(board, boards.tables())), path)
    assert "<script" not in path.read_text("utf-8")
    assert charts.reliability(scored([(0.3, 0.2, 0.1, True), (0.1, 0.2, 0.1, False)])).to_dict()


def test_nothing_to_draw_says_so(tmp_path):
    for draw in (lambda: charts.trend(found(3)), lambda: charts.reliability(scored([]))):
        with pytest.raises(UsageError) as caught:
            draw()
        assert caught.value.code == "V256"
    with pytest.raises(UsageError) as caught:
        charts.save(None, tmp_path / "x.pdf")
    assert caught.value.code == "V255"


def test_lines_cannot_steer_a_terminal():
    assert "\x1b" not in clean(HOSTILE)
    assert cut("one two three", 9) == "one two…"
    made = fixture.forecast(D(2024, 1, 1), 7, why=(HOSTILE,), note="n")
    said = list(line(made, {"RUS": "Russia"}))
    assert "20% [5%, 40%]" in said[0]
    assert said[-1].endswith("n.")

"""A file as a panel of its pairs, and the calibrated forecast of one."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from verbale.analysis import forecasts, panels, peer_files
from verbale.analysis.peer_rows import Row
from verbale.errors import UsageError

from .records import ICEWS_HEAD, icews_row, material, weekly

D = datetime.date
START = D(2023, 1, 1)
NAMES = [f"C{i:02}" for i in range(12)]


def rows(days: int = 210, seed: int = 1) -> list[Row]:
    """Rows of twelve countries, some pairs of which are busy."""
    chance = np.random.default_rng(seed)
    found = []
    for n in range(6000):
        a, b = (int(x) for x in np.minimum(chance.geometric(0.2, 2) - 1, 11))
        day = START + datetime.timedelta(days=int(chance.integers(days)))
        kind = ("AID", "CONSULT", "ACCUSE")[int(chance.integers(3))]
        if a != b:
            found.append(
                Row(
                    id=str(n),
                    key=(n,),
                    day=day,
                    date=(day, day),
                    sources=frozenset({NAMES[a]}),
                    targets=frozenset({NAMES[b]}),
                    joint=False,
                    type=kind,
                    mode=None,
                    quad="",
                    cameo=None,
                    reports=1,
                    origins=1,
                    text="",
                )
            )
    return found


def test_rows_after_the_cutoff_change_nothing():
    every, cutoff = rows(), START + datetime.timedelta(days=174)
    types = ("ACCUSE", "AID", "CONSULT")
    before = [row for row in every if row.day <= cutoff]
    one, two = (panels.build(given, "C00", "C01", types, cutoff) for given in (every, before))
    assert one.pairs == two.pairs
    assert (one.panel.counts == two.panel.counts).all()
    first, second = (panels.chance(held, "C00", "C01", "AID") for held in (one, two))
    assert first == second
    band, plain, base = first
    assert band.low90 <= band.low50 <= band.mean <= band.high50 <= band.high90
    assert 0 < base < plain < 1
    assert one.panel.days % 7 == 0


def test_a_busy_pair_is_likelier_than_a_quiet_one():
    held = panels.build(rows(), "C00", "C11", ("ACCUSE", "AID", "CONSULT"), None)
    assert panels.chance(held, "C00", "C01", "AID")[0].mean > panels.chance(held, "C00", "C11", "AID")[0].mean


def test_too_small_a_file_is_refused(tmp_path):
    path = tmp_path / "few.tab"
    path.write_text(
        "\n".join([ICEWS_HEAD, icews_row(1, "2018-06-01", "Russian Federation", "North Korea", "073", "Give")])
    )
    with pytest.raises(UsageError) as caught:
        panels.read(path, "RUS", "PRK", "AID", None)
    assert caught.value.code == "V259"
    assert len(list(peer_files.rows(path))) == 1
    with pytest.raises(UsageError):
        panels.read(path, "RUS", "PRK", "cooperation", None)


def test_the_better_answer_takes_the_place_of_the_plain_one():
    held = panels.build(rows(), "C00", "C01", ("ACCUSE", "AID", "CONSULT"), None)
    now = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    one = forecasts.make(material(weekly([1] * 30)), "RUS", "PRK", "AID", made=now)
    other = panels.improved(
        type(one)(**{f: getattr(one, f) for f in one.__struct_fields__} | {"a": "C00", "b": "C01"}),
        held,
    )
    assert other.id != one.id
    assert other.model.startswith("calibrated")
    assert other.plain != one.plain

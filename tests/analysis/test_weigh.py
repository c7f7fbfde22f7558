"""Boards: what must not change a result does not change it at all; what is wrong is said."""

from __future__ import annotations

import datetime
import json
import random

import msgspec
import pytest

from verbale.analysis import boards
from verbale.analysis.boards import Board, Hypothesis, Row
from verbale.analysis.weigh import difference, flipped, weigh
from verbale.errors import InputError

WORDS = boards.tables()
LIKELY = {"good": "likely", "bad": "unlikely", "dull": "even"}
D = datetime.date


def row(name: str, likelihood: dict | None = None, **more) -> Row:
    filled = {"text": f"what {name} tells", "reliability": "B", "credibility": "2", **more}
    return Row(id=name, likelihood=likelihood or LIKELY, **filled)


ROWS = (
    row("a", group="gift"),
    row("b", {"good": "unlikely", "bad": "very likely", "dull": "unlikely"}, source="USA"),
    row("c", {"good": "even", "bad": "likely", "dull": "likely"}, source="USA", contested=True, reported=D(2024, 5, 1)),
)


def board(rows=ROWS, **more) -> Board:
    named = tuple(Hypothesis(id=h, text=f"it is {h}") for h in ("good", "bad", "dull"))
    return Board(verbale=boards.FORMAT, question="Which?", hypothesis=named, row=tuple(rows), **more)


def points(given: Board):
    return weigh(given, WORDS).standpoints


BASE = points(board())


def test_a_copied_report_changes_nothing():
    copies = [
        msgspec.structs.replace(ROWS[i], id=f"copy{i}{n}", outlet=f"paper {n}") for i in range(3) for n in range(4)
    ]
    assert points(board([*ROWS, *copies])) == BASE


def test_a_copy_by_a_worse_paper_changes_nothing():
    assert points(board([*ROWS, msgspec.structs.replace(ROWS[0], id="z", reliability="E", outlet="tabloid")])) == BASE


def test_the_order_of_rows_changes_nothing():
    rows = list(ROWS)
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert points(board(rows)) == BASE


def test_a_row_split_in_two_halves_changes_nothing():
    halves = [msgspec.structs.replace(ROWS[0], id=f"a{n}", text=f"half {n} of it", claims=(f"c{n}",)) for n in (1, 2)]
    assert points(board([*halves, *ROWS[1:]])) == BASE


def test_a_report_of_unknown_worth_changes_nothing():
    unknown = row(
        "f6", {"good": "very likely", "bad": "very unlikely", "dull": "very unlikely"}, reliability="F", credibility="6"
    )
    assert points(board([*ROWS, unknown])) == BASE
    inside = msgspec.structs.replace(unknown, group="gift", relation="own reporting")
    assert points(board([*ROWS, inside])) == BASE


def test_what_was_not_looked_for_or_is_retracted_changes_nothing():
    assert points(board([*ROWS, row("x", looked="not looked for")])) == BASE
    assert points(board([*ROWS, row("x", retracted=True)])) == BASE


def test_a_row_that_says_the_same_of_all_separates_nothing():
    found = weigh(board([row("same", dict.fromkeys(("good", "bad", "dull"), "likely"))]), WORDS)
    means = [one.posterior.mean for one in found.standpoints[:3]]
    assert max(means) - min(means) < 0.02


def test_own_reporting_of_one_source_counts_less_than_two_sources():
    own = [row(f"o{n}", group="one", relation="own reporting", outlet=f"p{n}") for n in range(3)]
    apart = [row(f"o{n}", group=f"g{n}") for n in range(3)]
    once, same, many = (points(board(rows))[0].posterior.mean for rows in ([own[0]], own, apart))
    assert once < same < many


def test_an_interested_denial_hardly_moves_anything():
    against = {"good": "very unlikely", "bad": "very likely", "dull": "very unlikely"}
    denial = row("d", against, denial=True, interested=True, group="d")
    strong = row("d", against, group="d")
    base, denied, told = (points(board(rows))[1].posterior.mean for rows in (ROWS, [*ROWS, denial], [*ROWS, strong]))
    assert abs(denied - base) < 0.03 < told - base


def test_not_seen_is_evidence_against_what_expects_it():
    seen, unseen = (points(board([row("x", looked=state)]))[0].posterior.mean for state in ("seen", "not seen"))
    prior = BASE[0].prior.mean
    assert unseen < prior < seen


def test_none_of_these_is_there_and_grows_where_nothing_fits():
    odd = [row(f"o{n}", dict.fromkeys(("good", "bad", "dull"), "very unlikely"), text=f"odd {n}") for n in range(3)]
    found = points(board(odd))
    assert found[-1].id == "none"
    assert found[-1].posterior.mean > found[-1].prior.mean + 0.3


def test_probabilities_add_up_and_intervals_hold_the_mean():
    assert sum(one.posterior.mean for one in BASE) == pytest.approx(1)
    for one in BASE:
        assert one.posterior.low90 < one.posterior.low50 < one.posterior.high50 < one.posterior.high90


def test_hypotheses_that_may_both_hold():
    two = (Hypothesis(id="a", text="A", prior=(0.4, 0.6)), Hypothesis(id="b", text="B", prior=(0.4, 0.6)))
    both = {"a": "very likely", "b": "very likely"}
    given = Board(
        verbale=boards.FORMAT,
        question="?",
        hypothesis=two,
        exclusive=False,
        row=(row("x", both, text="x"), row("y", both, text="y")),
    )
    a, b, none = points(given)
    assert a.posterior.mean + b.posterior.mean > 1
    assert none.posterior.mean < none.prior.mean


def test_linchpins_differences_and_flips_are_told():
    found = weigh(board(), WORDS)
    assert "b" in found.linchpins
    assert "bad" in found.sentence
    earlier = weigh(board(), WORDS, asof=D(2024, 1, 1))
    assert earlier.counted == 2
    assert difference(earlier, found)["bad"][0] != difference(earlier, found)["bad"][1]
    assert set(flipped(board(), WORDS)) == {"c"}


def test_the_same_file_gives_the_same_numbers(tmp_path):
    file = tmp_path / "b.toml"
    file.write_text(TOML)
    read = boards.read(file, WORDS)
    assert weigh(read, WORDS) == weigh(boards.read(file, WORDS), WORDS)
    assert boards.digest(read, WORDS) != boards.digest(msgspec.structs.replace(read, seed=2), WORDS)


TOML = """
verbale = "board 1"
question = "Which?"
[[hypothesis]]
id = "good"
text = "it is good"
[[hypothesis]]
id = "bad"
text = "it is bad"
[[row]]
id = "a"
text = "a gift"
reliability = "B"
credibility = "2"
likelihood = { good = "likely", bad = [0.2, 0.3] }
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('verbale = "board 1"', 'verbale = "board 9"'), "board 9"),
        (('id = "bad"', 'id = "none"'), "taken"),
        (('id = "bad"', 'id = "good"'), "ids of their own"),
        (('good = "likely"', 'good = "probably"'), "words are"),
        (("bad = [0.2, 0.3]", "bad = [0.4, 0.3]"), "low <= high"),
        (("bad = [0.2, 0.3]", "bad = [0.0, 0.3]"), "0 < low"),
        ((", bad = [0.2, 0.3]", ""), "lacks bad"),
        (("bad = [0.2, 0.3]", 'bad = [0.2, 0.3], ugly = "likely"'), "no hypothesis"),
        (('reliability = "B"', 'reliability = "G"'), "grades are"),
        (('text = "a gift"', 'text = "a gift"\ncolour = "red"'), "colour"),
        (('question = "Which?"', "question = 7"), "question"),
        (('question = "Which?"', "question ="), "no TOML"),
        (('question = "Which?"', 'question = "?"\noutcome = "ugly"'), "ugly"),
    ],
)
def test_a_malformed_board_is_refused_with_the_reason(tmp_path, change, said):
    file = tmp_path / "b.toml"
    assert change[0] in TOML
    file.write_text(TOML.replace(*change))
    with pytest.raises(InputError) as caught:
        boards.read(file, WORDS)
    assert caught.value.code == "V270"
    assert said in caught.value.message


def test_a_board_that_is_not_there(tmp_path):
    with pytest.raises(InputError):
        boards.read(tmp_path / "no.toml", WORDS)


def test_one_hypothesis_and_no_row():
    given = Board(verbale=boards.FORMAT, question="?", hypothesis=(Hypothesis(id="a", text="A"),))
    found = weigh(given, WORDS)
    assert "No row says anything" in found.sentence
    assert found.standpoints[0].posterior == found.standpoints[0].prior
    assert json.loads(msgspec.json.encode(found))["weights"] == []

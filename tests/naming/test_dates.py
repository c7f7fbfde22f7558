from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import dates_eval
from verbale.naming.dates import DateMention, find_dates, infer_published

DAY = dt.date(2024, 11, 20)
ROLES = {"at", "since", "until", "by", "from_to", "during", "before", "after"}
KINDS = {"day", "week", "month", "quarter", "season", "year", "period", "time"}
ANCHORS = {"publication", "explicit", "previous", "event", "none"}
BASES = {"tense", "nearest", "next_last_word", "calendar"}
FLOOR = 0.93
FLOORS = {"dates_kinds": 0.9, "dates_kinds_held": 0.95, "dates_styles": 0.9}
DATE_WORDS = st.sampled_from(
    [
        "in",
        "on",
        "by",
        "since",
        "early",
        "late",
        "mid",
        "the",
        "of",
        "last",
        "next",
        "this",
        "past",
        "three",
        "3",
        "20",
        "2024",
        "'24",
        "May",
        "June",
        "Friday",
        "week",
        "month",
        "year",
        "ago",
        "earlier",
        "before",
        "after",
        "until",
        "to",
        "from",
        "-",
        "/",
        ",",
        ".",
        "quarter",
        "first",
        "31",
        "February",
        "30",
        "century",
        "decade",
        "1990s",
        "Q1",
        "Christmas",
        "tomorrow",
        "weekend",
        "9999",
        "0001",
        "1/2",
        "same",
        "day",
        "rest",
        "turn",
        "now",
        "between",
        "and",
        "half",
        "twenty",
        "nine",
        "thousand",
        "w/c",
        "calendar",
        "end",
        "'s",
    ]
)


def one(text: str, published: dt.date | None = DAY) -> DateMention:
    found = find_dates(text, published)
    assert len(found) == 1, found
    return found[0]


def check(text: str, found: list[DateMention]) -> None:
    end = 0
    for mention in found:
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
        assert (mention.first is None) == (mention.last is None)
        if mention.first is not None and mention.last is not None:
            assert mention.first <= mention.last
        assert mention.role in ROLES
        assert mention.kind in KINDS
        assert mention.anchor in ANCHORS
        assert mention.basis in BASES


@pytest.mark.parametrize("path", sorted(dates_eval.TABLES.glob("dates_*.tsv")), ids=lambda path: path.stem)
def test_suite_stays_above_its_floor(path: Path) -> None:
    rows = dates_eval.suite(path)
    faults = [(row[1], found) for row in rows if (found := dates_eval.row_faults(*row))]
    assert 1 - len(faults) / len(rows) >= FLOORS.get(path.stem, FLOOR), faults


def test_expression_alone() -> None:
    assert one("last week").first == dt.date(2024, 11, 11)
    assert one("since June") == DateMention(
        6, 10, dt.date(2024, 6, 1), dt.date(2024, 6, 30), "month", "since", "publication", "tense"
    )
    assert one("2019").last == dt.date(2019, 12, 31)


def test_tense_decides() -> None:
    past, future = one("They met on Friday."), one("They will meet on Friday.")
    assert (past.first, past.basis) == (dt.date(2024, 11, 15), "tense")
    assert (future.first, future.basis) == (dt.date(2024, 11, 22), "tense")


@pytest.mark.parametrize(
    "text",
    [
        "They may leave.",
        "Troops march on.",
        "The Sun reported it.",
        "a second try",
        "version 1.2.3",
        "room 2019",
        "2,000 troops",
        "aged 45",
        "F-16 jets",
        "the 12th floor",
        "Mr May said no.",
        "",
        " ",
        "\n\n",
    ],
)
def test_no_false_alarm(text: str) -> None:
    assert find_dates(text, DAY) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MOSCOW, Nov. 20, 2024 - The envoy left.", dt.date(2024, 11, 20)),
        ("KYIV (Agency) - Nov 3, 2023. Shells fell.", dt.date(2023, 11, 3)),
        ("The zoo opened on Wednesday, November 20. The 2024 season is over.", dt.date(2024, 11, 20)),
        ("The zoo opened on 4 May 2021.", dt.date(2021, 5, 4)),
        ("The treaty will enter into force on 4 May 2031.", None),
        ("Nothing is dated here.", None),
    ],
)
def test_infer_published(text: str, expected: dt.date | None) -> None:
    assert infer_published(text) == expected


@given(st.text(max_size=200), st.none() | st.dates())
@settings(max_examples=150, deadline=None)
def test_any_text(text: str, published: dt.date | None) -> None:
    check(text, find_dates(text, published))
    infer_published(text)


@given(st.lists(DATE_WORDS, max_size=14), st.none() | st.dates(), st.sampled_from([" ", ""]))
@settings(max_examples=300, deadline=None)
def test_any_date_words(words: list[str], published: dt.date | None, joint: str) -> None:
    text = joint.join(words)
    check(text, find_dates(text, published))
    infer_published(text)


@pytest.mark.parametrize(
    "unit",
    [
        "the early ",
        "1/",
        "in 3 ",
        "May ",
        "first week of ",
        "2024-",
        "last ",
        "a" * 40 + " ",
        "1,000,",
        "'",
        "from 2 to ",
        "the year to ",
        "the rest of ",
        "between now and ",
        "two years and ",
        "twenty-",
        "agreed to a truce from ",
    ],
)
def test_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()  # of this process: other work on the machine is no fault of the grammar
    find_dates(text, DAY)
    assert time.process_time() - begun < 5


NEWS = (
    "Oslo, 18 November 2024. The two ministers met on Monday and will meet again in early December, the embassy said. "
    "Since June the fleets have held four drills; the last ended two weeks ago. By the end of 2025 the bridge at Kars, "
    "shut in 1993, is to be rebuilt. A spokesman declined to say on Tuesday whether the talks had been put off. "
)


def test_a_thousand_characters_take_a_millisecond() -> None:
    """About 0.8 ms alone on a core; a core shared with other work is slower by half: twice the time is allowed."""
    text = (NEWS * 4)[:1000]
    best = 1.0
    find_dates(text, DAY)
    for _ in range(60):  # the best of several: other work on the machine is no fault of the grammar
        begun = time.process_time()
        find_dates(text, DAY)
        best = min(best, time.process_time() - begun)
    assert best <= 0.002


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("On opening night the hall was full.", []),
        ("On Sunday, polling day, they met; every polling day they meet.", ["Sunday", "polling day"]),
        ("Yesterday, day three of the talks, they left. After day three nobody came.", [
            "Yesterday", "day three of the talks", "day three"]),
        ("The summit's closing day, 7 March 2025, was short.", ["closing day", "7 March 2025"]),
    ],
)  # fmt: skip
def test_days_named_by_what_happens(text: str, words: list[str]) -> None:
    assert [text[d.start : d.end] for d in find_dates(text, DAY)] == words


def test_a_page_that_dates_itself() -> None:
    text = "Row grows\nTuesday, November 19, 2024\nYesterday the envoy left."
    assert find_dates(text, DAY)[-1].first == dt.date(2024, 11, 18)
    assert find_dates(text, dt.date(2024, 12, 24))[-1].first == dt.date(2024, 12, 23)  # too far off to be the page's

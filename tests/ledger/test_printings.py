"""One text in several outlets: one body, one origin, a report for each outlet."""
from __future__ import annotations

import datetime
import itertools

import msgspec
import pytest
from factory import DAY, coding, report

from verbale.cli import run
from verbale.ledger import Ledger
from verbale.record import Coding


def printed(told: Coding, outlet: str | None, url: str | None = None, later: int = 1) -> Coding:
    """The same text as another outlet prints it."""
    story = msgspec.structs.replace(
        told.story, outlet=outlet, url=url, name=f"by-{outlet}-{url}",
        published=DAY + datetime.timedelta(days=later),
    )
    return msgspec.structs.replace(told, story=story)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "news.ledger") as opened:
        yield opened
        assert opened.verify() == []


def test_each_outlet_is_a_report_and_all_are_of_one_origin(ledger):
    told = coding()
    ledger.add(told)
    before = ledger.versions()[-1].number
    assert ledger.add(printed(told, "Herald", "https://herald.example/a")).story_new is False
    (event,) = ledger.events()
    assert (event.reports, event.origins, event.stories) == (2, 1, 1)
    assert f"story {told.story.id}: printed to the letter by Herald, 2024-11-21" in event.origin_reasons
    assert [c.outlet for c in ledger.copies(told.story.id)] == ["Gazette", "Herald"]
    assert ledger.at(before).events()[0].reports == 1
    assert [step.what for step in ledger.history(event.id)] == ["came", "changed"]


@pytest.mark.parametrize(("outlet", "url"), [
    ("Gazette", None), ("  gazette ", "https://other.example/"), (None, None), ("", "no address"),
])
def test_the_same_outlet_again_or_an_unknown_one_is_no_further_report(ledger, outlet, url):
    told = coding()
    ledger.add(told)
    ledger.add(printed(told, outlet, url))
    assert ledger.events()[0].reports == 1
    assert len(ledger.copies(told.story.id)) == 2


def test_outlets_that_share_a_name_by_a_third_copy_are_one(ledger):
    told = coding()
    copies = [told, printed(told, "Herald"), printed(told, None, "https://www.herald.example/x", 2),
              printed(told, "Herald", "https://herald.example/y", 3)]
    hashes = set()
    for order in itertools.permutations(copies):
        with Ledger(":memory:") as book:
            book.add_all(order[:2])
            book.add_all(order[2:])
            hashes.add((book.content_hash(), book.events()[0].reports))
    assert len(hashes) == 1
    assert hashes.pop()[1] == 2


def test_it_stays_a_duplicate_in_the_account_and_survives_being_made_anew(ledger, tmp_path):
    told = coding()
    run_number = ledger.begin_run("1.0")
    ledger.add_all([told, printed(told, "Herald"), printed(told, "Post")])
    counts = ledger.finish_run(run_number, 3)
    assert (counts.received, counts.coded, counts.duplicate, counts.lost) == (3, 1, 2, 0)
    assert ledger.events()[0].reports == 3
    assert ledger.rebuild(tmp_path / "anew.ledger").same


def test_a_text_in_two_outlets_beside_another_report(ledger):
    first, second = report(1, "Russia gave North Korea 70 bears."), report(2, "Russia gave North Korea 70 bears, too.")
    ledger.add_all([first, second, printed(first, "Herald")])
    (event,) = ledger.events()
    assert event.reports == 3
    assert event.stories == 2


def test_the_command_keeps_the_report_of_a_second_outlet(tmp_path, capsys):
    for outlet in ("Gazette", "Herald"):
        (tmp_path / f"{outlet}.json").write_text(
            '{"text": "On Monday Kenya gave Nepal 40 horses.", "published": "2025-03-06", "outlet": "' + outlet + '"}',
        )
    path = str(tmp_path / "my.db")
    assert run(["add", str(tmp_path / "Gazette.json"), str(tmp_path / "Herald.json"), "--ledger", path]) == 0
    assert "in 2 = coded 1 + no event 0 + duplicate 1 + rejected 0" in capsys.readouterr().err
    with Ledger(path) as book:
        (event,) = book.events()
        assert (event.reports, event.origins) == (2, 1)

"""A past state laid over the file answers as a copy of that state does, also while others write."""
from __future__ import annotations

import pytest
from factory import DAY, coding, report

from verbale.ledger import Ask, Ledger, history
from verbale.ledger.backend import Backend

BY = {"who": "A. Reader", "why": "The text says so."}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A ledger in which claims and events came, changed, were merged, split, ended and came back."""
    place = tmp_path_factory.mktemp("past") / "news.ledger"
    with Ledger(place) as book:
        number = book.begin_run("1.0")
        first = report(1, "Russia gave North Korea 70 bears.")
        second = report(2, "Russia gave North Korea 70 bears, too.")
        book.add(first, original=(b"<p>", "text/html"))
        book.add(coding(3), coder="1")
        book.correct(first.claims[0].id, "status", "planned", **BY)
        book.add(second)
        gone = book.correct(coding(3).claims[0].id, "not an event", **BY)
        book.add_rejected("x.pdf", "V103", "no text")
        book.finish_run(number)
        book.undo(gone.id, **BY)
        book.add_all([coding(n) for n in range(5, 9)])
        joined = book.correct(coding(5).events[0].id, "same as", coding(6).events[0].id, **BY)
        book.add(report(4, "Russia gave North Korea 70 bears, it is said.", published=DAY.replace(day=1)))
        book.undo(joined.id, **BY)
        book.recode(lambda story: next(c for c in (
            first, second, *(coding(n) for n in range(9)), report(4, "Russia gave North Korea 70 bears, it is said.",
                                                                  published=DAY.replace(day=1)),
        ) if c.story.id == story.id), "2")
    return place


def answers(book: Ledger) -> dict[str, object]:
    stories = book.stories()
    events = book.events()
    return {
        "stories": stories, "claims": book.claims(), "events": events, "judged": book.judgements(), "runs": book.runs(),
        "stats": book.stats(), "hash": book.content_hash(), "head": book.head(), "rejections": book.rejections(),
        "codings": [book.coding(one.id) for one in stories], "copies": [book.copies(one.id) for one in stories],
        "pair": book.events(between=("RUS", "PRK")), "since": book.events(since="2024-11-25"),
        "found": book.find(Ask(between=("PRK", "RUS"))), "facets": book.facets(), "search": book.search("bears"),
        "trails": [book.history(one.id) for one in events], "versions": book.versions(), "lines": list(book.lines()),
        "page": book.find_claims(Ask(), size=3),
    }


def test_every_past_state_is_that_of_a_copy(path):
    with Ledger(path) as book:
        last = book.versions()[-1].number
        assert last > 15
        for number in (0, 1, *range(3, last + 1, 2)):
            copied = Backend(":memory:", 1.0, create=True, read_only=False, blank=True)
            with book._reading() as source, copied.writing() as target:
                history.fill(source, target, number)
            with Ledger(copied) as copy, book.at(number) as past:
                expected, found = answers(copy), answers(past)
                for name, value in expected.items():
                    assert found[name] == value, (number, name)
                assert past.verify() == []


def test_the_present_as_a_past_state(path):
    with Ledger(path) as book, book.at(book.versions()[-1].number) as past:
        assert answers(past) == answers(book)


def test_it_stays_as_it_is_while_others_write(tmp_path):
    place = tmp_path / "news.ledger"
    with Ledger(place) as book:
        book.add_all([coding(n) for n in range(4)])
        with book.at(book.versions()[-1].number) as past:
            before = answers(past)
            book.correct(coding(1).claims[0].id, "actors", "BLR", **BY)
            assert answers(past) == before
            book.correct(coding(2).claims[0].id, "not an event", **BY)
            book.add(coding(9))
            assert answers(past) == before
            with Ledger(place) as other:
                assert len(other.stories()) == 5
        assert book.verify() == []

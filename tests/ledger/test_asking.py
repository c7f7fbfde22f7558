"""Narrowing, counting, paging; versions by name; errors with next steps."""
from __future__ import annotations

import datetime
import importlib.util
import multiprocessing
import os

import pytest
from factory import coding, report, silent

from verbale.errors import InstallError, LedgerError
from verbale.ledger import Ask, Ledger
from verbale.ledger import open as open_ledger
from verbale.record import EventType, Source, SourceKind, Span


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("asking") / "news.ledger"
    speaker = (Source("Tokyo", "JPN", SourceKind.OFFICIAL, Span(0, 5)),)
    with Ledger(path) as opened:
        opened.add_all([coding(n) for n in range(7)])
        opened.add_all([
            report(20, "Japan condemned Russia.", EventType.ACCUSE, actors="JPN", recipients="RUS", sources=speaker),
            report(21, "Russia and Belarus met.", EventType.CONSULT, actors="RUS BLR", recipients="", day=None),
            silent(1),
        ])
        yield opened


@pytest.mark.parametrize(("ask", "count"), [
    (Ask(), 9), (Ask(types=("aid",)), 7), (Ask(types=("AID", "ACCUSE")), 8), (Ask(quads=("verbal-conflict",)), 1),
    (Ask(quads=("verbal-conflict",), types=("AID",)), 0), (Ask(actors=("JPN", "BLR")), 2),
    (Ask(between=("BLR", "RUS")), 1), (Ask(sources=("JPN",)), 1), (Ask(sources=("Tokyo",)), 1),
    (Ask(outlets=("Gazette",)), 7), (Ask(statuses=("done",)), 9), (Ask(standings=("contested",)), 0),
    (Ask(since="2024-12-01"), 4), (Ask(until="2024-11-20"), 2), (Ask(words="condemned"), 1),
    (Ask(words="condemned", types=("AID",)), 0), (Ask(stories=(coding(3).story.id,)), 1),
])
def test_criteria_narrow_together(ledger, ask, count):
    page = ledger.find(ask)
    assert page.total == len(page.items) == count
    assert ledger.facets(ask).total == count


def test_pages_are_whole_and_in_order(ledger):
    pages = [ledger.find(Ask(), page=n, size=4) for n in (1, 2, 3, 4)]
    assert [len(page.items) for page in pages] == [4, 4, 1, 0]
    assert [e for page in pages for e in page.items] == ledger.events()
    assert {page.total for page in pages} == {9}
    assert ledger.find(Ask(), page=-3, size=0).size == 1
    claims = ledger.find_claims(Ask(types=("AID",)), size=3)
    assert (claims.total, len(claims.items)) == (7, 3)


def test_facets_count_every_value(ledger):
    facets = ledger.facets()
    assert facets.types == {"AID": 7, "ACCUSE": 1, "CONSULT": 1}
    assert facets.quads == {"material-cooperation": 7, "verbal-conflict": 1, "verbal-cooperation": 1}
    assert facets.actors == {"RUS": 9, "PRK": 7, "BLR": 1, "JPN": 1}
    assert facets.sources == {"RUS": 7, "JPN": 1}
    assert facets.outlets == {"Gazette": 7, "Outlet 20": 1, "Outlet 21": 1}
    assert facets.months == {"2024-11": 4, "2024-12": 4}


def test_a_version_has_many_names(ledger):
    last = ledger.versions()[-1]
    today = datetime.datetime.now(datetime.UTC).date()
    for name in (last.number, str(last.number), last.hash, last.hash[:8], today, today.isoformat(), last.at):
        assert ledger.version(name) == last
    assert ledger.versions(1) == [last]
    assert ledger.at(2).stats().stories == 7
    assert ledger.at("2000-01-01").stats().stories == 0
    assert len(ledger.diff(2).stories) == 3
    for name in (99, "abcdef12", "someday", "-", ""):
        with pytest.raises(LedgerError) as error:
            ledger.version(name)
        assert error.value.code == "V303"


def test_without_the_driver_the_package_to_install_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InstallError) as error:
        open_ledger("postgresql://u:secret@host/x")
    assert "verbale[team]" in error.value.line()
    assert "secret" not in error.value.line()


def _as_nobody(path, pipe):
    os.setgid(65534)
    os.setuid(65534)
    told = []
    try:
        with open_ledger(path, read_only=True) as book:
            told.append(len(book.stories()))
        with Ledger(path) as book:
            told.append(len(book.find(Ask()).items))
            book.add(coding(50))
    except LedgerError as error:
        told.append(error.line())
    pipe.send(told)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_a_file_that_may_only_be_read_is_read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    path = folder / "news.ledger"
    with Ledger(path) as book:
        book.add(coding())
        book.find(Ask())
    folder.chmod(0o755)
    for place in folder.parents:
        if "pytest" in place.name:
            place.chmod(0o755)
    path.chmod(0o444)
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_as_nobody, args=(str(path), theirs))
    child.start()
    assert ours.poll(60)
    told = ours.recv()
    child.join()
    assert told[0] == 1
    assert told[-1].startswith("V305: ")

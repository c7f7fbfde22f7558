"""The same ledger on SQLite and on a real PostgreSQL."""
from __future__ import annotations

import random

import msgspec
import pytest
from conftest import PASSWORD
from factory import DAY, coding, report, silent

from verbale.errors import LedgerError
from verbale.ledger import Ask, Hit, Ledger, Rejected, Stats, schema
from verbale.record import EventType, Story

BY = {"who": "A. Reader", "why": "The text says so."}


def filled(place, order=None):
    """A ledger with a bit of everything."""
    items = [coding(n) for n in range(3)]
    items += [report(1, "Russia gave North Korea 70 bears."), report(2, "Russia gave North Korea 70 bears at noon.")]
    items += [report(4, "Japan condemned Russia over it.", EventType.ACCUSE, actors="JPN", recipients="RUS"), silent(9)]
    random.Random(order).shuffle(items)
    ledger = Ledger(place)
    run = ledger.begin_run("1.0")
    ledger.add_all([*items[:3], Rejected("broken\0.pdf", "V103", "no text")])
    for item in items[3:]:
        ledger.add(item)
    ledger.finish_run(run)
    ledger.correct(coding(1).claims[0].id, "actors", "BLR", **BY)
    return ledger


def test_what_goes_in_comes_out_and_is_sound(place):
    with filled(place) as ledger:
        assert ledger.verify() == []
        assert ledger.coding(coding(2).story.id) == coding(2)
        assert [a.code for a in ledger.claim(coding(1).claims[0].id).actors] == ["BLR"]
        counts = ledger.runs()[0]
        assert (counts.coded, counts.no_event, counts.rejected, counts.lost) == (6, 1, 1, 0)
        assert counts.reasons == {"V103": 1}
        assert ledger.rejections() == [("broken␀.pdf", "V103", "no text")]
    with Ledger(place) as again:
        assert again.stats() == Stats(
            stories=7, claims=6, events=4, rejections=1, runs=1, batches=9, first_day="2024-11-20",
            last_day="2024-11-30", by_type={"ACCUSE": 1, "AID": 3}, judgements=1,
        )


def test_both_databases_give_the_same_contents_in_any_order(place):
    with filled(place, 1) as one, filled(":memory:", 2) as two:
        assert one.content_hash() == two.content_hash()
        assert one.facets() == two.facets()
        for ask in (Ask(), Ask(between=("RUS", "PRK")), Ask(words="bears noon"), Ask(outlets=("Outlet 4",))):
            assert one.find(ask) == two.find(ask)


def test_the_past_and_the_trail(place):
    with filled(place) as ledger:
        last = ledger.versions()[-1].number
        name = coding(1).claims[0].id
        with ledger.at(last - 1) as before:
            assert [a.code for a in before.claim(name).actors] == ["RUS"]
            assert before.stats().judgements == 0
            with pytest.raises(LedgerError) as error:
                before.add(coding(7))
            assert error.value.code == "V305"
        diff = ledger.diff(last - 1)
        assert diff.claims_changed == (name,)
        assert (len(diff.judgements), diff.stories) == (1, ())
        assert ledger.history(name)[-1].judgement.who == "A. Reader"
        assert ledger.version(ledger.head()[:10]).number == last


def test_words_are_found(place):
    with filled(place) as ledger:
        (hit,) = ledger.search("CONDEMNED japan")
        assert isinstance(hit, Hit)
        assert "[Japan]" in hit.excerpt
        for query in ("", "  ", '"', "a & b | !", "x:*", "a\0b", "'; DROP TABLE stories", "%"):
            ledger.search(query)
            ledger.find(Ask(words=query))


def test_text_with_nul_comes_back(place):
    told = coding()
    story = Story(text="Nul \0 here.", name="a\0b", title="t\0")
    with Ledger(place) as ledger:
        ledger.add(msgspec.structs.replace(told, story=story, claims=(), events=()))
        assert ledger.stories() == [story]
        assert ledger.verify() == []


def test_a_reader_waits_for_nobody_and_a_second_writer_is_told(place):
    with Ledger(place) as one, Ledger(place, busy_seconds=0.2) as two, Ledger(place, read_only=True) as three:
        one.add(coding(1))
        with one._writing() as connection:
            connection.exec_driver_sql("UPDATE runs SET coded = 0")
            with pytest.raises(LedgerError) as error:
                two.add(coding(2))
            assert error.value.code == "V302"
            assert len(two.stories()) == len(three.stories()) == 1
        two.add(coding(2))
        with pytest.raises(LedgerError) as error:
            three.add(coding(3))
        assert error.value.code == "V305"
        assert len(three.stories()) == 2


def test_a_rebuilt_ledger_is_the_same(place, tmp_path):
    with filled(place) as ledger:
        told = {c.id: c for c in ledger.claims()}
        assert told
        kept = ledger.rebuild(tmp_path / "kept.ledger")
        assert kept.same
        original = {story.id: story for story in ledger.stories()}
        coder = {c.story.id: c for c in (*map(coding, range(3)), silent(9))}
        assert original.keys() > coder.keys()
    with Ledger(tmp_path / "kept.ledger") as new:
        assert new.verify() == []
        assert {c.id: c for c in new.claims()} == told


@pytest.mark.parametrize(("change", "code"), [
    (lambda url: url.replace(PASSWORD, "wrong-8R"), "V308"),
    (lambda url: url.replace("keeper", "nobody_here"), "V308"),
    (lambda url: url.replace("?host=", "?host=/nowhere"), "V307"),
    (lambda url: url.replace(":" + PASSWORD + "@/", ":" + PASSWORD + "@/no_"), "V301"),
    (lambda url: f"postgresql://u:{PASSWORD}@127.0.0.1:1/x", "V307"),
    (lambda url: f"postgresql://u:{PASSWORD}@host:port/x", "V301"),
    (lambda url: f"mysql://u:{PASSWORD}@host/x", "V301"),
])
def test_what_is_wrong_with_a_server_is_said_without_the_password(database, change, code):
    with pytest.raises(LedgerError) as error:
        Ledger(change(database))
    assert error.value.code == code
    for told in (error.value.line(), repr(error.value.__cause__), repr(error.value.__context__)):
        assert PASSWORD not in told
        assert "wrong-8R" not in told


def test_a_database_of_others_is_left_alone(database):
    import psycopg

    with psycopg.connect(database) as raw:
        raw.execute("CREATE TABLE mine (x int)")
    with pytest.raises(LedgerError) as error:
        Ledger(database)
    assert error.value.code == "V301"


def test_the_server_refuses_to_change_what_is_kept(database):
    import psycopg

    filled(database).close()
    for table in schema.APPEND_ONLY:
        for act in ("DELETE FROM {}", "UPDATE {0} SET {1} = {1}", "TRUNCATE {} CASCADE"):
            column = schema.metadata.tables[table].columns.keys()[0]
            with psycopg.connect(database) as raw, pytest.raises(psycopg.Error, match="append-only"):
                raw.execute(act.format(table, column))


def test_published_days_of_copies(place):
    told = coding()
    reprint = msgspec.structs.replace(told, story=msgspec.structs.replace(
        told.story, published=DAY.replace(day=1), outlet="Herald"))
    with Ledger(place) as ledger:
        ledger.add(told, original=(b"<html>\0", "text/html"))
        ledger.add(reprint)
        copies = ledger.copies(told.story.id)
        assert [(c.outlet, c.published) for c in copies] == [("Herald", "2024-11-01"), ("Gazette", "2024-11-20")]
        assert ledger.original(copies[1].original) == (b"<html>\0", "text/html")
        assert ledger.verify() == []

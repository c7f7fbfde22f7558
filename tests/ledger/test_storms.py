"""Kills, flipped bytes, full disks, shuffled orders: fewer turns of what `python -m evaluation.ledger` does in full."""
from __future__ import annotations

import multiprocessing
import sqlite3
import time

import pytest

from evaluation import ledger as storms
from verbale.errors import LedgerError
from verbale.ledger import Ledger, damaged


def test_kills_lose_nothing_that_was_acknowledged(tmp_path):
    figures = storms.kills(tmp_path, 40)
    assert figures["acknowledged"] >= 40
    assert (figures["lost"], figures["double"], figures["faults"], figures["false alarms"]) == (0, 0, 0, 0)


def test_a_changed_byte_is_found_anywhere(tmp_path):
    figures = storms.flips(tmp_path, 40)
    assert figures["elsewhere"] > 0
    assert figures["flips not found"] == figures["crashes"] == 0


def test_a_changed_byte_is_found_without_a_seal_where_it_has_meaning(tmp_path):
    figures = storms.bare(tmp_path, 40)
    assert figures["of meaning"] > 20
    assert figures["of meaning found"] == figures["of meaning"]
    assert figures["crashes"] == figures["not found and answers changed"] == 0


def test_a_full_disk_is_told_and_gone_on_from(tmp_path):
    assert storms.full(tmp_path, 4) == {"full disks": 4, "clean errors": 4, "committed kept": 4, "resumed": 4}


def test_any_order_gives_the_same_contents(tmp_path):
    assert storms.orders(tmp_path, 3, 60)["contents of orders"] == 1


def test_torn_pages_are_reported_and_never_crash(tmp_path):
    path = storms._small(tmp_path)
    whole = path.read_bytes()
    for start, torn in (
        (0, b"\0" * 100), (4096, b"\xff" * 4096), (len(whole) // 2 // 4096 * 4096, b"\0" * 4096), (40, b"\xff" * 8),
        (20 * 4096, whole[4096:8192]), (96, b"\0" * 4000),
    ):
        path.write_bytes(whole[:start] + torn + whole[start + len(torn) :])
        lines = damaged(path)
        assert lines
        assert all(line.isprintable() for line in lines)
    path.write_bytes(whole[: len(whole) // 3])
    assert damaged(path)
    path.write_bytes(b"")
    assert damaged(path)
    path.unlink()
    with pytest.raises(LedgerError):
        damaged(path)


def _hold(path, held, release):
    with Ledger(path) as book, book._writing() as connection:
        connection.exec_driver_sql("DELETE FROM claim_sources")
        held.set()
        release.wait(30)


def test_readers_never_wait_for_a_writer_in_another_process(tmp_path):
    path = storms._small(tmp_path)
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    writer = context.Process(target=_hold, args=(path, held, release))
    writer.start()
    try:
        assert held.wait(60)
        with Ledger(path, read_only=True) as one, Ledger(path, busy_seconds=0.1) as two:
            begun = time.perf_counter()
            assert len(one.stories()) == len(two.stories()) == 61
            assert one.find_claims(storms_ask()).total == len(two.claims())
            with pytest.raises(LedgerError) as error:
                two.add(storms.story(7000))
            assert error.value.code == "V302"
            assert time.perf_counter() - begun < 5
    finally:
        release.set()
        writer.join(60)
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT count(*) FROM claim_sources").fetchone()[0] == 0
    raw.close()


def storms_ask():
    from verbale.ledger import Ask

    return Ask()

"""Seals: made whenever a ledger is closed, never a false alarm, and no damage is sealed in."""
from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from factory import coding

from verbale.cli import run
from verbale.errors import LedgerError
from verbale.ledger import Ledger, damaged, sealing


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "news.ledger"
    with Ledger(place) as book:
        for n in range(3):
            book.add(coding(n))
    return place


def unused(path: Path) -> int:
    """The place of a byte that belongs to no record: of the room left in a page."""
    raw = sqlite3.connect(path)
    (number,) = raw.execute("SELECT pageno FROM dbstat WHERE unused > 100 ORDER BY pageno DESC LIMIT 1").fetchone()
    raw.close()
    data = path.read_bytes()
    start = (number - 1) * 4096
    cells = int.from_bytes(data[start + 3 : start + 5], "big")
    head = 12 if data[start] in {2, 5} else 8
    return start + head + 2 * cells + 4  # between the directory and the cells


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


def test_a_ledger_is_sealed_when_it_is_closed_and_a_byte_of_no_record_counts(path, capsys):
    with Ledger(path) as book:
        assert book.sealed()
        assert book.verify() == []
    flip(path, unused(path))
    assert [line for line in damaged(path) if "not as it was sealed" in line]
    assert run(["verify", str(path)]) == 2
    capsys.readouterr()


def test_without_a_seal_verify_says_so_and_makes_one_when_asked(path, capsys):
    sealing.place(path).unlink()
    assert run(["verify", str(path)]) == 0
    assert "No seal for this state" in capsys.readouterr().err
    assert run(["verify", str(path), "--seal"]) == 0
    assert run(["verify", str(path)]) == 0
    assert "No seal" not in capsys.readouterr().err


def test_while_it_is_written_to_the_pages_in_the_log_are_not_looked_at(path):
    place = unused(path)
    with Ledger(path) as book:
        book.add(coding(7))
        assert not book.sealed()
        assert book.verify() == []
    flip(path, place)
    with Ledger(path) as book:
        assert [line for line in book.verify() if "not as it was sealed" in line]


def test_damage_is_not_sealed_in_by_what_is_added_later(path):
    place = unused(path)
    page = place // 4096 + 1
    flip(path, place)
    with Ledger(path) as book, book._writing() as connection:
        connection.exec_driver_sql("INSERT INTO runs VALUES (99, '', NULL, '', NULL, 0, 0, 0, 0)")
    # That page was not in the log, so its hash is still the one from before.
    assert f"file: page {page} is not as it was sealed" in damaged(path)


def test_a_changed_seal_is_told(path):
    seal = sealing.place(path)
    whole = seal.read_bytes()
    for place in (0, 3, len(whole) // 2, len(whole) - 3):
        seal.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert damaged(path) == [f"seal {seal.name}: it is damaged; verbale verify --seal makes it anew"]
    with Ledger(path) as book:
        book.seal()
    assert damaged(path) == []


def test_an_older_copy_of_the_file_beside_a_newer_seal_is_no_fault(path, tmp_path):
    old = shutil.copy(path, tmp_path / "old.ledger")
    with Ledger(path) as book:
        book.add(coding(8))
    shutil.copy(old, path)
    with Ledger(path) as book:
        assert book.verify() == []
        assert not book.sealed()
        book.add(coding(9))
    with Ledger(path) as book:
        assert book.sealed()
    assert damaged(path) == []


def _read_for_long(path, held, release):
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("BEGIN")
    raw.execute("SELECT count(*) FROM stories").fetchone()
    held.set()
    release.wait(30)


def test_a_reader_of_an_older_state_holds_the_seal_off_and_hears_no_false_alarm(path):
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    with Ledger(path) as book:
        book.add(coding(7))
        reader = context.Process(target=_read_for_long, args=(path, held, release))
        reader.start()
        try:
            assert held.wait(60)
            book.add(coding(8))
            with pytest.raises(LedgerError) as error:
                book.seal()
            assert error.value.code == "V302"
            assert book.verify() == []
        finally:
            release.set()
            reader.join(60)
    assert damaged(path) == []
    with Ledger(path) as book:
        assert book.sealed()


def _add_and_die(path):
    book = Ledger(path)
    book.add(coding(20))
    os.kill(os.getpid(), signal.SIGKILL)


def test_after_a_kill_there_is_no_seal_for_the_new_state_and_no_alarm(path):
    child = multiprocessing.get_context("spawn").Process(target=_add_and_die, args=(path,))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    with Ledger(path) as book:
        assert len(book.stories()) == 4
        assert not book.sealed()
        assert book.verify() == []
        book.add(coding(21))
    with Ledger(path) as book:
        assert book.sealed()
        assert book.verify() == []


def test_a_long_run_seals_as_it_goes(path, monkeypatch):
    monkeypatch.setattr(sealing, "LOG_BYTES", 100_000)
    with Ledger(path) as book:
        for n in range(30, 40):
            book._backend._not_before = 0.0
            book.add(coding(n))
            assert sealing.fit(path, book.head()) is not sealing.Fit.NONE
        assert book.verify() == []
    assert damaged(path) == []


def test_reading_the_file_takes_no_lock_of_sqlite_away(path):
    """Else another process that closes its connection would take itself for the last, and remove the log in use."""
    with Ledger(path) as book:
        book.add(coding(7))
        assert book.verify() == []
        script = f"import sqlite3; c = sqlite3.connect({str(path)!r}); c.execute('SELECT * FROM runs'); c.close()"
        subprocess.run([sys.executable, "-c", script], check=True)
        assert path.with_name(f"{path.name}-wal").exists()
        assert book.add(coding(8)).story_new
    assert damaged(path) == []

"""A ledger of the first tables is brought up to date, and stays what it was."""
from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from verbale.errors import LedgerError
from verbale.ledger import Ledger
from verbale.ledger.migrations import m001_first

ROWS = (Path(__file__).parent / "m001_rows.sql").read_text("utf-8")


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.ledger"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        m001_first.up(connection)
    engine.dispose()
    raw = sqlite3.connect(path)
    raw.executescript(f"BEGIN; {ROWS} COMMIT;")
    raw.close()
    return path


def test_an_old_ledger_is_brought_up_to_date_and_loses_nothing(old):
    raw = sqlite3.connect(old)
    claims = dict(raw.execute("SELECT id, record FROM claims").fetchall())
    head = raw.execute("SELECT hash FROM batches ORDER BY batch DESC").fetchone()[0]
    last = raw.execute("SELECT max(batch) FROM batches").fetchone()[0]
    raw.close()
    with Ledger(old) as ledger:
        assert ledger.verify() == []
        from verbale.ledger import rows

        assert {c.id: rows.canonical(c) for c in ledger.claims()} == claims
        assert ledger.version(last).hash == head
        assert ledger.versions()[-1].what == "tables made or brought up to date"
        assert {c for e in ledger.events() for c in e.claims} == set(claims)
        stats = ledger.stats()
        assert (stats.stories, stats.claims, stats.rejections, stats.runs) == (4, 4, 1, 1)
        counts = ledger.runs()[0]
        assert (counts.coded, counts.no_event, counts.duplicate, counts.rejected, counts.lost) == (3, 1, 1, 1, 0)
        assert ledger.search("bears")
        assert [c.outlet for c in ledger.copies(ledger.stories()[2].id)] == ["Herald", "Gazette"]
        before = ledger.content_hash()
        ledger.correct(ledger.claims()[0].id, "status", "planned", who="A", why="B")
        with ledger.at(last) as past:
            assert {c.id for c in past.claims()} == set(claims)
    with Ledger(old) as again:
        assert again.verify() == []
        assert again.content_hash() != before
        assert again.rebuild(old.with_name("new")).same


def test_an_old_ledger_is_not_changed_by_who_may_only_read(old):
    before = old.read_bytes()
    with pytest.raises(LedgerError) as error:
        Ledger(old, read_only=True)
    assert error.value.code == "V305"
    assert old.read_bytes() == before


@pytest.mark.parametrize(("statement", "named"), [
    ("UPDATE claims SET record = replace(record, '70', '71')", "it is not as its batch recorded it"),
    ("DELETE FROM stories WHERE seq = 1", "it is missing"),
    ("UPDATE batches SET content = replace(content, '2', '3') WHERE batch = 2", "batch 2: its content was changed"),
    ("UPDATE rejections SET message = 'fine'", "rejection 1: it is not as its batch recorded it"),
])
def test_what_was_damaged_before_is_found_after(old, statement, named):
    raw = sqlite3.connect(old)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(statement)
    raw.commit()
    raw.close()
    with Ledger(old) as ledger:
        assert any(named in line for line in ledger.verify())

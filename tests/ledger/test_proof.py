"""Damage, other hands, locks, kills: what the ledger withstands, and what it names."""
from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from factory import coding
from sqlalchemy import inspect

from verbale.errors import LedgerError
from verbale.ledger import Ledger, schema


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("made") / "news.ledger"
    with Ledger(place) as ledger:
        for n in range(3):
            ledger.add(coding(n), original=(b"<html>", "text/html") if not n else None)
        ledger.correct(coding(1).claims[0].id, "status", "planned", who="A. Reader", why="It says so.")
        ledger.begin_run("1.0")
        ledger.add_rejected("broken.pdf", "V103", "no text")
    return place


@pytest.fixture
def path(made, tmp_path):
    """A copy of a small ledger, whose log was written back when it was closed."""
    return Path(shutil.copy(made, tmp_path / "news.ledger"))


def meddle(path: Path, *statements: str, guarded: bool = False) -> None:
    """Change the file with plain SQL, past the guards unless `guarded`."""
    raw = sqlite3.connect(path)
    guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in () if guarded else guards:
        raw.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        raw.execute(statement)
    for _, guard in () if guarded else guards:
        raw.execute(guard)
    raw.commit()
    raw.close()


@pytest.mark.parametrize("table", [table.name for table in (schema.metadata.tables[n] for n in schema.APPEND_ONLY)])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid + 100"])
def test_plain_sql_cannot_change_what_is_kept(path, table, act):
    with pytest.raises(sqlite3.Error, match="append-only"):
        meddle(path, act.format(table), guarded=True)


@pytest.mark.parametrize(("statement", "named"), [
    ("UPDATE records SET record = replace(record, '70', '71')", "it is not what its hash says"),
    ("UPDATE records SET record = 'nonsense' WHERE key = 1", "its record cannot be read"),
    ("DELETE FROM records WHERE key = 1", "it is missing"),
    ("INSERT INTO records SELECT 99, 'abc', record, 1 FROM records WHERE key = 1", "record 99: it is not what"),
    ("UPDATE claims SET status = 'planned'", "the columns status do not agree"),
    ("UPDATE claims SET block = 'here'", "in force: it is not as its batch recorded it"),
    ("UPDATE claims SET position = 7", "it is not in its place"),
    ("UPDATE claim_parties SET code = 'CHN' WHERE side = 'actor'", "its rows in claim_parties"),
    ("INSERT INTO claim_sources VALUES ('nobody', 0, NULL, 'media', 'x')", "rows in claim_sources without it"),
    ("UPDATE coded_claims SET key = 2", "as coded: it is not as its batch recorded it"),
    ("DELETE FROM codings WHERE coding = 1", "coding 1 of story"),
    ("UPDATE codings SET coder = '9'", "coding 1 of story"),
    ("DELETE FROM claim_versions", "version 2: it is missing"),
    ("UPDATE event_versions SET batch = batch + 4", "no batch recorded it"),
    ("UPDATE stories SET text = text || ' not'", "its text is not what its hash says"),
    ("UPDATE stories SET seq = 4 - seq + 10", "it is not in its place"),
    ("DELETE FROM stories WHERE seq = 2", "it is missing"),
    ("DELETE FROM copies", "it is missing"),
    ("UPDATE copies SET outlet = 'Herald'", "the columns outlet do not agree"),
    ("UPDATE copies SET original = 'abc'", "it is not as its batch recorded it"),
    ("UPDATE events SET standing = 'denied by all'", "the columns standing do not agree"),
    ("UPDATE events SET summary = replace(summary, 'gave', 'lent')", "the columns summary do not agree"),
    ("DELETE FROM event_claims", "its rows in event_claims"),
    ("DELETE FROM events", "in force: it is missing"),
    ("UPDATE batches SET content = replace(content, '2', '3') WHERE batch = 2", "batch 2: its content was changed"),
    ("UPDATE batches SET hash = 'abc' WHERE batch = 1", "batch 2: the chain is broken before it"),
    ("DELETE FROM batches WHERE batch = 2", "batch 2: it is missing"),
    ("UPDATE batches SET batch = 30 - batch WHERE batch IN (2, 3)", "the chain is broken before it"),
    ("UPDATE rejections SET message = 'fine'", "rejection 1: it is not as its batch recorded it"),
    ("UPDATE migrations SET applied = '2001-01-01'", "migration 1: it is not as its batch recorded it"),
    ("INSERT INTO rejections SELECT 9, run, name, code, message, batch FROM rejections",
     "rejection 9: no batch recorded it"),
    ("UPDATE originals SET content = '<xml>'", "its bytes are not what its hash says"),
    ("UPDATE judgements SET who = 'Nobody'", "the columns who do not agree"),
    ("DELETE FROM judgements", "judgement 1: it is missing"),
    ("UPDATE judged SET claim = 'x'", "its rows in judged do not agree"),
    ("INSERT INTO story_search(story_search) VALUES ('delete-all')", "search index"),
    ("UPDATE runs SET coded = 9", "run 1: it is not as its batch recorded it"),
    ("DELETE FROM runs", "run 1: it is missing"),
    ("DROP VIEW v_events", "the table or view v_events is missing"),
    ("CREATE TABLE mine (x)", "mine"),
])
def test_other_hands_are_named(path, statement, named):
    meddle(path, statement)
    with Ledger(path) as ledger:
        assert any(named in line for line in ledger.verify())


def test_the_small_ledger_is_sound(path):
    with Ledger(path) as ledger:
        assert ledger.verify() == []


def test_cutting_off_the_newest_changes_the_head(path):
    with Ledger(path) as ledger:
        head = ledger.head()
    meddle(path, "DELETE FROM rejections", "UPDATE runs SET rejected = 0", "DELETE FROM batches WHERE batch = 7")
    with Ledger(path) as ledger:
        assert ledger.verify() == []
        assert ledger.head() != head


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path):
    text = tmp_path / "letter.txt"
    text.write_text("Dear Sir, this is not a database, but it is long enough to look like one." * 20)
    other = tmp_path / "other.db"
    meddle(other, "CREATE TABLE mine (x)")
    for file in (text, other):
        before = file.read_bytes()
        with pytest.raises(LedgerError) as error:
            Ledger(file)
        assert error.value.code == "V301"
        assert file.read_bytes() == before


def test_a_newer_ledger_and_a_missing_one_are_refused(path):
    meddle(path, "INSERT INTO migrations VALUES (999, 'm999_later', '2030-01-01')")
    for code, make in (
        ("V306", lambda: Ledger(path)), ("V301", lambda: Ledger(path.with_name("none"), create=False)),
        ("V301", lambda: Ledger("mysql://x/y")), ("V301", lambda: Ledger(path.with_name("none"), read_only=True)),
    ):
        with pytest.raises(LedgerError) as error:
            make()
        assert error.value.code == code
    assert not path.with_name("none").exists()


def test_a_second_writer_waits_and_is_then_told(path):
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Ledger(path, busy_seconds=0.2) as ledger:
        with pytest.raises(LedgerError) as error:
            ledger.add(coding(7))
        assert error.value.code == "V302"
        assert len(ledger.stories()) == 3  # a reader never waits
        holder.execute("ROLLBACK")
        assert ledger.add(coding(7)).story_new
    holder.close()


def test_two_ledgers_on_one_file_keep_one_chain(path):
    with Ledger(path) as one, Ledger(path) as two:
        for n in range(10, 20):
            (one if n % 2 else two).add(coding(n))
        assert one.verify() == []
        assert one.content_hash() == two.content_hash()


def test_people_can_read_it_with_plain_sql(path):
    raw = sqlite3.connect(path)
    claims = raw.execute("SELECT actors, recipients, sources, story_name, quote FROM v_claims ORDER BY story_name")
    assert claims.fetchone() == ("RUS", "PRK", "RUS", "story-0", "Story 0: Russia gave North Korea 70 bears.")
    events = raw.execute("SELECT type, actors, recipients, date_first FROM v_events ORDER BY date_first")
    assert events.fetchone() == ("AID", "RUS", "PRK", "2024-11-20")
    judged = raw.execute("SELECT who, kind, why FROM v_judgements")
    assert judged.fetchall() == [("A. Reader", "status", "It says so.")]
    raw.close()


def test_migrations_make_the_tables_of_the_schema():
    with Ledger(":memory:") as ledger, ledger._reading() as connection:
        made = inspect(connection)
        for name, table in schema.metadata.tables.items():
            assert [c["name"] for c in made.get_columns(name)] == [c.name for c in table.columns], name


def test_importing_the_room_is_cheap():
    script = "import verbale.ledger, sys; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

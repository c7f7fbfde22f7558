"""`verbale export` and `verbale import`, as a user runs them."""
from __future__ import annotations

import csv
import json
import sys

import msgspec
import pytest

from verbale.cli import run
from verbale.ledger import Ledger, Rejected
from verbale.record import Coding, Event, Story

TEXT = "On Monday Kenya gave Nepal 40 horses. Uganda denied that it had attacked Rwanda on Sunday."


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A ledger with two stories, a second copy, an original, a judgement, a rejected input and a silent story."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "horses.txt").write_text(TEXT)
    (folder / "more.txt").write_text("=Kenya gave Nepal 40 horses on 3 March 2025, the ministry said. " * 2)
    path = str(folder / "my.db")
    assert run(["add", str(folder), "--published", "2025-03-06", "--ledger", path]) == 0
    with Ledger(path) as book:
        coding = book.coding(book.stories()[0].id)
        copy = msgspec.structs.replace(coding.story, outlet="Other", name="copy")
        book.add(msgspec.structs.replace(coding, story=copy, events=()), original=(b"\0bytes", "text/html"))
        book.add(Coding(story=Story(text="Nothing \0 happened."), note="no event"))
        book.correct(book.claims()[0].id, "recipients", ["IND"], who="A. Reader", why="Another herd.")
        book.add_all([Rejected("bad.txt", "V101", "It is empty.")])
    return path


def _export(ledger, kind, out, *more):
    assert run(["export", ledger, "--format", kind, "-o", str(out), *more]) == 0
    return out


def test_lines_make_the_same_ledger_and_the_same_lines(full, tmp_path):
    first = _export(full, "jsonl", tmp_path / "a.jsonl")
    new = str(tmp_path / "new.db")
    assert run(["import", str(first), "--ledger", new]) == 0
    second = _export(new, "jsonl", tmp_path / "b.jsonl")
    assert first.read_bytes() == second.read_bytes()
    with Ledger(full) as old, Ledger(new) as book:
        assert book.content_hash() == old.content_hash()
        assert book.rejections() == old.rejections()
        assert len(book.judgements()) == 1
        assert book.verify() == []
    assert run(["import", str(first), "--ledger", new]) == 2


def test_tables_hold_as_many_rows_as_the_ledger(full, tmp_path):
    import pyarrow.parquet

    _export(full, "csv", tmp_path / "n.csv")
    _export(full, "parquet", tmp_path / "n.parquet")
    with Ledger(full) as book:
        held = book.stats()
    for what, count in (("claims", held.claims), ("events", held.events)):
        with (tmp_path / f"n.{what}.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        table = pyarrow.parquet.read_table(tmp_path / f"n.{what}.parquet")
        assert len(rows) == table.num_rows == count
        assert list(rows[0]) == table.column_names
        assert [row["id"] for row in rows] == table.column("id").to_pylist()
        assert not any(cell.startswith("=") for row in rows for cell in row.values())


def test_between_two_parties_all_formats_hold_what_events_prints(full, tmp_path, capsys):
    pair = ["--between", "Uganda", "RWA"]
    assert run(["events", *pair, "--ledger", full, "--format", "jsonl"]) == 0
    ids = {json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()}
    assert ids
    lines = _export(full, "jsonl", tmp_path / "p.jsonl", *pair).read_text("utf-8").splitlines()
    assert {event["id"] for line in lines for event in json.loads(line)["events"]} == ids
    _export(full, "csv", tmp_path / "p.csv", *pair)
    with (tmp_path / "p.events.csv").open(newline="", encoding="utf-8") as file:
        assert {row["id"] for row in csv.DictReader(file)} == ids
    bundle = json.loads(_export(full, "stix", tmp_path / "p.json", *pair).read_text("utf-8"))
    notes = [thing for thing in bundle["objects"] if thing["type"] == "note"]
    assert {note["external_references"][0]["external_id"] for note in notes} == ids
    slides = json.loads(_export(full, "timeline", tmp_path / "t.json", *pair).read_text("utf-8"))["events"]
    assert {slide["unique_id"].removeprefix("event-") for slide in slides} == ids
    assert json.loads(_export(full, "jsonld", tmp_path / "w.json", *pair).read_text("utf-8"))["items"]
    assert run(["import", str(tmp_path / "p.jsonl"), "--ledger", str(tmp_path / "part.db")]) == 0


@pytest.mark.parametrize("line", [
    "{", "[]", '{"kind": "other"}', "\x00", '{"kind":"rejected","format":"x","name":"","code":"","message":""}',
])
def test_a_bad_file_makes_no_ledger(line, tmp_path, capsys):
    (tmp_path / "bad.jsonl").write_text(line + "\n")
    assert run(["import", str(tmp_path / "bad.jsonl"), "--ledger", str(tmp_path / "no.db")]) == 2
    assert "V310: Line 1" in capsys.readouterr().err
    assert not (tmp_path / "no.db").exists()


def test_a_forged_judgement_and_a_missing_file_are_refused(full, tmp_path, capsys):
    lines = _export(full, "jsonl", tmp_path / "a.jsonl").read_text("utf-8")
    (tmp_path / "b.jsonl").write_text(lines.replace("Another herd.", "Forged."))
    assert run(["import", str(tmp_path / "b.jsonl"), "--ledger", str(tmp_path / "no.db")]) == 2
    assert "judgement" in capsys.readouterr().err
    assert run(["import", str(tmp_path / "none.jsonl"), "--ledger", str(tmp_path / "no.db")]) == 2


def test_parquet_without_its_library_is_told(full, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert run(["export", full, "--format", "parquet", "-o", str(tmp_path / "n.parquet")]) == 2
    assert "V412" in capsys.readouterr().err
    assert run(["export", full, "--format", "csv", "-o", "-"]) == 2
    assert "V291" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_events_come_page_by_page(monkeypatch):
    from verbale.cli import export
    from verbale.ledger import Page

    class Book:
        asked = 0

        def find(self, ask, *, page, size):
            self.asked += 1
            names = [str(n) for n in range(7)][(page - 1) * size:page * size]
            made = tuple(Event(id=n, type="AID", actors=(), claims=()) for n in names)
            return Page(items=made, total=7, page=page, size=size)

    monkeypatch.setattr(export, "PAGE", 3)
    book = Book()
    assert [event.id for event in export.events(book, None)] == [str(n) for n in range(7)]
    assert book.asked == 3


def test_an_export_never_takes_the_place_of_its_ledger(full, capsys):
    assert run(["export", full, "--format", "jsonl", "-o", full]) == 2
    assert "V292" in capsys.readouterr().err
    with Ledger(full) as book:
        assert book.verify() == []

"""verbale brief --event, and of a story with a ledger around it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from verbale.cli.app import run
from verbale.ledger import Ledger
from verbale.report.machine import claims_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PARTS = (
    "lead", "events", "disputed", "timeline", "trend", "hypotheses", "next", "background", "evidence", "limits", "cite",
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "zoo.db"
    assert run(["add", str(EXAMPLES / "zoo.txt"), "--ledger", str(path)]) == 0
    return str(path)


def parts(page: str) -> list[str]:
    return [found for found in re.findall(r'<section id="(\w+)"', page) if found in PARTS]


def record(page: str) -> dict:
    return json.loads(re.search(r'id="record">(.*?)</script>', page, re.DOTALL)[1])


def disputed(book: Ledger):
    return next(event for event in book.events(("RUS", "PRK")) if event.denied_by)


def test_the_brief_of_an_event(ledger, tmp_path, capsys):
    out = tmp_path / "event.html"
    with Ledger(ledger, read_only=True) as book:
        event = disputed(book)
        claims, content, story = book.claims_of(event.claims), book.content_hash(), book.story(book.story_ids()[0])
    assert run(["brief", "--event", event.id, "--ledger", ledger, "-o", str(out)]) == 0
    assert "1 event from" in capsys.readouterr().err
    page = out.read_text("utf-8")
    assert parts(page) == list(PARTS)
    assert content in page
    assert "<h4>Denies</h4>" in page
    assert "Since then" in page
    told = record(page)
    assert told["event"] == event.id
    assert told["events"][0]["id"] == event.id
    read = {claim.id: claim for claim in claims_of(told)}
    assert all(read[claim.id] == claim for claim in claims)
    assert told["stories"][0]["sha256"].startswith(story.id)


def test_a_review_is_counted(ledger, tmp_path):
    out, copy = tmp_path / "event.html", tmp_path / "copy.db"
    copy.write_bytes(Path(ledger).read_bytes())
    with Ledger(copy) as book:
        event = disputed(book)
        book.correct(event.claims[0], "right", [], who="A. Reader", why="Read.")
    assert run(["brief", "--event", event.id, "--ledger", str(copy), "-o", str(out)]) == 0
    assert "1 of 1 event reviewed by a person" in out.read_text("utf-8")


def test_a_story_with_its_ledger_has_all_parts(ledger, tmp_path):
    alone, around, kept = (tmp_path / f"{name}.html" for name in ("alone", "around", "kept"))
    story = str(EXAMPLES / "zoo.txt")
    with Ledger(ledger, read_only=True) as book:
        name, content = book.story_ids()[0], book.content_hash()
    assert run(["brief", story, "-o", str(alone)]) == 0
    assert run(["brief", story, "--ledger", ledger, "-o", str(around)]) == 0
    assert run(["brief", name, "--ledger", ledger, "-o", str(kept)]) == 0
    pages = [path.read_text("utf-8") for path in (alone, around, kept)]
    assert all(parts(page) == list(PARTS) for page in pages)
    assert "One story shows no trend" in pages[0]
    assert "One story shows no trend" not in pages[1]
    assert content in pages[1]
    assert content not in pages[0]
    assert claims_of(record(pages[0])) == claims_of(record(pages[2]))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--event", "0123456789abcdef"], "V303"),
        (["--event", "x", "--between", "RUS", "PRK"], "V214"),
        (["0123456789abcdef"], "V303"),
        (["--event", "x", "--published", "2024-01-01"], "V214"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(ledger, capsys, tmp_path, arguments, code):
    out = tmp_path / "x.html"
    assert run(["brief", *arguments, "--ledger", ledger, "-o", str(out)]) == 2
    assert capsys.readouterr().err.startswith(code)
    assert not out.exists()


def test_an_event_needs_a_ledger(capsys):
    assert run(["brief", "--event", "x"]) == 2
    assert capsys.readouterr().err.startswith("V214")

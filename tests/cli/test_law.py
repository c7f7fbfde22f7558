"""The law over mixed folders: in = coded + no event + duplicate + rejected, printed and stored alike."""
from __future__ import annotations

import random
import sys
import tempfile
import types
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import verbale
from verbale.cli.flow import Account, codings
from verbale.errors import InputError
from verbale.ledger import Ledger
from verbale.reading.near import NearIndex
from verbale.record import Coding

LEAD = "The foreign ministers of Norway and Chile signed a fisheries agreement in Bergen on Tuesday. "
MORE = "The agreement sets quotas for ten years, the ministry said, and both have to ratify it before the summer. "
FILES = {
    "good.txt": (LEAD + MORE * 3).encode(), "same.txt": (LEAD + MORE * 3).encode(),
    "near.txt": (LEAD + MORE * 3).replace("the summer", "a summer").encode(),
    "page.html": f"<html><body><article><p>{LEAD}</p><p>{MORE * 2}</p></article></body></html>".encode(),
    "rows.jsonl": b'{"text": "Two states met and talked of fish."}\n{"text": 7}\n{\n{"text": ""}\n',
    "feed.rss": f"<rss><channel><title>T</title><item><title>{LEAD}</title></item><item/></channel></rss>".encode(),
    "foreign.txt": "Le ministre des affaires étrangères a rencontré son homologue à Paris pour en parler.".encode(),
    "empty.txt": b"", "nul.txt": b"a\0b", "not.pdf": b"%PDF-1.4 nothing", "zip.txt": b"PK\x03\x04..",
    "cut.html.gz": b"\x1f\x8b\x08\0\0\0", "photo.jpg": b"\xff\xd8\xff", "broken.warc": b"WARC/1.0\r\nnothing",
    "fault.txt": b"This story makes the coder of it fail, as a fault of its own would do.",
}


@pytest.fixture
def coder(monkeypatch):
    def code(story):
        if "makes the coder" in story.text:
            raise KeyError("x")
        return Coding(story=story, note="no event")

    stub = types.ModuleType("verbale.pipeline")
    stub.code = code
    monkeypatch.setitem(sys.modules, "verbale.pipeline", stub)
    monkeypatch.setattr(verbale, "pipeline", stub, raising=False)


def intake(sources):
    account, before = Account(), NearIndex()
    with warnings.catch_warnings(), Ledger(":memory:") as book:
        warnings.simplefilter("ignore")
        run = book.begin_run("test")

        def note(name: str, error: InputError) -> None:
            book.add_rejected(name, error.code, error.message)

        for coding in codings(map(str, sources), account, rejected=note, before=before, ordered=True):
            if not book.add(coding).story_new:
                account.count_again(coding)
        return account, book.finish_run(run, account.came), book.content_hash()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(FILES)), min_size=1, unique=True), st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_does_not_matter(coder, names, chance):
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in names]
        for path in paths:
            path.write_bytes(FILES[path.name])
        account, stored, first = intake(paths)
        account.line()  # raises where a story was lost
        assert account.came >= len(paths)
        assert stored.lost == 0
        assert (stored.received, stored.duplicate, stored.rejected) == (
            account.came, account.duplicate, account.rejected.total(),
        )
        assert intake(random.Random(chance.random()).sample(paths, len(paths)))[2] == first

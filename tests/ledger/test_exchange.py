"""Lines of a ledger, and the ledger made of them."""
from __future__ import annotations

import tempfile
from pathlib import Path

import factory
import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verbale.ledger import Ledger
from verbale.record import Span


def _inside(coding):
    """The coding with each claim's sentence inside its story, as every coder gives it and an import asks."""
    whole = Span(0, len(coding.story.text))
    claims = tuple(msgspec.structs.replace(claim, span=whole) for claim in coding.claims)
    return msgspec.structs.replace(coding, claims=claims)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(given=st.lists(st.tuples(factory.codings(), st.sampled_from(["one", "two"]), st.booleans()), max_size=2))
def test_any_ledger_comes_back_from_its_lines(given):
    with Ledger(":memory:") as old, Ledger(":memory:") as new, tempfile.TemporaryDirectory() as folder:
        for coding, coder, original in given:
            old.add(_inside(coding), coder=coder, original=(b"\0", "text/html") if original else None)
        path = Path(folder) / "all.jsonl"
        path.write_text("".join(line + "\n" for line in old.lines()), "utf-8")
        new.load(path)
        assert new.content_hash() == old.content_hash()
        assert list(new.lines()) == list(old.lines())


def test_codings_come_back_across_batches(tmp_path):
    path = tmp_path / "all.jsonl"
    with Ledger(":memory:") as old, Ledger(":memory:") as new:
        old.add_all([factory.coding(n) for n in range(101)], coder="one")
        old.add(factory.coding(3, confidence=0.9), coder="two")  # coded again by a newer coder
        path.write_text("".join(line + "\n" for line in old.lines()), "utf-8")
        assert new.load(path).stories == 101
        assert list(new.lines()) == list(old.lines())
        assert new.content_hash() == old.content_hash()

"""Reads the tables of actors and asks the resolver, sentence by sentence, as the claims room does."""

from __future__ import annotations

import datetime
import functools
import tomllib
from pathlib import Path
from typing import Any

import pytest

from verbale.language import analyse
from verbale.naming import tables
from verbale.naming.gazetteer import head_of
from verbale.naming.phrases import Resolver
from verbale.record import Story

FOLDER = Path(__file__).parent / "tables"


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def cases(name: str) -> list[Any]:
    """(day, text, expectations) of every row, those of `wrong` marked."""
    found: list[Any] = []
    for group in read(name)["group"]:
        day = group["published"]
        found += [pytest.param(day, row[0], tuple(row[1:]), id=row[0][:60]) for row in group["right"]]
        found += [
            pytest.param(
                day, row[1], tuple(row[2:]), id=row[1][:60], marks=pytest.mark.xfail(reason=row[0], strict=False)
            )
            for row in group.get("wrong", ())
        ]
    return found


@functools.lru_cache(maxsize=4)
def resolver(text: str, day: datetime.date | None) -> Resolver:
    sentences = analyse(Story(text=text, published=day))
    result = Resolver(tables.load(), text, day, sentences)
    for number in range(len(sentences)):
        result.enter(number)
        for token in range(len(sentences[number].tokens)):
            result.parties(number, token)
    return result


def parties(text: str, day: datetime.date | None, words: str) -> tuple[frozenset[str], frozenset[str]]:
    """(codes, sectors) that a phrase of the text resolves to; both empty where it stays unresolved."""
    words, _, count = words.partition("#")
    start = -1
    for _ in range(int(count or 1)):
        start = text.index(words, start + 1)
    found = resolver(text, day)
    for number, sentence in enumerate(found.sentences):
        inside = [i for i, t in enumerate(sentence.tokens) if start <= t.start and t.end <= start + len(words)]
        if inside:
            head = head_of(sentence, inside[0], inside[-1] + 1)
            coded = [p for p in found.parties(number, head) if p.code]
            return frozenset(p.code for p in coded if p.code), frozenset(p.sector for p in coded)
    raise AssertionError(f"no token in {words!r}")


def check(text: str, day: datetime.date | None, expectations: tuple[str, ...]) -> None:
    for expectation in expectations:
        words, _, answer = expectation.rpartition(" -> ")
        codes, _, sector = answer.partition(" ")
        found, sectors = parties(text, day, words)
        assert found == (frozenset() if codes == "?" else frozenset(codes.split("+"))), words
        if sector:
            assert sectors == {sector}, words

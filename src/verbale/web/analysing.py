"""The process that works out what is found of a pair: questions on stdin, answers on stdout, until stdin ends.

It stands apart from the server because it reads the whole ledger and computes for seconds; no page waits for that.
"""
from __future__ import annotations

import contextlib
import datetime
import os
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from verbale import ledger, pipeline
from verbale.errors import LedgerError, VerbaleError
from verbale.reading.jobs import LENGTH
from verbale.web import findings, outlook

if TYPE_CHECKING:
    from verbale.analysis.adapter import Around
    from verbale.analysis.observations import Material

LAST_LOOK = 600.0  # seconds: the volume of all pairs, behind forecasts, may be so old
NICE = 5  # who reads goes first
Row = dict[str, Any]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a pair: "trend" or "outlook"; `state` changes when anything between the two changes."""

    part: str
    a: str
    b: str
    state: tuple[int, int]
    now: datetime.datetime


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Plain values for the page, or code, message and next step of an error."""

    row: Row = {}
    error: tuple[str, str, str] | None = None


class Workbench:
    """One ledger as the analysis sees it; the material of the last pair is kept, for its other part comes next."""

    def __init__(self, book: ledger.Ledger, names: Mapping[str, str]) -> None:
        self._book = book
        self._names = names
        self._material: tuple[tuple[str, str, tuple[int, int]], Material] | None = None
        self._around: tuple[float, Around] | None = None

    def answer(self, asked: Question) -> Answer:
        """What is found, or why nothing is."""
        try:
            material = self._of_pair(asked)
            if asked.part == "trend":
                row = findings.of_pair(material, asked.a, asked.b, self._names)
            else:
                row = outlook.of_pair(material, asked.a, asked.b, self._names, asked.now)
        except VerbaleError as error:
            return _told(error)
        return Answer(row=msgspec.to_builtins(row))

    def _of_pair(self, asked: Question) -> Material:
        key = (asked.a, asked.b, asked.state)
        if self._material is None or self._material[0] != key:
            self._material = key, self._read(asked.a, asked.b)
        return self._material[1]

    def _read(self, a: str, b: str) -> Material:
        """All that the analysis asks of a pair; the volume of all other pairs as it was a few minutes ago."""
        from verbale.analysis import adapter

        if self._around is None or time.monotonic() - self._around[0] > LAST_LOOK:
            self._around = time.monotonic(), adapter.around(self._book.events())
        where = self._book.where.rpartition("/")[2]  # a page tells no folder of the server
        return adapter.read(self._book, where, a, b, self._around[1])


def frame(value: object) -> bytes:
    """A value as it goes through a pipe."""
    data = msgspec.msgpack.encode(value)
    return LENGTH.pack(len(data)) + data


def received(stream: Any) -> bytes | None:
    """The next frame; None where the stream ended, also in the midst of one."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    data: bytes = stream.read(size)
    return data if len(data) == size else None


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """The first frame names the ledger, each further one is a question; an answer each, until the source ends."""
    where = received(source)
    if where is None:
        return
    try:
        book = ledger.open(msgspec.msgpack.decode(where, type=str), read_only=True)
    except LedgerError as error:
        if received(source) is not None:
            sink.write(frame(_told(error)))
            sink.flush()
        return
    with book:
        bench = Workbench(book, pipeline.country_names())
        while (data := received(source)) is not None:
            sink.write(frame(bench.answer(msgspec.msgpack.decode(data, type=Question))))
            sink.flush()


def _told(error: VerbaleError) -> Answer:
    return Answer(error=(error.code, error.message, error.next_step))


def main() -> None:
    """Serve on stdin and stdout; what libraries print goes nowhere."""
    with contextlib.suppress(AttributeError, OSError):  # no such call on Windows
        os.nice(NICE)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as sink:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()

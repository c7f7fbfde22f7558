"""The server's side of the process that analyses pairs: it is started with the first question, and again if it ends."""
from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import msgspec

from verbale import ledger, pipeline
from verbale.errors import InstallError, LedgerError
from verbale.ledger.sqlite import MEMORY
from verbale.web.analysing import Answer, Question, Row, Workbench, frame, received


class Analyst:
    """Answers one question after the other. Threads may share it; each waits for its answer."""

    def __init__(self, where: str | Path, book: ledger.Ledger) -> None:
        self._where = str(where)
        # A ledger in memory is seen by this process alone.
        self._here = Workbench(book, pipeline.country_names()) if self._where == MEMORY else None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def ask(self, asked: Question) -> Row:
        """What is found of a pair. Raises LedgerError as the ledger does, InstallError V402 where the process ends."""
        with self._lock:
            found = _plain(self._here.answer(asked)) if self._here else self._exchanged(asked)
        if found.error is not None:
            raise LedgerError(*found.error)
        return found.row

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def _exchanged(self, asked: Question) -> Answer:
        process = self._running()
        try:
            if process.stdin is None or process.stdout is None:
                raise OSError
            process.stdin.write(frame(asked))
            process.stdin.flush()
            data = received(process.stdout)
        except (OSError, ValueError):
            data = None
        if data is None:
            process.kill()
            raise InstallError("V402", "The process that analyses pairs ended.", "Load the page again; else report it.")
        return msgspec.msgpack.decode(data, type=Answer)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        if self._closed:
            raise InstallError("V402", "The server is being ended.", "Start it again.")
        # -P keeps the working folder out of the module path: a file lying there must not be imported.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "verbale.web.analysing"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        if self._process.stdin is not None:
            self._process.stdin.write(frame(self._where))
        return self._process


def _plain(found: Answer) -> Answer:
    """As it would come out of a pipe."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Answer)

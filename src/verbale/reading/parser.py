"""Jobs for the parsing process: asked one by one, under a limit of time; a process that overruns it is killed."""
from __future__ import annotations

import atexit
import contextlib
import signal
import subprocess
import sys
import threading
from typing import IO

import msgspec

from verbale.errors import InstallError
from verbale.reading import problems
from verbale.reading.jobs import LENGTH, Answer, Feed, Job, Outline, Page, Record
from verbale.settings import DEFAULTS, Settings

SLOW = getattr(signal, "SIGPROF", 0)  # by which the system ends a worker that used up its processor time
WAITING = 6  # times the processor time that a job may take: the machine may be busy with other things
STARTING = 120.0  # seconds until a new process is ready


class Parser:
    """Parses documents one after the other in one worker process; a new one starts after a kill. Safe between threads.

    All methods take the name under which errors tell of the document, and raise InputError: V109 no text, V110 hostile,
    V112 damaged, V113 too slow, V114 encrypted, V115 too long.
    """

    def __init__(self, settings: Settings = DEFAULTS) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def page(self, data: bytes, name: str, kind: str = "page") -> Page:
        """The text of an HTML page, or of a document of another kind ("pdf", "docx")."""
        page = self._ask(Job(kind, data, limit=self._settings.pdf_pages), name).page or Page()
        if not any(map(str.isalpha, page.text)):
            raise problems.no_article(name)
        return page

    def feed(self, data: bytes, name: str, base: str = "") -> Feed:
        """The items of a feed; `base` is its address, for relative links."""
        return self._ask(Job("feed", data, path=base), name).feed or Feed()

    def outlines(self, data: bytes, name: str) -> list[Outline]:
        """The feeds that an OPML file lists."""
        return self._ask(Job("opml", data), name).outlines or []

    def record(self, path: str, offset: int, name: str) -> Record:
        """The record of a web archive at or after an offset."""
        record = self._ask(Job("warc", path=path, offset=offset, limit=self._settings.fetch_bytes), name).record
        if record is None:
            raise problems.damaged(name, "no answer")
        return record

    def close(self) -> int | None:
        """End the worker; the status with which it ended."""
        process, self._process = self._process, None
        if process is None:
            return None
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)  # one that ends by itself says why
        process.kill()
        process.communicate()
        return process.returncode

    def _ask(self, job: Job, name: str) -> Answer:
        with self._lock:
            answer = self._timed(job, name)
        if answer.trouble:
            raise problems.trouble(name, answer.trouble, answer.detail)
        return answer

    def _timed(self, job: Job, name: str) -> Answer:
        late = threading.Event()
        process = self._process or self._start()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._settings.html_seconds * WAITING, stop)
        timer.daemon = True
        timer.start()
        try:
            return _exchange(process, job)
        except (OSError, EOFError, msgspec.DecodeError):
            ended = self.close()
            if late.is_set() or ended == -SLOW:
                raise problems.too_slow(name, self._settings.html_seconds) from None
            raise problems.hostile_page(name, "its parser ended") from None
        except BaseException:  # an interrupt leaves half an answer in the pipe
            self.close()
            raise
        finally:
            timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        # -P keeps the working folder out of the module path: a file lying there must not be imported.
        limits = (str(self._settings.html_memory), str(self._settings.html_seconds))
        command = [sys.executable, "-P", "-m", "verbale.reading.worker", *limits]
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        self._process = process
        timer = threading.Timer(STARTING, process.kill)
        timer.start()
        try:
            if process.stdout is None or len(process.stdout.read(LENGTH.size)) < LENGTH.size:
                self.close()
                message = "The process that parses documents does not start."
                raise InstallError("V402", message, "Install Verbale again.")
        finally:
            timer.cancel()
        return process


def _exchange(process: subprocess.Popen[bytes], job: Job) -> Answer:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    data = msgspec.msgpack.encode(job)
    process.stdin.write(LENGTH.pack(len(data)))
    process.stdin.write(data)
    process.stdin.flush()
    (length,) = LENGTH.unpack(_exactly(process.stdout, LENGTH.size))
    return msgspec.msgpack.decode(_exactly(process.stdout, length), type=Answer)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


_shared: Parser | None = None


def shared() -> Parser:
    """The parser that all of this process share."""
    global _shared  # noqa: PLW0603 - one worker a process, started when the first document comes
    if _shared is None:
        _shared = Parser()
        atexit.register(_shared.close)
    return _shared

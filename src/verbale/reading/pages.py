"""HTML -> Page, in a process of its own that is killed when a page takes too long."""
from __future__ import annotations

import atexit
import subprocess
import sys
import threading
from typing import IO

import msgspec

from verbale.reading import problems
from verbale.reading.page_worker import LENGTH, Page
from verbale.settings import DEFAULTS, Settings


class PageReader:
    """Parses pages one after the other in one worker process; a new one starts after a kill. Safe between threads."""

    def __init__(self, settings: Settings = DEFAULTS) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, data: bytes, name: str) -> Page:
        """The page, with text. Raises InputError for a page that holds none, or that breaks the limits."""
        with self._lock:
            page = self._ask(data, name)
        if page.trouble:
            raise problems.hostile_page(name, page.trouble)
        if not any(map(str.isalpha, page.text)):
            raise problems.no_article(name)
        return page

    def close(self) -> None:
        """End the worker."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, data: bytes, name: str) -> Page:
        process = self._process or self._start()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._settings.html_seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            return _exchange(process, data)
        except (OSError, EOFError, msgspec.DecodeError):
            self.close()
            why = f"more than {self._settings.html_seconds:g} s" if late.is_set() else "its parser ended"
            raise problems.hostile_page(name, why) from None
        except BaseException:  # an interrupt leaves half an answer in the pipe
            self.close()
            raise
        finally:
            timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        # -P keeps the working folder out of the module path: a file lying there must not be imported.
        command = [sys.executable, "-P", "-m", "verbale.reading.page_worker", str(self._settings.html_memory)]
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        self._process = process
        atexit.register(self.close)
        return process


def _exchange(process: subprocess.Popen[bytes], data: bytes) -> Page:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(LENGTH.pack(len(data)))
    process.stdin.write(data)
    process.stdin.flush()
    (length,) = LENGTH.unpack(_exactly(process.stdout, LENGTH.size))
    return msgspec.json.decode(_exactly(process.stdout, length), type=Page)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


_shared: PageReader | None = None


def read_page(data: bytes, name: str) -> Page:
    """The page, by the worker that all of this process share."""
    global _shared  # noqa: PLW0603 - one worker a process, started when the first page comes
    if _shared is None:
        _shared = PageReader()
    return _shared.read(data, name)

"""Reading the bytes of a file that SQLite has open in this process, without taking its locks away.

A process that closes any descriptor of a file loses all its POSIX locks on it, those of SQLite among them. So the one
descriptor by which a ledger's bytes are read stays open until the last ledger on that file is closed.
"""
from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Read = Callable[[int, int], bytes]  # how many bytes, from where
Key = tuple[int, int]  # device and inode
_held: dict[Key, list[int]] = {}  # -> how many ledgers have the file open; and the descriptor, once there is one
_guard = threading.Lock()


def begin(path: Path) -> Key:
    """A ledger opens the file; to be given to `end` after its connections are closed. Raises OSError."""
    key = _key(path)
    with _guard:
        _held.setdefault(key, [0])[0] += 1
    return key


def end(key: Key) -> None:
    """A ledger has let the file go."""
    with _guard:
        held = _held[key]
        held[0] -= 1
        if not held[0]:
            del _held[key]
            for descriptor in held[1:]:
                os.close(descriptor)


@contextmanager
def reading(path: Path) -> Iterator[Read]:
    """What reads bytes of the file. Raises OSError."""
    key = begin(path)
    try:
        with _guard:
            held = _held[key]
            if len(held) == 1:
                held.append(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)))
        yield functools.partial(_read, held[1])
    finally:
        end(key)


def _read(descriptor: int, size: int, start: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, size, start)
    with _guard:
        os.lseek(descriptor, start, os.SEEK_SET)
        return os.read(descriptor, size)


def _key(path: Path) -> Key:
    found = path.stat()
    return found.st_dev, found.st_ino

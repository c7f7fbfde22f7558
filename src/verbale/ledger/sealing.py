"""A seal: the hash of every page of a SQLite ledger, beside the file, so that a changed byte is found wherever it lies.

Records are vouched for by the hash chain without any seal. Some bytes of a file belong to no record: free pages, the
room left in a page, counters of the header. The seal counts these too. It is renewed whenever what was written goes
from the log (`-wal`) into the file, and when a ledger that was written to is closed; then only the pages in the log are
hashed again, so that damage to the others is not sealed in.

A seal names the version (`head`) that the file held when it was made. Every change of the file brings a new head, so a
seal left behind by a kill is known as stale, and says nothing.
"""
from __future__ import annotations

import contextlib
import enum
import hashlib
import itertools
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec

from verbale.errors import LedgerError
from verbale.ledger import descriptors

AT_ONCE = 256  # pages that are read together
DIGEST = 16  # bytes kept of the SHA-256 of a page
LOG_BYTES = 16_000_000  # of the log, after which it is written back: some hundred stories, so that few wait for it
_WAL_HEAD, _FRAME_HEAD = 32, 24  # bytes, by SQLite's file format (section 4)
_HEAD = "SELECT hash FROM batches ORDER BY batch DESC LIMIT 1"


class Seal(msgspec.Struct, frozen=True):
    """`head` of the chain when it was made, size of a page, and of each page's hash the first bytes, one after another.

    `check` is the hash of the rest, so that a damaged seal is known as such.
    """

    head: str
    page: int
    digests: bytes
    check: str


class Fit(enum.Enum):
    """What a seal vouches for: all of the ledger, the file but not the newest versions in its log, or nothing."""

    WHOLE = "whole"
    FILE = "file"
    NONE = "none"


class _DamagedError(Exception):
    """A seal that cannot be read."""


def place(path: Path) -> Path:
    """Where the seal of a ledger lies."""
    return path.with_name(f"{path.name}.seal")


def make(path: Path) -> Path:
    """Write the log back and seal the file as it stands. Raises LedgerError V302 where it is in use, V304."""
    try:
        done = _renewed(path, anew=True)
    except OSError as error:
        raise LedgerError(
            "V304", f"The seal {place(path)} cannot be written ({error.strerror}).",
            "Check free space and permissions.",
        ) from None
    if not done:
        raise LedgerError("V302", f"The ledger {path} is in use.", "Seal it when no other program has it open.")
    return place(path)


def renew(path: Path) -> bool:
    """Write the log back and seal what changed; whether it could be done.

    It is not where another writes, or reads an older state, or the disk is full: then the seal stays behind, and who
    writes next renews it.
    """
    try:
        return _renewed(path, anew=False)
    except (OSError, sqlite3.Error):
        return False


def log_size(path: Path) -> int:
    """Bytes of the log."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        return 0


def fit(path: Path, head: str) -> Fit:
    """For what the seal of a ledger vouches whose newest version is `head`."""
    try:
        seal = _read(path)
    except _DamagedError:
        return Fit.NONE
    return Fit.NONE if seal is None else _fit(path, seal, head)


def broken(path: Path, head: str) -> list[str]:
    """Pages that are not as they were sealed; none where no seal fits.

    To be called while a transaction holds the state of `head`: so nothing newer than that comes into the file.
    """
    try:
        seal = _read(path)
    except _DamagedError:
        return [f"seal {place(path).name}: it is damaged; verbale verify --seal makes it anew"]
    if seal is None or (fits := _fit(path, seal, head)) is Fit.NONE:
        return []
    waiting = _logged(path) if fits is Fit.FILE else set()
    found = _digests(path, seal.page)
    changed = [n for n in range(1, len(found) // DIGEST + 1)
               if n not in waiting and _of(found, n) != _of(seal.digests, n)]
    if fits is Fit.WHOLE and len(found) != len(seal.digests):
        return ["file: it is not of the size that was sealed"]
    return [f"file: page {n} is not as it was sealed" for n in changed]


def _renewed(path: Path, *, anew: bool) -> bool:
    with _connected(path) as holder, _connected(path) as helper:
        try:
            holder.execute("BEGIN IMMEDIATE")  # from here nobody writes, and the log is not begun anew
        except sqlite3.OperationalError:
            return False
        row = holder.execute(_HEAD).fetchone()
        if row is None:
            return False
        try:
            seal = _read(path)
        except _DamagedError:
            seal = None
        known = seal is not None and not anew and _file_head(path) == seal.head
        busy, frames, done = helper.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if busy or frames != done:
            return False
        page = helper.execute("PRAGMA page_size").fetchone()[0]
        if seal is not None and known and seal.page == page:
            digests = _updated(path, seal, _logged(path))
        else:
            digests = _digests(path, page)
        _write(path, str(row[0]), page, digests)
        holder.execute("ROLLBACK")
        with contextlib.suppress(sqlite3.OperationalError):
            helper.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # begins the log anew, if nobody reads it
        return True


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    raw = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        raw.execute("PRAGMA synchronous = FULL")
        yield raw
    finally:
        raw.close()


def _fit(path: Path, seal: Seal, head: str) -> Fit:
    if seal.head == head:
        return Fit.WHOLE
    return Fit.FILE if _file_head(path) == seal.head else Fit.NONE


def _file_head(path: Path) -> str | None:
    """The newest version in the file itself, without its log; None where that cannot be told."""
    try:
        raw = sqlite3.connect(f"file:{quote(os.fspath(path.absolute()))}?mode=ro&immutable=1", uri=True)
        try:
            row = raw.execute(_HEAD).fetchone()
        finally:
            raw.close()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    return str(row[0]) if row else None


def _logged(path: Path) -> set[int]:
    """The numbers of the pages in the log."""
    found: set[int] = set()
    try:
        with path.with_name(f"{path.name}-wal").open("rb") as log:
            top = log.read(_WAL_HEAD)
            size, salts = int.from_bytes(top[8:12], "big"), top[16:24]
            while len(frame := log.read(_FRAME_HEAD)) == _FRAME_HEAD and frame[8:16] == salts:
                found.add(int.from_bytes(frame[:4], "big"))
                log.seek(size, os.SEEK_CUR)
    except FileNotFoundError:
        pass
    return found


def _digests(path: Path, page: int) -> bytes:
    found: list[bytes] = []
    with descriptors.reading(path) as read:
        for place_of in itertools.count(0, AT_ONCE * page):
            many = read(AT_ONCE * page, place_of)
            found += [_digest(many[n : n + page]) for n in range(0, len(many), page)]
            if len(many) < AT_ONCE * page:
                return b"".join(found)
    raise AssertionError  # every file has an end


def _updated(path: Path, seal: Seal, changed: set[int]) -> bytes:
    count = -(-path.stat().st_size // seal.page)
    digests = bytearray(seal.digests[: count * DIGEST])
    sealed = len(digests) // DIGEST
    digests.extend(bytes((count - sealed) * DIGEST))
    with descriptors.reading(path) as read:
        for number in sorted({n for n in changed if n <= count} | set(range(sealed + 1, count + 1))):
            content = read(seal.page, (number - 1) * seal.page)
            digests[(number - 1) * DIGEST : number * DIGEST] = _digest(content)
    return bytes(digests)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:DIGEST]


def _of(digests: bytes, number: int) -> bytes:
    return digests[(number - 1) * DIGEST : number * DIGEST]


def _check(head: str, page: int, digests: bytes) -> str:
    return hashlib.sha256(f"{head} {page} ".encode() + digests).hexdigest()


def _read(path: Path) -> Seal | None:
    """The seal of a ledger; None where there is none."""
    try:
        raw = place(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        raise _DamagedError from None
    try:
        seal = msgspec.json.decode(raw, type=Seal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _DamagedError from None
    if msgspec.json.encode(seal) != raw or _check(seal.head, seal.page, seal.digests) != seal.check:
        raise _DamagedError
    return seal


def _write(path: Path, head: str, page: int, digests: bytes) -> None:
    """Put the seal in place, whole or not at all."""
    target = place(path)
    part = target.with_name(f"{target.name}.part")
    with part.open("wb") as file:
        file.write(msgspec.json.encode(Seal(head, page, digests, _check(head, page, digests))))
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)

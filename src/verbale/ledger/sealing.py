"""A seal: the hash of every page of a SQLite ledger, beside the file, so that a changed byte is found wherever it lies.

Records are vouched for by the hash chain without any seal. Some bytes of a file belong to no record: free pages, the
room left in a page, counters of the header. A ledger that is laid down (published, archived) is sealed, and then these
count too. A seal holds for the version at which it was made; later batches leave it behind.
"""
from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from verbale.errors import LedgerError

PAGE = 4096  # bytes that are hashed together


class Seal(msgspec.Struct, frozen=True):
    """`head` of the chain when it was made, and the SHA-256 of each page of the file."""

    head: str
    size: int
    pages: list[str]


def place(path: Path) -> Path:
    """Where the seal of a ledger lies."""
    return path.with_name(f"{path.name}.seal")


def make(path: Path, head: str) -> Path:
    """Write the seal of a file whose log is written back. Raises LedgerError V304."""
    target = place(path)
    seal = Seal(head, path.stat().st_size, _pages(path))
    try:
        target.write_bytes(msgspec.json.encode(seal))
    except OSError as error:
        raise LedgerError(
            "V304", f"The seal {target} cannot be written ({error.strerror}).", "Check free space and permissions.",
        ) from None
    return target


def broken(path: Path, head: str) -> list[str]:
    """Pages that are not as they were sealed; none where there is no seal of this version."""
    target = place(path)
    if not target.is_file():
        return []
    try:
        seal = msgspec.json.decode(target.read_bytes(), type=Seal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return [f"seal {target.name}: it cannot be read"]
    log = path.with_name(f"{path.name}-wal")
    if seal.head != head or (log.exists() and log.stat().st_size):
        return []
    if path.stat().st_size != seal.size:
        return ["file: it is not of the size that was sealed"]
    changed = [n for n, (a, b) in enumerate(zip(_pages(path), seal.pages, strict=True), 1) if a != b]
    return [f"file: page {n} is not as it was sealed" for n in changed]


def _pages(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [hashlib.sha256(page).hexdigest() for page in iter(lambda: file.read(PAGE), b"")]

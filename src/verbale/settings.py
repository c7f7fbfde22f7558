"""The limits that Verbale keeps to. One object; whoever needs other limits passes another."""
from __future__ import annotations

import os

import msgspec

MEGABYTE = 1_000_000


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Limits on what is read. Sizes in bytes, times in seconds."""

    file_bytes: int = 10 * MEGABYTE  # a larger file is refused
    html_seconds: float = 20.0  # a document that takes longer to parse is refused
    html_memory: int = 1_000 * MEGABYTE  # address space of the process that parses documents
    pdf_pages: int = 500  # of one document
    unpacked_bytes: int = 2_000 * MEGABYTE  # of a web archive that is packed as one piece
    fetch_seconds: float = 30.0  # from the first look-up to the last byte, redirects included
    fetch_bytes: int = 20 * MEGABYTE  # after decompression
    fetch_redirects: int = 3
    fetch_attempts: int = 3  # of a server that does not answer or is busy, within the same seconds
    fetch_pause: float = 0.5  # between two pages of one feed


DEFAULTS = Settings()


def debug() -> bool:
    """Whether errors show their traceback (VERBALE_DEBUG=1)."""
    return os.environ.get("VERBALE_DEBUG", "") not in {"", "0"}

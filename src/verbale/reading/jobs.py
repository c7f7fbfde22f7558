"""What goes to and from the process that parses: a job, an answer, each a frame of msgpack behind 4 bytes of length."""
from __future__ import annotations

import struct

import msgspec

LENGTH = struct.Struct(">I")


class Page(msgspec.Struct):
    """What a document gives. `hidden`: characters that it keeps from its readers and that were left out."""

    text: str = ""
    title: str = ""
    outlet: str | None = None
    published: str | None = None  # ISO 8601 date
    url: str | None = None
    how: str = ""  # what read it
    hidden: int = 0


class Item(msgspec.Struct):
    """One item of a feed; `text` is what the feed itself holds of it, perhaps only a summary."""

    id: str
    text: str = ""
    title: str = ""
    url: str | None = None
    published: str | None = None


class Feed(msgspec.Struct):
    """A feed, strictly parsed or not."""

    title: str = ""
    items: list[Item] = []
    strict: bool = True


class Outline(msgspec.Struct):
    """A feed that an OPML file lists."""

    url: str
    title: str = ""


class Record(msgspec.Struct):
    """One record of a web archive, or the damage in its place. `next` is where the next one may begin.

    `verdict`: "page" (something to read), "other" (requests, revisits, images ...), "damaged" or "digest".
    """

    verdict: str
    next: int
    data: bytes = b""
    media: str = ""
    charset: str | None = None
    url: str | None = None
    date: str | None = None
    why: str = ""
    more: bool = False  # the member of the gzip file holds more than this record


class Job(msgspec.Struct):
    """What to parse: `kind` is "page", "docx", "pdf", "feed", "opml" or "warc"."""

    kind: str
    data: bytes = b""
    path: str = ""  # of an archive, read in place
    offset: int = 0
    limit: int = 0  # pages of a PDF, bytes of a record


class Answer(msgspec.Struct):
    """What came of a job; `trouble` is empty, or the word for what went wrong, and `detail` says more."""

    trouble: str = ""  # "damaged", "encrypted", "too long", "hostile"
    detail: str = ""
    page: Page | None = None
    feed: Feed | None = None
    outlines: list[Outline] | None = None
    record: Record | None = None


class TroubleError(Exception):
    """A document that a parser gives up on: the word of the trouble, and details."""

    def __init__(self, word: str, detail: str) -> None:
        super().__init__(detail)
        self.word = word
        self.detail = detail

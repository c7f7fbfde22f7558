"""One record of a web archive, inside the process that parses: cut out by its boundaries, read by fastwarc.

Readers that go from record to record lose the rest of the file at the first damage, in silence. So each record is
found on its own: a member of a gzip file or a stretch of a plain one that begins and ends as a record must. Where it
does not, the damage is told and the next beginning is looked for.
"""
from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any, BinaryIO

from verbale.reading import warc_digests
from verbale.reading.jobs import Record

CHUNK = 65_536
HEAD = 65_536  # bytes of the header of a record at most
_GZIP = b"\x1f\x8b\x08"
_START = b"WARC/1."
_END = b"\r\n\r\n"
_OTHERS = ("warcinfo", "request", "metadata", "revisit", "continuation")
_KINDS = ("response", "resource", "conversion")
_READ = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/feed+json",
         "application/rss+xml", "application/atom+xml", "application/xml", "text/xml",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document")


def record(path: str, offset: int, limit: int) -> Record:
    """The record of the archive at `path` that begins at or after `offset`; of at most `limit` bytes. Raises OSError.

    At the end of the file the verdict is "end".
    """
    size = Path(path).stat().st_size
    with Path(path).open("rb") as file:
        file.seek(offset)
        head = file.read(len(_START))
        if not head.strip():
            return Record("end", size)
        file.seek(offset)
        if head.startswith(_GZIP):
            return _member(file, offset, limit, size)
        if head.startswith(_START):
            return _stretch(file, offset, limit, size)
        if head[:1] in {b"\r", b"\n"}:  # a loose line end between records
            return record(path, offset + len(head) - len(head.lstrip()), limit)
        return _damage(file, offset, size, "no record begins where one should")


def _damage(file: BinaryIO, offset: int, size: int, why: str, verdict: str = "damaged") -> Record:
    return Record(verdict, _next_start(file, offset + 1, size), why=why)


def _next_start(file: BinaryIO, offset: int, size: int) -> int:
    """Where the next record begins: a plain one, or a member of gzip that unpacks to one."""
    file.seek(offset)
    kept, at = b"", offset
    while chunk := file.read(CHUNK):
        window = kept + chunk
        start = at - len(kept)
        position = -1
        while True:
            found = [p for p in (window.find(m, position + 1) for m in (_GZIP, _START)) if p >= 0]
            if not found:
                break
            position = min(found)
            if _opens(file, start + position, plain=window.startswith(_START, position)):
                return start + position
        at += len(chunk)
        file.seek(at)
        kept = window[-len(_START):]
    return size


def _opens(file: BinaryIO, offset: int, *, plain: bool) -> bool:
    """Whether a record begins there, and not only its first letters in some text."""
    file.seek(offset)
    if plain:
        return _length(file.read(HEAD)) is not None
    try:
        return zlib.decompressobj(31).decompress(file.read(1_024), 64).startswith(_START)
    except zlib.error:
        return False


def _member(file: BinaryIO, offset: int, limit: int, size: int) -> Record:
    """A record packed by itself."""
    unpacker, out, at = zlib.decompressobj(31), bytearray(), offset
    try:
        while not unpacker.eof:
            chunk = unpacker.unconsumed_tail or file.read(CHUNK)
            if not chunk:
                return Record("damaged", size, why="the file ends within it")
            if not unpacker.unconsumed_tail:
                at += len(chunk)
            out += unpacker.decompress(chunk, CHUNK)
            if len(out) > limit + HEAD:
                if _length(bytes(out[:HEAD])) is not None and _after(out) is not None:
                    return Record("damaged", size, more=True, why="all of it is packed as one")
                return _damage(file, offset, size, f"it is larger than {limit // 1_000_000} MB", "too large")
    except zlib.error:
        return _damage(file, offset, size, "it cannot be unpacked")
    after = at - len(unpacker.unused_data)
    whole = bytes(out)
    end = _after(out)
    if end is None:
        return Record("damaged", after, why="its length is wrong")
    if whole[end:].strip():
        return Record("damaged", size, more=True, why="all of it is packed as one")
    return _tried(whole, after, limit)


def _length(head: bytes) -> int | None:
    """The length that a record says its block has."""
    top, blank, _ = head.partition(_END)
    if not blank or not top.startswith(_START):
        return None
    for line in top.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit() and len(value) < 20:
            return int(value)
    return None


def _after(data: bytes | bytearray) -> int | None:
    """Where a record at the start of some bytes ends, line ends included; None where they end first or do not fit."""
    length = _length(bytes(data[:HEAD]))
    if length is None:
        return None
    end = data.find(_END) + len(_END) + length
    if end > len(data):
        return None
    follows = bytes(data[end:end + 4])
    return end + len(_END) if follows == _END else end if not follows.strip() else None


def _stretch(file: BinaryIO, offset: int, limit: int, size: int) -> Record:
    """A record of a plain archive."""
    head = file.read(HEAD)
    length = _length(head)
    if length is None:
        return _damage(file, offset, size, "its header cannot be read")
    end = offset + head.find(_END) + len(_END) + length
    if end > size:
        return _damage(file, offset, size, "the file ends within it")
    file.seek(end)
    if file.read(4).strip(b"\r\n"):
        return _damage(file, offset, size, "its length is wrong")
    if length > limit:
        return Record("too large", end, why=f"it is larger than {limit // 1_000_000} MB")
    file.seek(offset)
    return _tried(file.read(end - offset) + _END, end, limit)


def _tried(data: bytes, after: int, limit: int) -> Record:
    """One whole record; where fastwarc refuses it, the damage, and the next one is read."""
    try:
        return _read(data, after, limit)
    except (OSError, ValueError) as error:
        return Record("damaged", after, why=str(error)[:200])


def _read(data: bytes, after: int, limit: int) -> Record:
    """One whole record, by fastwarc."""
    from fastwarc.warc import ArchiveIterator

    found: Any = next(iter(ArchiveIterator(io.BytesIO(data), parse_http=False, auto_decode="all")), None)
    if found is None:
        return Record("damaged", after, why="it is no record")
    headers = found.headers
    url, date = headers.get("WARC-Target-URI"), headers.get("WARC-Date")
    kind = str(headers.get("WARC-Type") or "").lower()
    if kind not in (*_KINDS, *_OTHERS):
        return Record("damaged", after, url=url, why="its type is none of WARC's")
    if kind not in _KINDS:
        return Record("other", after, url=url, why=kind)
    start = data.find(_END) + len(_END)
    block = data[start:start + (_length(data[:HEAD]) or 0)]
    if why := warc_digests.of_block(headers, block):
        return Record("digest", after, url=url, date=date, why=why)
    answer = kind == "response" and str(url or "").startswith("http")
    if answer:
        found.parse_http(auto_decode="all")
        status = found.http_headers.status_code if found.http_headers else None
        if status is None or not 200 <= status < 300:
            return Record("other", after, url=url, why=f"answers of status {status}")
    media = str(found.http_content_type or headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if media and media not in _READ:
        return Record("other", after, url=url, why=media)
    if why := warc_digests.of_payload(headers, data, block, http=answer):
        return Record("digest", after, url=url, date=date, why=why)
    body = found.reader.read(limit + 1)
    if len(body) > limit:
        return Record("too large", after, url=url, why=f"it is larger than {limit // 1_000_000} MB")
    return Record("page", after, data=body, media=media, charset=found.http_charset, url=url, date=date)

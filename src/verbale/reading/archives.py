"""Web archives (WARC, plain or gzip): record by record through the parsing process; damage costs only what it hit."""
from __future__ import annotations

import collections
import tempfile
import warnings
import zlib
from pathlib import Path
from typing import IO, BinaryIO

import msgspec

from verbale.errors import InputError
from verbale.reading import parser, problems
from verbale.reading.documents import Place, Read
from verbale.reading.documents import stories as document_stories
from verbale.reading.jobs import Record
from verbale.reading.problems import ReadingWarning
from verbale.record import Story
from verbale.settings import DEFAULTS

CHUNK = 1_000_000
OTHERS_TOLD = 5  # sorts of records passed over that are named one by one


def stories(path: Path, place: Place) -> Read:
    """The stories of an archive. Records of requests, pictures and the like are counted in one warning."""
    passed: collections.Counter[str] = collections.Counter()
    offset, number, size = 0, 0, path.stat().st_size
    while offset < size:
        record = parser.shared().record(str(path), offset, place.where)
        if record.more and offset == 0:
            yield from _packed_as_one(path, place)
            return
        if record.verdict == "end":
            break
        if record.verdict == "other":
            passed[record.why] += 1
        else:
            number += 1
            own = msgspec.structs.replace(
                place, stem=f"{place.stem}-{number}", where=f"{place.where}, record at {offset}", url=record.url,
                retrieved=record.date, media=record.media, charset=record.charset, suffix="",
            )
            yield from _of_record(record, own)
        if record.next <= offset:
            raise problems.damaged(place.where, "it does not go on")
        offset = record.next
    if passed:
        _tell(passed, place.where)
    if not number:
        yield problems.empty(place.where)


def _of_record(record: Record, place: Place) -> Read:
    if record.verdict == "too large":
        yield problems.too_large(place.where, DEFAULTS.fetch_bytes)
    elif record.verdict == "digest":
        yield problems.wrong_digest(place.where, record.why)
    elif record.verdict != "page":
        yield problems.archive_member(place.where, record.why)
    else:
        try:
            for item in document_stories(record.data, place):
                yield _hosted(item, record.url)
        except InputError as error:
            yield error


def _hosted(item: Story | InputError, url: str | None) -> Story | InputError:
    if isinstance(item, Story) and item.url is None and url:
        return msgspec.structs.replace(item, url=url)
    return item


def _tell(passed: collections.Counter[str], where: str) -> None:
    total = passed.total()
    sorts = ", ".join(f"{why} {n}" for why, n in passed.most_common(OTHERS_TOLD))
    records = "1 record" if total == 1 else f"{total} records"
    message = f"{problems.shown(where)}: {records} passed over ({problems.shown(sorts)})."
    warnings.warn(message, ReadingWarning, stacklevel=2)


def _packed_as_one(path: Path, place: Place) -> Read:
    """An archive that was compressed whole is unpacked beside, up to a limit."""
    with tempfile.NamedTemporaryFile(suffix=".warc") as file, path.open("rb") as source:
        try:
            _unpack(source, file, place.where)
        except InputError as error:
            yield error
        file.flush()
        yield from stories(Path(file.name), place)


def _unpack(source: BinaryIO, target: IO[bytes], where: str) -> None:
    """Unpack all members. Raises InputError where it breaks off; what came before it stays in the target."""
    unpacker, size = zlib.decompressobj(31), 0
    rest = b""
    try:
        while chunk := rest or source.read(CHUNK):
            part = unpacker.decompress(chunk, CHUNK)
            size += len(part)
            if size > DEFAULTS.unpacked_bytes:
                raise problems.too_large(where, DEFAULTS.unpacked_bytes)
            target.write(part)
            rest = unpacker.unconsumed_tail
            if unpacker.eof:
                rest, unpacker = unpacker.unused_data, zlib.decompressobj(31)
    except zlib.error as error:
        raise problems.damaged(where, str(error)) from None

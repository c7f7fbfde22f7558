"""The bytes of one document -> its stories, by kind."""
from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from verbale.errors import InputError
from verbale.reading import kinds, parser, problems
from verbale.reading.jobs import Item, Page
from verbale.reading.text import decode
from verbale.record import Story
from verbale.settings import DEFAULTS

Read = Iterator[Story | InputError]
EARLIEST = 1900  # a year of publication before it, or after tomorrow, is a mistake or a trap


class Place(msgspec.Struct, frozen=True):
    """Where a document stands: what its stories are called, how errors name it, its address and when it was fetched."""

    stem: str
    where: str
    url: str | None = None
    retrieved: str | None = None
    suffix: str = ""
    media: str = ""
    charset: str | None = None


def stories(data: bytes, place: Place) -> Read:
    """The stories of a document that is in memory; what cannot be read comes as its error. Raises InputError."""
    if not data.strip():
        raise problems.empty(place.where)
    kind = kinds.kind_of(data[:kinds.SNIFFED], place.suffix, place.media)
    if kind == "docx" and b"word/document" not in data:
        kind = "zip"
    if kind == "gzip":
        return stories(_unpacked(data, place.where), msgspec.structs.replace(place, suffix=_inner(place)))
    return of_kind(kind, data, place)


def of_kind(kind: str, data: bytes, place: Place) -> Read:
    """As `stories`, of a document whose kind is known."""
    if kind in kinds.FOREIGN:
        raise problems.wrong_format(place.where, kinds.FOREIGN[kind])
    if kind == "feed":
        return _feed(data, place)
    if kind in {"json", "lines"}:
        return _records(data, place, many=kind == "lines")
    if kind == "warc":
        return _archive(data, place)
    return iter([_document(kind, data, place)])


def _document(kind: str, data: bytes, place: Place) -> Story:
    if kind == "text":
        text = decode(data, place.where)
        return Story(text=text, name=place.stem, url=place.url, source=place.where, read_as="text",
                     retrieved=place.retrieved)
    if kind == "page":
        if b"\0" in data[:1_000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise problems.binary(place.where)
        data = _by_charset(data, place.charset)
    return of_page(parser.shared().page(data, place.where, kind), kind, place)


def of_page(page: Page, kind: str, place: Place) -> Story:
    """The story of what the parser gave."""
    published = plausible(page.published)
    hidden = f"{page.hidden} hidden characters left out" if page.hidden else ""
    how = ", ".join(filter(None, ("html" if kind == "page" else kind, page.how, hidden)))
    return Story(
        text=page.text, name=place.stem, title=page.title, outlet=page.outlet, published=published,
        published_basis="found" if published else None, url=place.url or page.url, source=place.where, read_as=how,
        retrieved=place.retrieved,
    )


def plausible(value: str | None) -> datetime.date | None:
    """The day of an ISO timestamp that news can have been published on; None for any other."""
    try:
        found = datetime.date.fromisoformat((value or "")[:10])
    except ValueError:
        return None
    latest = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=2)
    return found if datetime.date(EARLIEST, 1, 1) <= found <= latest else None


def _by_charset(data: bytes, charset: str | None) -> bytes:
    """A page as UTF-8, where its server says that it is something else."""
    if charset and charset.lower() not in {"utf-8", "utf8"}:
        with contextlib.suppress(LookupError):  # a charset that Python does not know: let the page speak for itself
            return data.decode(charset, "replace").encode("utf-8")
    return data


def _feed(data: bytes, place: Place) -> Read:
    """The items by what the feed itself holds of them; links are not followed."""
    feed = parser.shared().feed(data, place.where, place.url or "")
    if not feed.items:
        yield problems.empty(place.where)
    how = "feed" if feed.strict else "feed, feedparser"
    for number, item in enumerate(feed.items, start=1):
        own = msgspec.structs.replace(place, stem=f"{place.stem}-{number}", where=f"{place.where}, item {number}")
        yield of_item(item, own, how, feed.title)


def of_item(item: Item, place: Place, how: str, outlet: str) -> Story | InputError:
    """The story of an item of a feed: its text, or its title where it holds no more."""
    text = item.text or item.title
    if not text.strip():
        return problems.empty(place.where)
    if "\0" in text:
        return problems.binary(place.where)
    published = plausible(item.published)
    return Story(
        text=text, name=place.stem, title=item.title, outlet=outlet or None, published=published,
        published_basis="found" if published else None, url=item.url, source=place.where,
        read_as=how if item.text else f"{how}, title only", retrieved=place.retrieved,
    )


def _records(data: bytes, place: Place, *, many: bool) -> Read:
    """JSON; where it does not end after one value but goes on with lines of them, JSON lines."""
    from verbale.reading import records

    data = data.removeprefix(b"\xef\xbb\xbf")
    first, _, rest = data.partition(b"\n")
    if many or (rest.strip().startswith(b"{") and first.rstrip().endswith(b"}")):
        return numbered(iter(data.splitlines()), place)
    return map(_sourced(place), records.one_or_many(data, place.stem, place.where))


def _sourced(place: Place) -> Callable[[Story | InputError], Story | InputError]:
    def told(item: Story | InputError) -> Story | InputError:
        if isinstance(item, InputError):
            return item
        return msgspec.structs.replace(
            item, source=item.source or place.where, read_as="json", url=item.url or place.url,
            retrieved=place.retrieved,
        )
    return told


def numbered(lines: Iterator[bytes], place: Place) -> Read:
    """The stories of JSON lines."""
    from verbale.reading import records

    found = False
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found = True
            where = f"{place.where}, line {number}"
            item = records.line(line.removeprefix(b"\xef\xbb\xbf"), f"{place.stem}-{number}", where)
            yield _sourced(msgspec.structs.replace(place, where=where))(item)
    if not found:
        raise problems.empty(place.where)


def _archive(data: bytes, place: Place) -> Read:
    """An archive that did not come as a file."""
    import tempfile

    from verbale.reading import archives

    with tempfile.NamedTemporaryFile(suffix=".warc") as file:
        file.write(data)
        file.flush()
        yield from archives.stories(Path(file.name), place)


def _unpacked(data: bytes, where: str) -> bytes:
    """What a gzip file holds, within the limit of a file."""
    import zlib

    unpacker = zlib.decompressobj(31)
    try:
        found = unpacker.decompress(data, DEFAULTS.file_bytes + 1)
    except zlib.error as error:
        raise problems.damaged(where, str(error)) from None
    if len(found) > DEFAULTS.file_bytes:
        raise problems.too_large(where, DEFAULTS.file_bytes)
    if not unpacker.eof:
        raise problems.damaged(where, "the file ends too early")
    if found.startswith(b"\x1f\x8b"):
        raise problems.wrong_format(where, "compressed twice")
    return found


def _inner(place: Place) -> str:
    """The kind that the name tells below .gz: story.html.gz."""
    return Path(place.stem).suffix

"""Where stories come from: a file by its kind, a folder, stdin, a web address."""
from __future__ import annotations

import contextlib
import datetime
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from verbale.errors import InputError
from verbale.reading import problems
from verbale.reading.detect import detect_language
from verbale.reading.problems import ReadingWarning
from verbale.reading.text import decode
from verbale.record import Story
from verbale.settings import DEFAULTS

PAGES = frozenset({".html", ".htm", ".xhtml"})
RECORDS = frozenset({".json"})
LINES = frozenset({".jsonl", ".ndjson"})
TEXTS = frozenset({".txt", ".text"})
KNOWN = PAGES | RECORDS | LINES | TEXTS
SNIFFED = 1_000  # bytes looked at to tell the kind of what has no name

Read = Iterator[Story | InputError]


def read_each(source: str | Path, *, published: datetime.date | None = None, name: str | None = None) -> Read:
    """The stories of a source; errors stand in the place of the stories that they keep from us."""
    try:
        for item in _items(source):
            yield item if isinstance(item, InputError) else _completed(item, published, name)
    except InputError as error:
        yield error


def _completed(story: Story, published: datetime.date | None, name: str | None) -> Story:
    """What the caller gives wins over what the document says."""
    changes: dict[str, object] = {}
    if published is not None:
        changes |= {"published": published, "published_basis": "given"}
    if name is not None:
        changes["name"] = name
    if story.language is None:
        changes["language"] = detect_language(story.text)
    return msgspec.structs.replace(story, **changes) if changes else story


def _items(source: str | Path) -> Read:
    if source == "-":
        data = sys.stdin.buffer.read(DEFAULTS.file_bytes + 1)
        return _by_content(_within(data, "stdin"), "stdin")
    if isinstance(source, str) and "://" in source[:SNIFFED]:
        return _web(source)
    path = Path(source)
    try:
        if path.is_dir():
            return _folder(path)
        if not path.exists():
            raise problems.missing(path)
    except (ValueError, OSError) as error:  # NUL in the name, a name too long, a loop of links
        raise problems.unreadable(path, _why(error)) from None
    return _file(path)


def _folder(folder: Path) -> Read:
    """All files below that we read, in the order of their paths; the others are counted in one warning."""
    read = passed = 0
    for path in sorted(_files(folder)):
        if path.suffix.lower() not in KNOWN:
            passed += 1
            continue
        read += 1
        try:
            yield from _file(path)
        except InputError as error:
            yield error
    if passed:
        files = "1 file" if passed == 1 else f"{passed} files"
        message = f"{problems.shown(folder)}: {files} passed over (not .txt, .html, .json or .jsonl)."
        warnings.warn(message, ReadingWarning, stacklevel=2)
    if not read:
        yield problems.nothing_in_folder(folder)


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        paths = (Path(here, n) for n in names if not n.startswith("."))
        yield from (path for path in paths if path.is_file())  # a pipe lying in a folder would wait for ever


def _file(path: Path) -> Read:
    suffix = path.suffix.lower()
    if suffix in LINES:
        return _lines(path)
    data = _bytes(path)
    if suffix in PAGES:
        return iter([_page(data, path.stem, str(path))])
    if suffix in RECORDS:
        return _records(data, path.stem, str(path))
    if suffix in TEXTS:
        return iter([_text(data, path.stem, str(path))])
    return _by_content(data, path.stem, str(path))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _within(file.read(DEFAULTS.file_bytes + 1), str(path))
    except OSError as error:
        raise problems.unreadable(path, _why(error)) from None


def _within(data: bytes, name: str) -> bytes:
    if len(data) > DEFAULTS.file_bytes:
        raise problems.too_large(name, DEFAULTS.file_bytes)
    if not data.strip():
        raise problems.empty(name)
    return data


def _by_content(data: bytes, stem: str, where: str | None = None) -> Read:
    """What has no telling name: HTML and JSON by how they begin, else text."""
    head = data[:SNIFFED].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return iter([_page(data, stem, where or stem)])
    if head.startswith((b'{"', b"[{")) or (head.startswith(b"{") and b'"text"' in head):
        return _records(data, stem, where or stem)
    if head.startswith((b"<?xml", b"<rss", b"<feed")):
        raise problems.wrong_format(where or stem, "XML, perhaps a feed")
    return iter([_text(data, stem, where or stem)])


def _text(data: bytes, stem: str, where: str) -> Story:
    return Story(text=decode(data, where), name=stem)


def _records(data: bytes, stem: str, where: str) -> Read:
    """JSON; where it does not end after one value but goes on with lines of them, JSON lines."""
    from verbale.reading import records

    first, _, rest = data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    if rest.strip().startswith(b"{") and first.rstrip().endswith(b"}"):
        return _numbered(iter(data.splitlines()), stem, where)
    return records.one_or_many(data.removeprefix(b"\xef\xbb\xbf"), stem, where)


def _lines(path: Path) -> Read:
    try:
        with path.open("rb") as file:
            yield from _numbered(_bounded(file, path), path.stem, str(path))
    except OSError as error:
        raise problems.unreadable(path, _why(error)) from None


def _bounded(file: BinaryIO, path: Path) -> Iterator[bytes]:
    """Lines, each within the limit of a file: an archive of stories may be of any length."""
    while line := file.readline(DEFAULTS.file_bytes + 1):
        if len(line) > DEFAULTS.file_bytes:
            raise problems.too_large(f"A line of {path}", DEFAULTS.file_bytes)
        yield line


def _numbered(lines: Iterator[bytes], stem: str, where: str) -> Read:
    from verbale.reading import records

    found = False
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found = True
            yield records.line(line.removeprefix(b"\xef\xbb\xbf"), f"{stem}-{number}", f"{where}, line {number}")
    if not found:
        raise problems.empty(where)


def _page(data: bytes, stem: str, where: str, url: str | None = None) -> Story:
    from verbale.reading import pages

    if b"\0" in data[:SNIFFED] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise problems.binary(where)
    page = pages.read_page(data, where)
    published = _day(page.published)
    return Story(
        text=page.text, name=stem, title=page.title, outlet=page.outlet, published=published,
        published_basis="found" if published else None, url=url or page.url,
    )


def _day(value: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def _web(url: str) -> Read:
    from verbale.reading.fetch import fetch

    got = fetch(url)
    stem = Path(got.url.partition("?")[0].rstrip("/")).stem or "page"
    data = _within(got.data, url)
    if got.charset and got.charset.lower() not in {"utf-8", "utf8"}:
        with contextlib.suppress(LookupError):  # a charset that Python does not know: let the page speak for itself
            data = data.decode(got.charset, "replace").encode("utf-8")
    if got.media in {"text/html", "application/xhtml+xml"}:
        yield _page(data, stem, url, got.url)
        return
    for item in _by_content(data, stem, url):
        yield item if isinstance(item, InputError) else msgspec.structs.replace(item, url=item.url or got.url)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)

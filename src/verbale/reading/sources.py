"""Where stories come from: a file, a folder, stdin, a web address."""
from __future__ import annotations

import datetime
import os
import stat
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from verbale.errors import InputError
from verbale.reading import documents, kinds, problems
from verbale.reading.detect import detect_language
from verbale.reading.documents import Place, Read
from verbale.reading.problems import ReadingWarning
from verbale.record import Story
from verbale.settings import DEFAULTS

if TYPE_CHECKING:
    from verbale.reading.fetch import Fetched

STREAMS = ("/dev/", "/proc/")  # what lies there may be a pipe: the user's own shell makes them


def read_each(source: str | Path, *, published: datetime.date | None = None, name: str | None = None) -> Read:
    """The stories of a source; errors stand in the place of the stories that they keep from us."""
    try:
        for item in _items(source):
            yield item if isinstance(item, InputError) else completed(item, published, name)
    except InputError as error:
        yield error


def completed(story: Story, published: datetime.date | None = None, name: str | None = None) -> Story:
    """The story with its language; what the caller gives wins over what the document says."""
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
        return documents.stories(_within(data, "stdin"), Place("stdin", "stdin"))
    if isinstance(source, str) and "://" in source[:1_000]:
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
    for item in sorted(_files(folder), key=lambda item: str(item[0])):
        path, error = item
        if error is not None:
            read += 1
            yield error
            continue
        try:
            if not _readable(path):
                passed += 1
                continue
            read += 1
            yield from _file(path)
        except InputError as failed:
            yield failed
    if passed:
        files = "1 file" if passed == 1 else f"{passed} files"
        message = f"{problems.shown(folder)}: {files} passed over (none that Verbale reads)."
        warnings.warn(message, ReadingWarning, stacklevel=2)
    if not read:
        yield problems.nothing_in_folder(folder)


def _files(folder: Path) -> Iterator[tuple[Path, InputError | None]]:
    """All paths below that are no folders, and the folders that the system does not open, each with its error."""
    shut: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=shut.append):
        folders[:] = [f for f in folders if not f.startswith(".")]
        # Links to folders are not followed, so that no loop can come of them; they count as passed over.
        links = [f for f in folders if Path(here, f).is_symlink()]
        yield from ((Path(here, n), None) for n in (*names, *links) if not n.startswith("."))
    for error in shut:
        yield Path(error.filename), problems.unreadable(error.filename, _why(error))


def _readable(path: Path) -> bool:
    """Whether a file in a folder is one of ours: its name or its content tells it. Raises InputError."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False  # a pipe lying in a folder would wait for ever
        if path.suffix.lower() in kinds.NAMED:
            return True
        with path.open("rb") as file:
            head = file.read(kinds.SNIFFED)
    except FileNotFoundError:
        if path.is_symlink():
            return False  # a link that leads nowhere
        raise problems.missing(path) from None
    except OSError as error:
        if path.is_symlink():
            return False  # a loop of links
        raise problems.unreadable(path, _why(error)) from None
    kind = kinds.kind_of(head, path.suffix)
    if kind == "gzip":
        inner = Path(path.stem).suffix
        return kinds.kind_of(kinds.packed_head(head), inner) in kinds.TELLING or inner.lower() in kinds.NAMED
    return kind in kinds.TELLING - {"opml"} or path.suffix.lower() in {".pdf", ".docx", ".warc"}


def _file(path: Path) -> Read:
    place = Place(path.stem, str(path), suffix=path.suffix)
    try:
        if stat.S_ISFIFO(path.stat().st_mode) and not str(path).startswith(STREAMS):
            raise problems.unreadable(path, "it is a pipe")
        with path.open("rb") as file:
            head = file.read(kinds.SNIFFED)
            kind = kinds.kind_of(head, path.suffix)
            archive = kind == "warc" or (kind == "gzip" and kinds.packed_head(head).startswith(b"WARC/"))
            if not archive and kind != "lines":
                data = head + file.read(max(0, DEFAULTS.file_bytes + 1 - len(head)))
                return documents.stories(_within(data, str(path)), place)
    except OSError as error:
        raise problems.unreadable(path, _why(error)) from None
    if archive:
        return _archive(path, place)
    return _lines(path, place)


def _archive(path: Path, place: Place) -> Read:
    from verbale.reading import archives

    stem = path.name.removesuffix(".gz").removesuffix(".warc")
    try:
        yield from archives.stories(path, msgspec.structs.replace(place, stem=stem))
    except OSError as error:
        raise problems.unreadable(path, _why(error)) from None


def _within(data: bytes, name: str) -> bytes:
    if len(data) > DEFAULTS.file_bytes:
        raise problems.too_large(name, DEFAULTS.file_bytes)
    if not data.strip():
        raise problems.empty(name)
    return data


def _lines(path: Path, place: Place) -> Read:
    try:
        with path.open("rb") as file:
            yield from documents.numbered(_bounded(file, path), place)
    except OSError as error:
        raise problems.unreadable(path, _why(error)) from None


def _bounded(file: BinaryIO, path: Path) -> Iterator[bytes]:
    """Lines, each within the limit of a file: an archive of stories may be of any length."""
    while line := file.readline(DEFAULTS.file_bytes + 1):
        if len(line) > DEFAULTS.file_bytes:
            raise problems.too_large(f"A line of {path}", DEFAULTS.file_bytes)
        yield line


def _web(url: str) -> Read:
    from verbale.reading.fetch import fetch

    return fetched(fetch(url), url)


def fetched(got: Fetched, url: str) -> Read:
    """The stories of what was fetched from an address."""
    stem = Path(got.url.partition("?")[0].rstrip("/")).stem or "page"
    suffix = Path(got.url.partition("?")[0].partition("#")[0]).suffix
    place = Place(
        stem, url, url=got.url, retrieved=now(), media=got.media, charset=got.charset,
        suffix=suffix if suffix.lower() in {".pdf", ".docx"} else "",
    )
    yield from documents.stories(_within(got.data, url), place)


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)

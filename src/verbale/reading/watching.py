"""Feeds that are looked at again and again: what is new in each, how each fares, and a state that survives a stop.

The state is a JSON file, written whole and put in place at once. An item is marked as seen only when whoever asked for
it asks for the next one, so what was not finished comes again; a story that was kept already is then a duplicate.
"""
from __future__ import annotations

import datetime
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from verbale.errors import InputError, UsageError
from verbale.reading import documents, parser, problems, sources
from verbale.reading.documents import Place
from verbale.reading.fetch import Fetched, fetch
from verbale.reading.jobs import Feed, Item, Outline
from verbale.record import Story
from verbale.settings import DEFAULTS

FULL_WORDS = 120  # an item of fewer words is taken for a summary, and its page is fetched
TRIES = 3  # rounds in which an item's page is asked for, if its server does not answer
REMEMBERED = 5_000  # items of a feed that are remembered beyond those that it still shows
LONGEST_PAUSE = 86_400.0  # seconds between two looks at a feed that keeps failing
_PASSING = {"V151", "V152"}  # faults that may pass by themselves
_FINAL = {"V150"}  # an address that must not be fetched: its item is refused, summary and all

Fetch = Callable[[str, Mapping[str, str]], Fetched]


class Watched(msgspec.Struct):
    """A feed and how it fares. Times are UTC, ISO 8601."""

    url: str
    title: str = ""
    etag: str | None = None
    modified: str | None = None
    seen: list[str] = []  # keys of items, oldest first
    waiting: dict[str, int] = {}  # key -> rounds in which the item's page could not be had
    looked: str | None = None  # last time
    well: str | None = None  # last time without fault
    failures: int = 0  # since then
    fault: str | None = None  # the last one
    items: int = 0  # taken in all

    def due(self, every: float, now: datetime.datetime) -> bool:
        """Whether it is time to look again; a feed that fails is left alone twice as long each time."""
        if self.looked is None:
            return True
        pause: float = min(every * 2 ** min(self.failures, 20), max(every, LONGEST_PAUSE))
        waited = now - datetime.datetime.fromisoformat(self.looked)
        return waited.total_seconds() >= float(pause) - 1


class State(msgspec.Struct):
    """All feeds of a watch by address."""

    version: int = 1
    feeds: dict[str, Watched] = {}

    def take(self, outlines: Iterable[Outline]) -> list[Watched]:
        """The feeds of a list, with what is known of them."""
        return [self.feeds.setdefault(o.url, Watched(o.url, o.title)) for o in outlines]


def load(path: Path) -> State:
    """The state of a file; an empty one where there is none. Raises UsageError V203 where it is damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=State)
    except FileNotFoundError:
        return State()
    except (OSError, msgspec.DecodeError) as error:
        message = f"{problems.shown(path)} is no state of a watch ({problems.shown(error)})."
        step = "Move it away: the feeds are then read anew, and known stories count as duplicates."
        raise UsageError("V203", message, step) from None


def save(state: State, path: Path) -> None:
    """Put the state in place, whole or not at all. Raises UsageError V202."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(msgspec.json.encode(state))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError("V202", f"{problems.shown(path)} cannot be written ({why}).", "Choose another file.") from None


def feeds_of(source: str) -> list[Outline]:
    """The feeds that a source names: an OPML file, or the address of one feed. Raises InputError."""
    if "://" in source[:1_000]:
        return [Outline(source)]
    path = Path(source)
    try:
        with path.open("rb") as file:
            data = file.read(DEFAULTS.file_bytes + 1)
    except FileNotFoundError:
        raise problems.missing(path) from None
    except (OSError, ValueError) as error:
        raise problems.unreadable(path, getattr(error, "strerror", None) or str(error)) from None
    if len(data) > DEFAULTS.file_bytes:
        raise problems.too_large(path, DEFAULTS.file_bytes)
    found = parser.shared().outlines(data, source)
    if not found:
        raise problems.empty(path)
    return found


def by_web(url: str, marks: Mapping[str, str]) -> Fetched:
    """The guarded fetcher."""
    return fetch(url, marks=marks)


def look(feed: Watched, get: Fetch = by_web, pause: float = DEFAULTS.fetch_pause) -> Iterator[Story | InputError]:
    """What is new in a feed, oldest first: stories, or the error in the place of one.

    A fault of the feed itself is kept in its state, and nothing comes. `pause`: seconds between two pages of one feed.
    """
    feed.looked = sources.now()
    try:
        got = get(feed.url, _marks(feed))
        found = Feed() if got.unchanged else _parsed(got, feed)
    except InputError as error:
        feed.failures += 1
        feed.fault = error.line()
        return
    feed.title = found.title or feed.title
    new = [(key, item) for key, item in _keyed(found) if key not in set(feed.seen)]
    for number, (key, item) in enumerate(reversed(new)):
        if number and pause and _needs_page(item):
            time.sleep(pause)
        outcome = _story(item, feed, get)
        waits = isinstance(outcome, InputError) and outcome.code in _PASSING and feed.waiting.get(key, 0) + 1 < TRIES
        yield outcome if isinstance(outcome, InputError) else sources.completed(outcome)
        # Here the story before is done with.
        feed.items += not waits
        if waits:
            feed.waiting[key] = feed.waiting.get(key, 0) + 1
        else:
            feed.waiting.pop(key, None)
            feed.seen.append(key)
    if not got.unchanged:
        feed.etag, feed.modified = got.etag, got.modified
        shown = {key for key, _ in _keyed(found)}
        feed.waiting = {key: n for key, n in feed.waiting.items() if key in shown}
        feed.seen = [key for key in feed.seen if key not in shown][-REMEMBERED:] + [k for k in feed.seen if k in shown]
    feed.failures, feed.fault, feed.well = 0, None, feed.looked


def _marks(feed: Watched) -> dict[str, str]:
    """What asks for the feed only if it changed; not while items of it wait for another try."""
    if feed.waiting:
        return {}
    marks = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    return {name: value for name, value in marks.items() if value}


def _parsed(got: Fetched, feed: Watched) -> Feed:
    if len(got.data) > DEFAULTS.file_bytes:
        raise problems.too_large(feed.url, DEFAULTS.file_bytes)
    return parser.shared().feed(got.data, feed.url, got.url)


def _keyed(found: Feed) -> list[tuple[str, Item]]:
    """Each item once, under a key that changes when its words do."""
    keyed: dict[str, Item] = {}
    for item in found.items:
        told = "\x1f".join((item.id, item.url or "", item.title, item.text))
        keyed.setdefault(hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16], item)
    return list(keyed.items())


def _needs_page(item: Item) -> bool:
    return item.url is not None and len(item.text.split()) < FULL_WORDS


def _story(item: Item, feed: Watched, get: Fetch) -> Story | InputError:
    where = item.url or f"{feed.url}, {item.title or item.id}"
    outlet = feed.title or urlsplit(feed.url).hostname or ""
    stem = Path(urlsplit(item.url or "").path.rstrip("/")).stem or item.title[:60] or "item"
    place = Place(stem, f"{feed.url}, item {item.id}"[:500], retrieved=sources.now())
    if not _needs_page(item):
        return documents.of_item(item, place, "feed", outlet)
    try:
        got = get(str(item.url), {})
        read = [s for s in sources.fetched(got, where) if isinstance(s, Story)]
        if len(read) != 1:
            raise problems.no_article(where)
    except InputError as error:
        if error.code in _FINAL | _PASSING or not (item.text or item.title).strip():
            return error
        return documents.of_item(item, place, f"feed, summary only ({error.code})", outlet)
    told = documents.plausible(item.published)
    return msgspec.structs.replace(
        read[0], title=read[0].title or item.title, outlet=read[0].outlet or outlet,
        published=told or read[0].published, published_basis="found" if told or read[0].published else None,
    )

"""`verbale watch`: look at feeds again and again, and keep what is new in a ledger."""
from __future__ import annotations

import datetime
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from verbale.cli.options import LedgerPath
from verbale.errors import LedgerError, UsageError

if TYPE_CHECKING:
    from verbale.cli.flow import Account, Item
    from verbale.ledger import Ledger
    from verbale.reading.near import NearIndex
    from verbale.reading.watching import State, Watched

SHORTEST = 60.0  # seconds between two looks at a feed: servers are other people's
_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_TIME = re.compile(r"(\d{1,6})\s?([smhd])$")


def watch(
    src: Annotated[
        list[str], Parameter(help="Lists of feeds (OPML files), or addresses of feeds (RSS, Atom, JSON).", negative=()),
    ],
    /, *,
    ledger: LedgerPath,
    once: Annotated[bool, Parameter(help="Look at each feed once, then end.", negative=())] = False,
    every: Annotated[str, Parameter(help="How long to wait between two looks: 15m, 2h, 1d.")] = "15m",
    state: Annotated[
        Path | None, Parameter(help="Where to remember what was seen; beside the ledger if it is a file."),
    ] = None,
    health: Annotated[bool, Parameter(help="Print how each feed fares, and look at none.", negative=())] = False,
) -> int:
    """Look at feeds again and again, and keep what is new in a ledger.

    It may be stopped at any time and goes on where it was. An item that holds only a summary has its page fetched,
    from public addresses only. A feed that fails is told on stderr and left alone twice as long each time. After each
    round one line accounts for all stories. A ledger that cannot be written is told, and tried again in the next round.
    """
    from verbale.reading import watching

    pause = seconds(every)
    path = state or beside(ledger)
    known = watching.load(path)
    feeds = known.take(outline for source in src for outline in watching.feeds_of(source))
    if health:
        print("\n".join(_health(feeds)))
        return 0
    watcher = _Watcher(ledger, known, path, feeds)
    if once:
        return 0 if watcher.round(None) else 2
    while True:
        try:
            watcher.round(pause)
        except (LedgerError, UsageError) as error:  # another writer, or a full disk: what was not kept comes again
            print(error.line(), file=sys.stderr)
        time.sleep(min(pause, SHORTEST))


def seconds(words: str) -> float:
    """A length of time such as 15m. Raises UsageError V212."""
    found = _TIME.match(words.strip().lower())
    if not found or int(found.group(1)) * _UNITS[found.group(2)] < SHORTEST:
        raise UsageError("V212", f'"{words[:40]}" is no length of time of a minute or more.', "Give 15m, 2h or 1d.")
    return int(found.group(1)) * _UNITS[found.group(2)]


def beside(ledger: str) -> Path:
    """The file of state of a ledger that is a file. Raises UsageError V213 for one that is a server's."""
    if "://" in ledger or ledger == ":memory:":
        step = "Give --state with the name of a file."
        raise UsageError("V213", "What was seen of the feeds cannot be kept beside this ledger.", step)
    return Path(f"{ledger}.feeds.json")


class _Watcher:
    """Rounds over all feeds."""

    def __init__(self, ledger: str, state: State, path: Path, feeds: list[Watched]) -> None:
        self._ledger, self._state, self._path, self._feeds = ledger, state, path, feeds
        self._before: NearIndex | None = None

    def round(self, every: float | None) -> bool:
        """Look at each feed that is due (all where `every` is None); whether any of them was well."""
        import verbale
        from verbale.cli.flow import Account
        from verbale.ledger import Ledger
        from verbale.reading.near import NearIndex

        now = datetime.datetime.now(datetime.UTC)
        due = [feed for feed in self._feeds if every is None or feed.due(every, now)]
        if not due:
            return True
        account = Account()
        with Ledger(self._ledger) as book:
            if self._before is None:
                self._before = NearIndex()
                self._before.add(book.stories())
            run = book.begin_run(verbale.__version__)
            for feed in due:
                self._feed(feed, book, account, self._before)
            book.finish_run(run, account.came)
        print(account.line(), file=sys.stderr)
        return any(feed.failures == 0 for feed in due)

    def _feed(self, feed: Watched, book: Ledger, account: Account, before: NearIndex) -> None:
        from verbale.cli.flow import of_items
        from verbale.errors import InputError
        from verbale.reading import watching
        from verbale.reading.problems import shown

        def items() -> Iterator[Item]:
            for item in watching.look(feed):
                account.came += 1
                yield item, feed.url

        def note(name: str, error: InputError) -> None:
            book.add_rejected(name, error.code, error.message)

        try:
            for coding in of_items(items(), account, before, note):
                if not book.add(coding).story_new:
                    account.count_again(coding)
        finally:
            watching.save(self._state, self._path)
        if feed.fault:
            times = "once" if feed.failures == 1 else f"{feed.failures} times"
            print(f"Feed {shown(feed.url)} failed {times}: {shown(feed.fault)}", file=sys.stderr)


def _health(feeds: list[Watched]) -> Iterator[str]:
    """One line a feed: how it fares, since when, how many items it brought."""
    from verbale.reading.problems import shown

    for feed in feeds:
        if feed.looked is None:
            fares = "not looked at yet"
        elif feed.failures:
            fares = f"failing ({feed.failures}), well at {feed.well or 'no time'}: {feed.fault}"
        else:
            fares = f"well at {feed.well}"
        waits = f", {len(feed.waiting)} waiting" if feed.waiting else ""
        yield shown(f"{feed.title or feed.url}: {feed.items} items{waits}; {fares}")

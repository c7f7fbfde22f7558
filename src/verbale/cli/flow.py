"""Sources -> codings, with the account: nothing that came in is unaccounted for."""
from __future__ import annotations

import collections
import datetime
import sys
from collections.abc import Callable, Iterable, Iterator

from verbale.cli.options import unmasked
from verbale.cli.progress import Progress
from verbale.errors import InputError
from verbale.reading import REASONS, read_each
from verbale.reading.near import NearIndex, Sort
from verbale.reading.problems import REPEAT, repeat, shown, wrong_language
from verbale.record import Coding, Story
from verbale.settings import debug

CODED_LANGUAGE = "en"
WINDOW = 5_000  # stories that are read before the first of them is coded, so that they can be put in order
WINDOW_CHARACTERS = 50_000_000  # of text, the same

Item = tuple[Story | InputError, str]  # what was read, and the source that it came from


class Account:
    """What became of each story: in = coded + no event + duplicate + rejected, always."""

    def __init__(self) -> None:
        self.came = 0
        self.coded = 0
        self.no_event = 0
        self.duplicate = 0
        self.rejected: collections.Counter[str] = collections.Counter()
        self.near: collections.Counter[Sort] = collections.Counter()  # of the stories that were not duplicates

    @property
    def taken(self) -> bool:
        """Whether at least one story was coded, or needed no coding."""
        return bool(self.coded or self.no_event or self.duplicate)

    def count(self, coding: Coding) -> None:
        """Book a coding."""
        if coding.claims:
            self.coded += 1
        else:
            self.no_event += 1

    def count_again(self, coding: Coding) -> None:
        """Book a coding that was counted already as a duplicate."""
        if coding.claims:
            self.coded -= 1
        else:
            self.no_event -= 1
        self.duplicate += 1

    def reject(self, error: InputError) -> None:
        """Book a story that was not taken, by its reason."""
        self.rejected[REASONS.get(error.code, "other")] += 1

    def near_line(self) -> str | None:
        """How many stories were taken although they are nearly the same as one before; None where none was."""
        parts = [
            f"{self.near[sort]} {words}" for sort, words in (
                (Sort.COPY, "nearly the same as a story of another outlet (reports of one origin)"),
                (Sort.VERSION, "new versions of a story of the same outlet"),
            ) if self.near[sort]
        ]
        return f"Among them: {', '.join(parts)}." if parts else None

    def line(self) -> str:
        """The law of conservation, for this run."""
        total = self.rejected.total()
        if self.came != self.coded + self.no_event + self.duplicate + total:
            msg = "a story was lost from the account"
            raise AssertionError(msg)
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(self.rejected.items()))
        end = f" ({reasons})" if reasons else ""
        return (
            f"in {self.came} = coded {self.coded} + no event {self.no_event} + duplicate {self.duplicate} "
            f"+ rejected {total}{end}"
        )


def codings(
    sources: Iterable[str], account: Account, *, published: datetime.date | None = None,
    rejected: Callable[[str, InputError], None] | None = None, before: NearIndex | None = None, ordered: bool = False,
) -> Iterator[Coding]:
    """Read and code all sources. Each rejected story is told in one line on stderr, and to `rejected` by its name.

    A story that repeats one of `before`, or of this run, by the same outlet is told likewise and booked as duplicate. A
    text that came before to the letter is coded again: the caller may want to know where else it was met.
    `ordered`: by day of publication and id instead of as they come, so that any order of the sources gives the same.
    """
    with Progress(account) as progress:
        items = _read(sources, account, published, progress)
        index = NearIndex() if before is None else before
        yield from of_items(_in_order(items) if ordered else items, account, index, rejected)


def of_items(
    items: Iterable[Item], account: Account, before: NearIndex,
    rejected: Callable[[str, InputError], None] | None = None,
) -> Iterator[Coding]:
    """As `codings`, of items that are read and counted as come; the next is asked for when one is done with."""
    for item, source in items:
        try:
            coding = _coded(item, before, account)
        except InputError as error:
            if error.code != REPEAT:
                account.reject(error)
            print(error.line(), file=sys.stderr)
            if rejected is not None:
                rejected(item.name if isinstance(item, Story) else source, error)
            continue
        account.count(coding)
        yield coding


def _read(
    sources: Iterable[str], account: Account, published: datetime.date | None, progress: Progress,
) -> Iterator[Item]:
    for source in map(unmasked, sources):
        for item in read_each(source, published=published):
            account.came += 1
            progress.step()
            yield item, source


def _in_order(items: Iterable[Item]) -> Iterator[Item]:
    """Window by window: what cannot be read, then stories by day of publication and id."""
    window: list[Item] = []
    size = 0
    for item in items:
        window.append(item)
        size += len(item[0].text) if isinstance(item[0], Story) else 0
        if len(window) >= WINDOW or size >= WINDOW_CHARACTERS:
            yield from sorted(window, key=_rank)
            window, size = [], 0
    yield from sorted(window, key=_rank)


def _rank(item: Item) -> tuple[bool, datetime.date, str, str, str]:
    story = item[0]
    if isinstance(story, InputError):
        return False, datetime.date.min, "", "", ""
    return True, story.published or datetime.date.max, story.id, story.outlet or "", f"{story.name} {story.url}"


def without_repeats(run: Iterable[Coding], account: Account) -> Iterator[Coding]:
    """The codings of texts that did not come before in this run; repeats are booked as duplicates."""
    seen: set[str] = set()
    for coding in run:
        if coding.story.id in seen:
            account.count_again(coding)
            continue
        seen.add(coding.story.id)
        yield coding


def _coded(item: Story | InputError, index: NearIndex, account: Account) -> Coding:
    if isinstance(item, InputError):
        raise item
    check_language(item)
    seen = index.seen(item)
    if seen.sort is Sort.REPEAT:
        account.duplicate += 1
        raise repeat(item.name, str(seen.first))
    coding = code_story(item)
    if seen.sort in {Sort.COPY, Sort.VERSION}:
        account.near[seen.sort] += 1
    return coding


def check_language(story: Story) -> None:
    """Raise InputError V130 for a story in a language that is not coded."""
    if story.language not in {None, CODED_LANGUAGE}:
        raise wrong_language(story.name, str(story.language))


def code_story(story: Story) -> Coding:
    """Code one story. Raises InputError where its language is not English or the coder fails on it."""
    from verbale import pipeline

    check_language(story)
    try:
        coding = pipeline.code(story)
    except RecursionError as error:
        raise _fault(story, error) from error
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        if debug():
            raise
        raise _fault(story, error) from error
    if coding.note and coding.note.startswith("language"):  # the coder looked closer than the reader
        raise wrong_language(story.name, coding.note.removeprefix("language").strip())
    return coding


def _fault(story: Story, error: Exception) -> InputError:
    message = f"{shown(story.name)} could not be coded ({type(error).__name__}: {shown(error)})."
    return InputError("V199", message, "Please report it with the text; VERBALE_DEBUG=1 shows where it arose.")

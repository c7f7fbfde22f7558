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
from verbale.reading.problems import shown, wrong_language
from verbale.record import Coding, Story
from verbale.settings import debug

CODED_LANGUAGE = "en"


class Account:
    """What became of each story: in = coded + no event + duplicate + rejected, always."""

    def __init__(self) -> None:
        self.came = 0
        self.coded = 0
        self.no_event = 0
        self.duplicate = 0
        self.rejected: collections.Counter[str] = collections.Counter()

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
    rejected: Callable[[str, InputError], None] | None = None,
) -> Iterator[Coding]:
    """Read and code all sources. Each rejected story is told in one line on stderr, and to `rejected` by its name."""
    with Progress(account) as progress:
        for source in map(unmasked, sources):
            for item in read_each(source, published=published):
                account.came += 1
                progress.step()
                try:
                    coding = _coded(item)
                except InputError as error:
                    account.reject(error)
                    print(error.line(), file=sys.stderr)
                    if rejected is not None:
                        rejected(item.name if isinstance(item, Story) else source, error)
                    continue
                account.count(coding)
                yield coding


def without_repeats(run: Iterable[Coding], account: Account) -> Iterator[Coding]:
    """The codings of texts that did not come before in this run; repeats are booked as duplicates."""
    seen: set[str] = set()
    for coding in run:
        if coding.story.id in seen:
            account.count_again(coding)
            continue
        seen.add(coding.story.id)
        yield coding


def _coded(item: Story | InputError) -> Coding:
    if isinstance(item, InputError):
        raise item
    return code_story(item)


def code_story(story: Story) -> Coding:
    """Code one story. Raises InputError where its language is not English or the coder fails on it."""
    from verbale import pipeline

    if story.language not in {None, CODED_LANGUAGE}:
        raise wrong_language(story.name, str(story.language))
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

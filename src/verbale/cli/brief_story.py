"""The brief of one story, alone or with what a ledger holds around it."""
from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verbale.cli.options import unmasked
from verbale.errors import UsageError

if TYPE_CHECKING:
    from verbale.record import Coding

_ID = re.compile("[0-9a-f]{16}")


def story_page(
    src: str, published: datetime.date | None, ledger: str | None, board: Path | None, now: datetime.datetime,
) -> tuple[str, str]:
    """The page, and a line on what it holds. With a ledger `src` may be the id of a story that it keeps."""
    import verbale
    from verbale import pipeline, report

    coding = _coding(src, published, ledger)
    more = _around(coding, ledger, board, now) if ledger and coding.events else {}
    page = report.brief(
        coding, treaties=pipeline.treaties(coding), transfers=pipeline.transfers(coding),
        names=pipeline.country_names(), version=verbale.__version__, **more,
    )
    if coding.note:
        print(f"Note: {coding.note}", file=sys.stderr)
    return page, f"{len(coding.events)} events from {len(coding.claims)} claims"


def _coding(src: str, published: datetime.date | None, ledger: str | None) -> Coding:
    """As the ledger keeps it, corrections and all, where it keeps it; else coded now."""
    from verbale import reading
    from verbale.cli.flow import code_story
    from verbale.ledger import Ledger
    from verbale.reading.problems import shown

    if ledger and _ID.fullmatch(src) and not Path(src).exists():
        with Ledger(ledger, create=False, read_only=True) as book:
            return book.coding(src)
    stories = reading.read(unmasked(src), published=published)
    if len(stories) != 1:
        message = f"{shown(src)} holds {len(stories)} stories; a brief is of one."
        raise UsageError("V210", message, "Name one file, or use verbale code for all of them.")
    if ledger:
        with Ledger(ledger, create=False, read_only=True) as book:
            if book.has(stories[0].id):
                return book.coding(stories[0].id)
    return code_story(stories[0])


def _around(coding: Coding, ledger: str, board: Path | None, now: datetime.datetime) -> dict[str, Any]:
    """What the ledger brings to the page: background, findings on the story's pair, what names the ledger."""
    from verbale import pipeline
    from verbale.cli import brief_findings as brought
    from verbale.cli.brief_event import NO_PAIR, of_pair
    from verbale.ledger import Ledger
    from verbale.report.subject import Past

    with Ledger(ledger, create=False, read_only=True) as book:
        cited = brought.cited(book)
        seen = brought.reviewed(book, coding.events) if book.has(coding.story.id) else None
    pair = brought.parties(coding.events, pipeline.country_names())
    material, found = of_pair(ledger, pair, board, now)
    days = [event.date[0] for event in coding.events if event.date]
    first = coding.story.published or (max(days) if days else None)
    past = brought.past(material, coding.events, first) if material else Past(why_none=NO_PAIR)
    return {"past": past, "found": found, "cited": cited, "pair": pair, "reviewed": seen, "now": now}

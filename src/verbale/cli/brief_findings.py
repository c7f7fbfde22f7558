"""What a ledger and its analysis bring to a brief: findings on a pair, what names the ledger, who reviewed what."""
from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from verbale.errors import InstallError, UsageError, VerbaleError

if TYPE_CHECKING:
    from verbale.analysis.boards import Board, Tables
    from verbale.analysis.findings import Forecast
    from verbale.analysis.observations import Material
    from verbale.ledger import Ledger
    from verbale.record import Event
    from verbale.report.subject import Citation, Findings, Past

ASKED = ("cooperation", "conflict", "AID", "CONSULT/visit")  # what the chance of next events is told of
HORIZON = "month"
NO_OTHER = "The ledger holds no other dated event between these parties."
NO_DAY = "No day is told, so nothing can be called older."
AROUND = 12  # events before, and events since, that stand as background of a story or an event


def cited(book: Ledger) -> Citation:
    """What names the state of the ledger."""
    from verbale.report.subject import Citation

    version = book.versions(1)[-1]
    where = book.where if "://" in book.where else Path(book.where).name
    return Citation(
        ledger=where, content=book.content_hash(), head=book.head(), version=version.number, changed=version.at,
    )


def reviewed(book: Ledger, events: Iterable[Event]) -> int:
    """How many of the events a person has judged: themselves, or one of their claims; what was undone counts not."""
    held = [one.judgement for one in book.judgements() if one.state == "in force" and one.judgement.kind != "undo"]
    judged = {anchor.claim for one in held for anchor in (*one.anchors, *one.others)} | {one.target for one in held}
    return sum(event.id in judged or not judged.isdisjoint(event.claims) for event in events)


def findings(material: Material, a: str, b: str, board: Path | None, now: datetime.datetime) -> Findings:
    """What the analysis finds; where it cannot, why. Only a board that was asked for and is wrong is an error."""
    from verbale import pipeline
    from verbale.analysis.dyad import dyad
    from verbale.analysis.weigh import weigh
    from verbale.report.subject import Findings

    trend, no_trend, weighed, no_weighing, read = None, "", None, "", None
    try:
        trend = dyad(material, a, b, pipeline.country_names())
    except VerbaleError as error:
        no_trend = _why(error)
    try:
        read, words = _board(material, a, b, board, now)
        weighed = weigh(read, words)
    except VerbaleError as error:
        if board:
            raise
        no_weighing = _why(error)
    except tomllib.TOMLDecodeError as error:
        no_weighing = f"No default board can be drawn from these events ({error})."
    forecasts, no_forecast = _forecasts(material, a, b, now)
    rows = read.row if read else ()
    return Findings(
        dyad=trend, no_trend=no_trend, weighed=weighed, no_weighing=no_weighing, default_board=board is None,
        board_rows={row.id: row.event for row in rows},
        unlooked=tuple(row.text for row in rows if row.looked == "not looked for"),
        forecasts=forecasts, no_forecast=no_forecast,
    )


def _board(material: Material, a: str, b: str, board: Path | None, now: datetime.datetime) -> tuple[Board, Tables]:
    from verbale.analysis import boards, propose

    words = boards.tables(None)
    if board is None:
        return boards.parse(propose.propose(material, a, b, words, made=now.date()), words, "default board"), words
    given = boards.read(board, words)
    if given.pair and set(given.pair) != {a, b}:
        message = f"The board is on {' and '.join(given.pair)}, not on {a} and {b}."
        raise UsageError("V215", message, "Give the board of this pair, or leave --board out.")
    return given, words


def _why(error: VerbaleError) -> str:
    """The error for a page. What to do next is told only where it is not about an option of another command."""
    return error.line() if isinstance(error, InstallError) else f"{error.code}: {error.message}"


def _forecasts(material: Material, a: str, b: str, now: datetime.datetime) -> tuple[tuple[Forecast, ...], str]:
    from verbale.analysis import forecasts

    try:
        return tuple(
            forecasts.make(material, x, y, what, horizon=HORIZON, made=now)
            for what in ASKED for x, y in ((a, b), (b, a))
        ), ""
    except VerbaleError as error:
        return (), _why(error)


def parties(events: Iterable[Event], names: Iterable[str]) -> tuple[str, str] | None:
    """The pair that most of the events are between, parties with a known code only; equal ones by first told."""
    known, counted = set(names), dict[tuple[str, str], int]()
    for event in events:
        actors = [code for code in event.actors if code in known]
        others = [code for code in event.recipients if code in known] or actors[1:]
        for pair in {(a, b) for a in actors for b in others if a != b}:
            turned = (pair[1], pair[0])
            key = turned if turned in counted else pair
            counted[key] = counted.get(key, 0) + 1
    return max(counted, key=lambda pair: counted[pair]) if counted else None


def past(material: Material, known: Iterable[Event], day: datetime.date | None) -> Past:
    """Dated events of the pair before `day` and after it, besides those that the page is about: the nearest of each."""
    from verbale.report.subject import Past

    ours = {event.id for event in known} | {claim for event in known for claim in event.claims}
    rest = [e for e in material.events if e.date and e.id not in ours and ours.isdisjoint(e.claims)]
    rest.sort(key=lambda e: (e.date or (), e.id), reverse=True)
    earlier = [e for e in rest if day and e.date and e.date[1] < day]
    since = [e for e in rest if day and e.date and e.date[0] > day]
    shown = (*earlier[:AROUND], *since[-AROUND:])
    told = {claim for event in shown for claim in event.claims}
    claims = tuple(claim for claim in material.claims if claim.id in told)
    stories = {claim.story for claim in claims}
    left = len(earlier) + len(since) - len(shown)
    why = f"{left} more events of the pair lie further off; verbale events lists them." if left else ""
    if not shown:
        why = NO_OTHER if day else NO_DAY
    return Past(
        earlier=tuple(earlier[:AROUND]), since=tuple(since[-AROUND:]), claims=claims,
        stories=tuple(story for story in material.stories if story.id in stories), left_out=left, why_none=why,
    )

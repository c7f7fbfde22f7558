"""The brief of a pair: ledger, analysis and report brought together for `verbale brief --between`."""
from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from verbale.errors import InstallError, UsageError, VerbaleError

if TYPE_CHECKING:
    from verbale.analysis.findings import Forecast
    from verbale.analysis.observations import Material
    from verbale.report.pair import Citation, Findings

ASKED = ("cooperation", "conflict", "AID", "CONSULT/visit")  # what the chance of next events is told of
HORIZON = "month"


def pair_page(ledger: str, between: tuple[str, str], board: Path | None, now: datetime.datetime) -> tuple[str, str]:
    """The page, and a line on what it holds. Raises V251 (nothing of the pair), V253 (one party twice), LedgerError."""
    import verbale
    from verbale import pipeline
    from verbale.analysis import adapter
    from verbale.analysis.dyad import nothing_of
    from verbale.cli.events import party
    from verbale.report.pair import Pair, pair_brief

    names = pipeline.country_names()
    a, b = (party(word, names) for word in between)
    if a == b:
        raise UsageError("V253", f"{a} is named twice.", "Name two parties.")
    material = adapter.read_ledger(ledger, a, b)
    if not material.events:
        raise nothing_of(material, a, b, names)
    pair = Pair(
        a=a, b=b, events=material.events, claims=material.claims, stories=material.stories,
        treaties=material.treaties, transfers=material.transfers,
    )
    found = _findings(material, a, b, board, now)
    page = pair_brief(pair, found, _cited(ledger), names=names, now=now, version=verbale.__version__)
    said = f"{len(pair.events)} events from {len(pair.claims)} claims in {len(pair.stories)} stories"
    return page, said


def _cited(ledger: str) -> Citation:
    from verbale.ledger import Ledger
    from verbale.report.pair import Citation

    with Ledger(ledger, create=False, read_only=True) as book:
        version = book.versions(1)[-1]
        where = book.where if "://" in book.where else Path(book.where).name
        return Citation(
            ledger=where, content=book.content_hash(), head=book.head(), version=version.number, changed=version.at,
        )


def _findings(material: Material, a: str, b: str, board: Path | None, now: datetime.datetime) -> Findings:
    """What the analysis finds; where it cannot, why. Only a board that was asked for and is wrong is an error."""
    from verbale import pipeline
    from verbale.analysis import boards, propose
    from verbale.analysis.dyad import dyad
    from verbale.analysis.weigh import weigh
    from verbale.report.pair import Findings

    told, trend, no_trend, weighed, no_weighing = {}, None, "", None, ""
    try:
        trend = dyad(material, a, b, pipeline.country_names())
    except VerbaleError as error:
        no_trend = _why(error)
    words = boards.tables(None)
    given = boards.read(board, words) if board else None
    if given and given.pair and set(given.pair) != {a, b}:
        message = f"The board is on {' and '.join(given.pair)}, not on {a} and {b}."
        raise UsageError("V215", message, "Give the board of this pair, or leave --board out.")
    try:
        read = given or boards.parse(propose.propose(material, a, b, words, made=now.date()), words, "default board")
        told = {row.id: row.event for row in read.row}
        weighed = weigh(read, words)
    except VerbaleError as error:
        if board:
            raise
        no_weighing = _why(error)
    except tomllib.TOMLDecodeError as error:
        no_weighing = f"No default board can be drawn from these events ({error})."
    forecasts, no_forecast = _forecasts(material, a, b, now)
    return Findings(
        dyad=trend, no_trend=no_trend, weighed=weighed, no_weighing=no_weighing, default_board=given is None,
        board_rows=told, forecasts=forecasts, no_forecast=no_forecast,
    )


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

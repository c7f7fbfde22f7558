"""What a notebook shows of a coding, a ledger and findings: tables without script or style, and pandas data frames."""
from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from verbale.analysis import findings
from verbale.analysis.boards import Board, Row
from verbale.analysis.verdict import share
from verbale.errors import InstallError
from verbale.ledger import Ledger
from verbale.record import Coding, Event
from verbale.report.findings_text import band, days
from verbale.report.pair_sections import chance
from verbale.report.rendering import printable
from verbale.report.tables import claim_rows, event_rows
from verbale.report.words import amount_text, asserted_names, kind_label, party_names, says_text, when_text

SHOWN = 50  # rows in a notebook's table
HEADS = ("who", "what", "whom", "when", "status", "who says", "how many", "quote")
EVENT_HEADS = ("when", "who", "what", "whom", "status", "standing", "reports", "origins", "who says", "denied by")
Rows = Sequence[Sequence[str]]


def to_html(shown: Any) -> str:
    """What a notebook shows: a heading, a line and a table without script or style; everything is escaped."""
    title, told, heads, rows, total = _of(shown)(shown)
    out = io.StringIO()
    out.write(f"<p><strong>{html.escape(title)}</strong>")
    out.write("".join(f"<br>{html.escape(line)}" for line in told if line) + "</p>")
    if rows:
        out.write("<table><thead><tr>" + "".join(f"<th>{html.escape(head)}</th>" for head in heads))
        out.write("</tr></thead><tbody>")
        for row in rows:
            out.write("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>")
        out.write("</tbody></table>")
    if total > len(rows):
        out.write(f"<p>The first {len(rows)} of {total}; to_frame() has them all.</p>")
    return printable(out.getvalue())


def to_frame(shown: Any) -> Any:
    """The whole as a pandas data frame: claims of a coding, events of a ledger, rows of a finding. Raises V411."""
    return frame(_flat(shown))


def frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Rows as a pandas data frame. Raises InstallError V411 where pandas is missing."""
    try:
        import pandas as pd
    except ModuleNotFoundError:
        raise InstallError("V411", "A data frame needs pandas.", "Install it: pip install pandas.") from None
    return pd.DataFrame(list(rows))


Table = tuple[str, Sequence[str], Sequence[str], Rows, int]  # title, lines, heads, rows, how many there are in all


def _of(shown: Any) -> Callable[[Any], Table]:
    kinds: dict[type, Callable[[Any], Table]] = {
        Coding: _coding, Ledger: _ledger, findings.Dyad: _dyad, findings.Series: _series, findings.Break: _break,
        findings.Weighed: _weighed, Board: _board, findings.Forecast: _forecast, findings.Score: _score,
    }
    return next(made for kind, made in kinds.items() if isinstance(shown, kind))


def _flat(shown: Any) -> Iterable[Mapping[str, Any]]:
    """The rows of a frame: values as they are, intervals as columns `..._low90` and so on."""
    if isinstance(shown, Coding):
        return claim_rows([shown])
    if isinstance(shown, Ledger):
        return event_rows(shown.events(), _names())
    if isinstance(shown, findings.Dyad):
        return [{"direction": s.direction, "kind": s.kind, **row} for s in shown.series for row in _bins(s)]
    if isinstance(shown, findings.Series):
        return _bins(shown)
    if isinstance(shown, findings.Weighed):
        return [_spread(one, ("prior", "posterior")) for one in shown.standpoints]
    if isinstance(shown, findings.Score):
        return [_spread(one, ()) for one in shown.bins]
    if isinstance(shown, Board):
        return [_board_row(row) for row in shown.row]
    return [_spread(shown, ("ratio",) if isinstance(shown, findings.Break) else ("probability",))]


def _spread(one: Any, bands: Sequence[str]) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in one.__struct_fields__ if name not in bands}
    wide = {f"{name}_{part}": value for name in bands for part, value in _parts(getattr(one, name)).items()}
    return plain | wide


def _parts(one: findings.Band) -> dict[str, float]:
    return {part: getattr(one, part) for part in one.__struct_fields__}


def _bins(series: findings.Series) -> list[dict[str, Any]]:
    bands: Sequence[findings.Band | None] = series.bands or (None,) * len(series.bins)
    return [
        {
            "first": one.first, "last": one.last, "count": one.count, "disputed": one.disputed, "score": one.score,
            "exposure": one.exposure, **({f"rate_{k}": v for k, v in _parts(rate).items()} if rate else {}),
        }
        for one, rate in zip(series.bins, bands, strict=True)
    ]


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"


def _names() -> Mapping[str, str]:
    from verbale.pipeline import country_names

    return country_names()


def _coding(coding: Coding) -> Table:
    names, story = _names(), coding.story
    rows = [
        (
            party_names((a.code or a.text for a in claim.actors), names), kind_label(claim),
            party_names((a.code or a.text for a in claim.recipients), names), when_text(claim.date),
            claim.status.value + (", denied" if claim.polarity.value == "-" else ""), says_text(claim, names),
            "; ".join(map(amount_text, claim.amounts)), story.quote(claim.span),
        )
        for claim in coding.claims[:SHOWN]
    ]
    lines = (f"{_many(len(coding.claims), 'claim')} about {_many(len(coding.events), 'event')}", coding.note or "")
    return story.title or story.name or story.id, lines, HEADS, rows, len(coding.claims)


def _ledger(book: Ledger) -> Table:
    from verbale.ledger import Ask

    stats, page = book.stats(), book.find(Ask(), size=SHOWN)
    names = _names()
    lines = (
        f"{_many(stats.events, 'event')} from {_many(stats.claims, 'claim')}",
        f"{_many(stats.stories, 'story', 'stories')}",
        f"{_many(stats.judgements, 'judgement')}, {_many(stats.rejections, 'rejected input')}",
        f"{stats.first_day} to {stats.last_day}" if stats.first_day else "",
        f"content {book.content_hash()}",
    )
    return book.where, lines, EVENT_HEADS, [_event(event, names) for event in page.items], page.total


def _event(event: Event, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        when_text(event.date), party_names(event.actors, names), kind_label(event),
        party_names(event.recipients, names), event.status.value, event.standing.value, str(event.reports),
        str(event.origins), asserted_names(event.asserted_by, names), party_names(event.denied_by, names),
    )


def _dyad(found: findings.Dyad) -> Table:
    per = f"rate a {found.per} at the end"
    heads = ("direction", "kind", "events", f"{per} [90 %]", "changes of rate")
    rows = [
        (
            one.direction, one.kind, str(one.total), band(one.bands[-1]) if one.bands else "too few for a curve",
            "; ".join(f"{b.first}: times {band(b.ratio)}, probability {share(b.probability)}" for b in one.breaks),
        )
        for one in found.series
    ]
    lines = (f"{_many(len(found.events), 'event')} by {found.per}, {found.first} to {found.last}", *found.notes)
    return f"{found.a_name} and {found.b_name}", lines, heads, rows, len(rows)


def _series(one: findings.Series) -> Table:
    heads = ("from", "to", "events", "disputed", "score", "rate [90 %]")
    bands: Sequence[findings.Band | None] = one.bands or (None,) * len(one.bins)
    rows = [
        (str(b.first), str(b.last), str(b.count), str(b.disputed), f"{b.score:+.1f}", band(rate) if rate else "")
        for b, rate in zip(one.bins, bands, strict=True)
    ]
    return f"{one.kind}, {one.direction}", (_many(one.total, "event"),), heads, rows[-SHOWN:], len(rows)


def _break(one: findings.Break) -> Table:
    heads = ("first", "probability", "rate before", "rate after", "ratio [90 %]", "PELT too")
    row = (
        str(one.first), share(one.probability), f"{one.before:.2f}", f"{one.after:.2f}", band(one.ratio),
        "yes" if one.seconded else "no",
    )
    return "Change of rate", (f"within {one.reach} bins",), heads, [row], 1


def _weighed(found: findings.Weighed) -> Table:
    heads = ("hypothesis", "text", "before [90 %]", "after [90 %]", "ahead in draws")
    rows = [(one.id, one.text, chance(one.prior), chance(one.posterior), share(one.first)) for one in found.standpoints]
    defaults = f"{found.defaults} of {found.counted} rows are defaults that nobody has looked at"
    return found.question, (found.sentence, defaults, *found.notes), heads, rows, len(rows)


def _board(board: Board) -> Table:
    heads = ("row", "text", "source", "grade", *(one.id for one in board.hypothesis), "judged")
    rows = [
        (
            row.id, row.text, row.source, f"{row.reliability}{row.credibility}",
            *(_likelihood(row, one.id) for one in board.hypothesis), "by default" if row.default else "by a person",
        )
        for row in board.row[:SHOWN]
    ]
    return board.question, tuple(f"{one.id}: {one.text}" for one in board.hypothesis), heads, rows, len(board.row)


def _likelihood(row: Row, hypothesis: str) -> str:
    said = row.likelihood.get(hypothesis, "")
    return said if isinstance(said, str) else f"{said[0]:g} to {said[1]:g}"


def _board_row(row: Row) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in row.__struct_fields__ if name != "likelihood"}
    return plain | {f"likelihood_{name}": said for name, said in row.likelihood.items()}


def _forecast(one: findings.Forecast) -> Table:
    names = _names()
    heads = ("what", "from", "to", "window", "chance [90 %]", "plain rate", "any pair")
    row = (
        one.what, names.get(one.a, one.a), names.get(one.b, one.b), days((one.first, one.last)),
        chance(one.probability), share(one.plain), share(one.climatology),
    )
    return "Forecast", (f"data up to {one.cutoff}; {one.model}", *one.why, one.note), heads, [row], 1


def _score(found: findings.Score) -> Table:
    heads = ("forecast", "came true [90 %]", "forecasts")
    rows = [(share(b.mean), f"{share(b.share)} [{share(b.low)}, {share(b.high)}]", str(b.count)) for b in found.bins]
    lines = (
        f"{found.count} scored, {found.came_true} came true, {found.open} still open",
        f"Brier {found.brier:.4f} (plain rate {found.plain_brier:.4f}, any pair {found.climatology_brier:.4f})"
        if found.count else "",
    )
    return "Score of forecasts", lines, heads, rows, len(rows)

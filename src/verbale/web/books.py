"""The ledger's own account: runs and their law, what was rejected, corrections, versions, differences, verification."""
from __future__ import annotations

import csv
from typing import Any, TextIO

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from verbale.errors import LedgerError
from verbale.ledger import Diff
from verbale.report.tables import safe_cell
from verbale.web import feeds, render
from verbale.web.safety import WebError

RUNS, VERSIONS, REJECTIONS, SHOWN, CHANGES = 20, 20, 50, 200, 15
Row = dict[str, Any]


def ledger(request: Request) -> Response:
    """The account as a page, as JSON, or its runs as CSV."""
    book = request.app.state.desk.answers.book
    runs = [_run(run) for run in book.runs()]
    if request.url.path.endswith(".csv"):
        return render.rows("runs", lambda out: _write(runs, out))
    stats, versions = request.app.state.desk.answers.stats(), book.versions(VERSIONS)
    judged = request.app.state.desk.answers.judged()
    watched, no_feeds = feeds.health(request.app.state.desk.answers.where)
    head = versions[-1] if versions else None
    if request.url.path.endswith(".json"):
        return render.record({
            "stats": msgspec.to_builtins(stats), "runs": runs, "judgements": judged,
            "versions": [msgspec.to_builtins(v) for v in versions], "head": head.hash if head else None,
            "feeds": watched,
        })
    before, after = (request.query_params.get(side, "").strip() for side in ("before", "after"))
    total = {k: sum(run[k] for run in runs) for k in ("received", "coded", "no_event", "duplicate", "rejected", "lost")}
    return render.page(
        request, "ledger.html.j2", title="Ledger", stats=stats, runs=runs[::-1][:RUNS], total=total,
        judged=judged[:SHOWN],
        rejections=book.rejections()[::-1][:REJECTIONS], versions=versions[::-1], head=head, before=before, after=after,
        diff=_diff(book, before, after) if before else None, feeds=watched, no_feeds=no_feeds,
        where=book.where.rpartition("/")[2],
    )


def verify(request: Request) -> Response:
    """Hold every record against its hash; a line for each that is damaged."""
    found = request.app.state.desk.answers.book.verify()
    if request.url.path.endswith(".json"):
        return render.record({"sound": not found, "faults": found})
    template = "_verify.html.j2" if request.headers.get("hx-request") else "verify.html.j2"
    return render.page(request, template, title="Verify", faults=found[:SHOWN], more=max(0, len(found) - SHOWN))


def diff(request: Request) -> Response:
    """What changed between two versions or days, as JSON."""
    before, after = (request.query_params.get(side, "").strip() for side in ("before", "after"))
    if not before:
        raise WebError(400, "V288", "The earlier version is not given.", "Add ?before= with a day, number or hash.")
    return render.record(msgspec.to_builtins(request.app.state.desk.answers.book.diff(before[:80], after[:80] or None)))


def _run(run: Any) -> Row:
    made: Row = msgspec.to_builtins(run)
    return {**made, "started": run.started[:16].replace("T", " "), "lost": run.lost}


def _diff(book: Any, before: str, after: str) -> Row:
    """The difference with summaries, or why there is none."""
    try:
        found: Diff = book.diff(before[:80], after[:80] or None)
    except LedgerError as error:
        return {"error": error}
    names = ("stories", "events_new", "events_changed", "events_gone", "claims_new", "claims_changed", "claims_gone",
             "judgements")
    counts = {name: len(getattr(found, name)) for name in names}
    lines = []
    for kind in ("events_new", "events_changed"):
        for name in getattr(found, kind)[:CHANGES]:
            try:
                lines.append({"kind": kind.removeprefix("events_"), "id": name, "text": book.event(name).summary})
            except LedgerError:
                lines.append({"kind": kind.removeprefix("events_"), "id": name, "text": "in force no more"})
    lines += [{"kind": "gone", "id": name, "text": "in force no more"} for name in found.events_gone[:CHANGES]]
    more = sum(counts[kind] for kind in ("events_new", "events_changed", "events_gone")) - len(lines)
    return {"error": None, "before": found.before, "after": found.after, "counts": counts, "lines": lines, "more": more}


def _write(runs: list[Row], out: TextIO) -> None:
    heads = ("run", "started", "version", "received", "coded", "no_event", "duplicate", "rejected", "lost", "finished")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([safe_cell(run[head]) for head in heads] for run in runs)

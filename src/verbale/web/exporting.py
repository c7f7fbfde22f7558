"""What the criteria of Explore select, as files for other programs; each holds all that fits, never a page of it."""
from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import msgspec
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from verbale import report
from verbale.ledger import Ask
from verbale.record import Claim, Coding, Event, Story
from verbale.report import exports, exports_parquet, exports_stix, exports_web
from verbale.web.explore import asked, everything
from verbale.web.safety import WebError

if TYPE_CHECKING:
    from verbale.web.answers import Answers
    from verbale.web.desk import Desk

CLAIMS_AT_ONCE = 500
LARGEST = 250_000  # events of one file; a larger one is the command line's
# Name of the file -> (media type, what it is called on the page, group of the page).
FILES = {
    "events.csv": ("text/csv; charset=utf-8", "CSV", "Events"),
    "events.jsonl": ("application/x-ndjson", "JSON lines", "Events"),
    "events.parquet": ("application/vnd.apache.parquet", "Parquet", "Events"),
    "claims.csv": ("text/csv; charset=utf-8", "CSV", "Claims"),
    "claims.jsonl": ("application/x-ndjson", "JSON lines", "Claims"),
    "claims.parquet": ("application/vnd.apache.parquet", "Parquet", "Claims"),
    "annotations.jsonld": ("application/ld+json", "Web Annotations (JSON-LD)", "Claims"),
    "timeline.json": ("application/json", "TimelineJS", "For other programs"),
    "stix.json": ("application/stix+json;version=2.1", "STIX 2.1", "For other programs"),
}
ROWS = "x-verbale-rows"  # header: how many events or claims the file holds
Row = dict[str, Any]


def export(request: Request) -> Response:
    """One file of all that fits. The header `x-verbale-rows` counts its events, or claims where it holds claims."""
    name = request.path_params["name"]
    if name not in FILES:
        raise WebError(404, "V280", "There is no such export.", f"Choose one of {', '.join(FILES)}.")
    desk = request.app.state.desk
    ask, _ = asked(request.query_params, desk.names)
    total = desk.answers.find(ask, 1, 1).total
    if total > LARGEST:
        message = f"{total:,} events are more than a page gives as one file ({LARGEST:,})."
        raise WebError(400, "V290", message, "Narrow them down, or use verbale export.")
    handle, path = tempfile.mkstemp(suffix=f".{name}")
    os.close(handle)
    try:
        rows = _write(desk, ask, name, Path(path))
    except BaseException:
        _gone(path)
        raise
    return FileResponse(
        path, media_type=FILES[name][0], filename=f"verbale-{name}", headers={ROWS: str(rows)},
        background=BackgroundTask(_gone, path),
    )


def offered() -> dict[str, list[tuple[str, str]]]:
    """The files as a page offers them: group -> (name, what it is called)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, (_, label, group) in FILES.items():
        found.setdefault(group, []).append((name, label))
    return found


def _gone(path: str) -> None:
    with contextlib.suppress(OSError):
        Path(path).unlink()


def _write(desk: Desk, ask: Ask, name: str, path: Path) -> int:
    """Write the file; how many events it holds, or claims where it is of claims."""
    count, names = exports.Counter(), desk.names
    events, codings = count.events(everything(desk, ask)), count.codings(_codings(desk, ask))
    if name.endswith(".parquet"):
        if name == "events.parquet":
            return exports_parquet.write_events(events, names, path)
        return exports_parquet.write_claims(codings, path)
    kind = name.rpartition(".")[2]
    writing: dict[str, Callable[[TextIO], object]] = {
        "events": lambda out: report.write_events(events, kind, out, names),
        "claims": lambda out: report.write_claims(codings, kind, out, names),
        "annotations": lambda out: exports_web.write_annotations(codings, out),
        "timeline": lambda out: exports_web.write_timeline(events, names, _evidence(desk.answers), out),
        "stix": lambda out: exports_stix.write_bundle(codings, names, out),
    }
    with path.open("w", encoding="utf-8", errors="replace", newline="") as out:
        writing[name.partition(".")[0]](out)
    return count.claims or count.found


def _codings(desk: Desk, ask: Ask) -> Iterator[Coding]:
    """The stories that tell of what fits, in the order of arrival, each with no more than that."""
    book = desk.answers.book
    wanted: set[str] = set()
    told: list[str] = []
    for event in everything(desk, ask):
        wanted.add(event.id)
        told += event.claims
    stories: set[str] = set()
    for n in range(0, len(told), CLAIMS_AT_ONCE):
        stories.update(claim.story for claim in book.claims_of(told[n : n + CLAIMS_AT_ONCE]))
    chosen = set(told)
    for name in (one for one in book.story_ids() if one in stories):
        coding = book.coding(name)
        yield msgspec.structs.replace(
            coding, events=tuple(e for e in coding.events if e.id in wanted),
            claims=tuple(c for c in coding.claims if c.id in chosen),
        )


def _evidence(answers: Answers) -> Callable[[Event], list[tuple[Claim, Story]]]:
    """Claims of an event with their stories."""
    def of_event(event: Event) -> list[tuple[Claim, Story]]:
        told = answers.told([event])
        return [(claim, told.stories[claim.story]) for claim in told.claims if claim.story in told.stories]

    return of_event

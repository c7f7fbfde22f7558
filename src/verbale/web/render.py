"""Answers as HTML, JSON or CSV: one environment of templates, one shape of errors."""
from __future__ import annotations

import functools
import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import jinja2
from starlette.responses import HTMLResponse, JSONResponse, Response

import verbale
from verbale.errors import LedgerError, VerbaleError
from verbale.report.rendering import printable
from verbale.report.words import vocabulary
from verbale.web.safety import WebError, may_write

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

THEMES = ("light", "dark")
THEME_COOKIE, WHO_COOKIE = "verbale_theme", "verbale_who"
JSON_TYPE = "application/json"
STATUS_OF = {"V302": 503, "V303": 404, "V305": 403}  # of the ledger's errors; others are the caller's fault: 400


@functools.cache
def environment() -> jinja2.Environment:
    """Templates of the pages, and those parts of the brief that they share."""
    found = jinja2.Environment(
        loader=jinja2.ChoiceLoader([
            jinja2.PackageLoader("verbale.web", "templates"), jinja2.PackageLoader("verbale.report", "templates"),
        ]),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )
    found.filters["part"] = lambda text: quote(str(text), safe="")
    found.globals["words_"] = vocabulary()
    found.globals["coder"] = verbale.__version__
    return found


def page(request: Request, template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """A page; every value is escaped, and what no text may hold shows as U+FFFD."""
    theme = request.cookies.get(THEME_COOKIE, "")
    desk = request.app.state.desk
    writes = may_write(request)
    text = environment().get_template(template).render(
        context, theme=theme if theme in THEMES else "", path=request.url.path, query=request.url.query,
        writes=writes, read_only=desk.read_only, form_key=desk.form_key if writes else "",
        who=unquote(request.cookies.get(WHO_COOKIE, ""))[:100], section=request.url.path.split("/")[1],
    )
    return HTMLResponse(printable(text), status)


def cookie_text(text: str) -> str:
    """Text that a cookie can hold."""
    return quote(text, safe="")


def record(value: Any, status: int = 200) -> Response:
    """JSON; half characters are escaped, numbers are finite."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return Response(text, status, media_type=JSON_TYPE)


def rows(name: str, write: Any) -> Response:
    """CSV as a file to keep; `write` takes a text stream."""
    out = io.StringIO(newline="")
    write(out)
    data = out.getvalue().encode("utf-8", "replace")
    safe = "".join(c for c in name if c.isalnum() or c in "-_")[:80] or "verbale"
    return Response(data, media_type="text/csv; charset=utf-8",
                    headers={"content-disposition": f'attachment; filename="{safe}.csv"'})


def error_record(error: VerbaleError) -> dict[str, Any]:
    """The one JSON shape of errors."""
    return {"error": {"code": error.code, "message": error.message, "next_step": error.next_step}}


def status_of(error: VerbaleError) -> int:
    """The HTTP status that says what kind of error it is."""
    if isinstance(error, WebError):
        return error.status
    if isinstance(error, LedgerError):
        return STATUS_OF.get(error.code, 500 if error.code in {"V301", "V304"} else 400)
    return 400


def wants_json(path: str, headers: Mapping[str, str]) -> bool:
    """Whether the reader is a program."""
    return path.endswith((".json", ".csv")) or JSON_TYPE in headers.get("accept", "")


def problem(request: Request, error: VerbaleError) -> Response:
    """An error as a page or as JSON."""
    status = status_of(error)
    if wants_json(request.url.path, request.headers):
        return JSONResponse(error_record(error), status)
    return page(request, "error.html.j2", status, error=error, title="That did not work")


def refusal(scope: Scope, error: WebError) -> Response:
    """An error for a request that no page may look at."""
    del scope
    return JSONResponse(error_record(error), error.status)

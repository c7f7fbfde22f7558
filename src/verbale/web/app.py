"""The routes: one line a page, each with its twins for programs."""
from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from verbale.errors import VerbaleError
from verbale.web import books, describe, events, explore, exporting, judging, pairs, stories
from verbale.web.render import THEME_COOKIE, THEMES, problem
from verbale.web.safety import COOKIE, Guard, WebError

if TYPE_CHECKING:
    from verbale.web.desk import Desk

Page = Callable[[Request], Response]
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
SHELF_LIFE = "max-age=3600"
YEAR = 365 * 24 * 3600


def application(desk: Desk) -> Starlette:
    """The pages of a desk as an ASGI application."""
    routes = [
        *_both("/", stories.start), *_both("/stories", stories.shelf, ".json"),
        Route("/stories", stories.receive, methods=["POST"]),
        Route("/stories.json", stories.receive_json, methods=["POST"]),
        Route("/examples", stories.examples, methods=["POST"]),
        *_both("/work/{id}", stories.work, ".json"),
        *_both("/stories/{id}", stories.story, ".json", ".csv"),
        *_both("/stories/{id}/card/{claim}", stories.card), *_both("/stories/{id}/brief", stories.brief),
        *_both("/claims/{id}", stories.claim, ".json"),
        Route("/claims/{id}/judgements", judging.judge, methods=["POST"]),
        Route("/claims/{id}/judgements.json", judging.judge_json, methods=["POST"]),
        Route("/judgements/{id}/undo", judging.undo, methods=["POST"]),
        *_both("/pairs", pairs.index, ".json"), *_both("/pairs/{a}/{b}/trend", pairs.trend),
        *_both("/pairs/{a}/{b}/outlook", pairs.outlook),
        *_both("/pairs/{a}/{b}", pairs.pair, ".json", ".csv"),
        *_both("/events/{id}", events.event, ".json", ".csv"),
        *_both("/explore", explore.explore, ".json", ".csv"), *_both("/explore/facets", explore.facets),
        *_both("/explore/export/{name}", exporting.export),
        *_both("/ledger", books.ledger, ".json", ".csv"), *_both("/ledger/verify", books.verify, ".json"),
        Route("/ledger/diff.json", _threaded(books.diff), methods=["GET"]),
        *_both("/openapi.json", describe.described), *_both("/enter", enter), Route("/theme", theme, methods=["POST"]),
        *_both("/static/{name}", static),
    ]
    app = Starlette(
        routes=routes, middleware=[Middleware(Guard, desk=desk)],
        exception_handlers={VerbaleError: _failed, HTTPException: _no_page, Exception: _fault},
    )
    app.state.desk = desk
    return app


def _both(path: str, page: Page, *twins: str) -> list[Route]:
    """A page and its twins; those come first, for the page's own path would swallow them."""
    return [*(Route(path + twin, _threaded(page), methods=["GET"]) for twin in twins),
            Route(path, _threaded(page), methods=["GET"])]


def _threaded(page: Page) -> Callable[[Request], Awaitable[Response]]:
    """A page that asks the ledger does so in a thread: others go on meanwhile."""
    @functools.wraps(page)
    async def asked(request: Request) -> Response:
        return await run_in_threadpool(page, request)

    return asked


def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, VerbaleError)
    return problem(request, error)


def _no_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        answer = problem(request, WebError(405, "V287", f"{request.method} is not possible here.", "Use another way."))
        answer.headers.update(error.headers or {})
        return answer
    status = error.status_code
    message = "There is no such page." if status == 404 else str(error.detail)
    return problem(request, WebError(status, "V280" if status == 404 else "V286", message, "Go back to the stories."))


def _fault(request: Request, error: Exception) -> Response:
    return problem(request, WebError(
        500, "V901", f"Unexpected {type(error).__name__}.", "Please report it; VERBALE_DEBUG=1 shows where it arose.",
    ))


def enter(request: Request) -> Response:
    """Take the token of the address into a cookie, and go on to the stories."""
    desk = request.app.state.desk
    if not desk.knows(request.query_params.get("token", "")):
        raise WebError(403, "V284", "That is not the token of this server.", "Use the address that it printed.")
    answer = RedirectResponse("/", 303)
    answer.set_cookie(COOKIE, desk.token, httponly=True, samesite="strict", path="/")
    return answer


async def theme(request: Request) -> Response:
    """Keep the reader's choice of light or dark."""
    async with request.form(max_files=0, max_fields=4) as form:
        chosen, back = str(form.get("theme", "")), str(form.get("back", "/"))
    safe = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    answer = RedirectResponse(safe, 303)
    if chosen in THEMES:
        answer.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="lax", path="/")
    return answer


def static(request: Request) -> Response:
    """A file of the package."""
    name = request.path_params["name"]
    found = _files().get(name)
    if found is None:
        raise WebError(404, "V280", "There is no such file.", "Go back to the stories.")
    data, kind = found
    return Response(data, media_type=kind, headers={"cache-control": SHELF_LIFE})


@functools.cache
def _files() -> dict[str, tuple[bytes, str]]:
    """All files that may be asked for: those of static/, and the style sheet of the brief."""
    found: dict[str, Any] = {}
    for file in resources.files("verbale.web").joinpath("static").iterdir():
        kind = KINDS.get("." + file.name.rpartition(".")[2])
        if kind:
            found[file.name] = (file.read_bytes(), kind)
    house = resources.files("verbale.report").joinpath("templates/brief.css")
    found["house.css"] = (house.read_bytes(), KINDS[".css"])
    return found

"""Who may ask what: names of the server, sizes, the policy of every page, and the right to write."""
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from verbale.errors import UsageError
from verbale.settings import DEFAULTS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from verbale.web.desk import Desk

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
LARGEST = DEFAULTS.file_bytes + 100_000  # bytes of a request: a file, and the rest of its form
KEEP = "no-store"
COOKIE = "verbale_token"
OWN_SITES = frozenset({"same-origin", "none"})


class WebError(UsageError):
    """A request that is refused; `status` is that of HTTP."""

    def __init__(self, status: int, code: str, message: str, next_step: str) -> None:
        super().__init__(code, message, next_step)
        self.status = status


class Guard:
    """Lets through what is addressed to this server by one of its names and is not too large; marks every answer."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        from verbale.web.render import refusal

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", KEEP)
            await send(message)

        error = self._fault(Headers(scope=scope))
        if error is not None:
            await refusal(scope, error)(scope, receive, marked)
            return
        await self.app(scope, _counted(receive), marked)

    def _fault(self, headers: Headers) -> WebError | None:
        host = host_name(headers.get("host", ""))
        if host not in self.desk.hosts:
            return WebError(421, "V281", "This server does not go by that name.", "Use the address that it printed.")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            return too_large()
        return None


def too_large() -> WebError:
    """What was sent is too large."""
    return WebError(413, "V282", f"More than {LARGEST:,} bytes were sent.", "Send a smaller file.")


def _counted(receive: Receive) -> Receive:
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST:
            raise too_large()
        return message

    return counting


def host_name(host: str) -> str:
    """The name in a Host header, without the port, in lower case."""
    host = host.strip().lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def may_write(request: Request) -> bool:
    """Whether the page may offer to write."""
    desk: Desk = request.app.state.desk
    return not desk.read_only and desk.knows(request.cookies.get(COOKIE, ""))


def check_write(request: Request, form: Mapping[str, Any] | None = None) -> None:
    """Raise WebError unless the request may write: by token in its header, or by cookie from a form of this server."""
    desk: Desk = request.app.state.desk
    if desk.read_only:
        raise WebError(403, "V283", "This ledger is served to be read only.", "Start the server without --read-only.")
    bearer = request.headers.get("authorization", "")
    if bearer.lower().startswith("bearer ") and desk.knows(bearer[7:].strip()):
        return
    step = "Open the address with the token that the server printed when it started."
    if not desk.knows(request.cookies.get(COOKIE, "")):
        raise WebError(401, "V284", "Writing needs the token of this server.", step)
    origin = request.headers.get("origin", "")
    foreign = origin and host_name(urlsplit(origin).netloc) not in desk.hosts
    site = request.headers.get("sec-fetch-site", "same-origin")
    key = str((form or {}).get("form_key", ""))
    if foreign or site not in OWN_SITES or key != desk.form_key:
        raise WebError(403, "V285", "This form was not sent from a page of this server.", "Load the page again.")

"""A web server on this machine for feeds and pages, which knows the marks by which a client asks for what changed."""
from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Iterator

LOCAL = "127.0.0.1"
_ASKED = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class Server(http.server.ThreadingHTTPServer):
    """`pages`: path -> status, body, headers. `answers`: (path, status) of all that was asked.

    `/slow` sets `held` when it is asked for, and waits for `release`.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((LOCAL, 0), Handler)
        self.pages: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.answers: list[tuple[str, int]] = []
        self.held, self.release = threading.Event(), threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body, headers = self.server.pages.get(self.path, (404, b"", {}))
        if self.path == "/slow":
            self.server.held.set()
            self.server.release.wait(60)
        marks = {name: value for name, value in headers.items() if name in _ASKED}
        if marks and all(self.headers.get(_ASKED[name]) == value for name, value in marks.items()):
            status, body = 304, b""
        self.server.answers.append((self.path, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server that ends with the block."""
    made = Server()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        made.release.set()
        made.shutdown()

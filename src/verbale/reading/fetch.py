"""A web address -> bytes, under a policy: public addresses only, one deadline, one size, verified TLS.

The address is vetted where it cannot be evaded: we resolve the name ourselves, refuse it if any answer is not public,
connect to the very address that was vetted, and look at the peer again. Each redirect goes the same way.
"""
from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import httpcore2
import httpx2
import msgspec
import stamina

from verbale.errors import InputError
from verbale.reading import problems
from verbale.reading.addresses import refusal
from verbale.settings import DEFAULTS, Settings

Resolve = Callable[[str, int], list[str]]
_HEADERS = {"User-Agent": "verbale (+reads one page for one person)", "Accept-Encoding": "gzip, identity"}
NOT_MODIFIED = 304
_BUSY = frozenset({429, 502, 503, 504})
_ENCODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}  # one at most: stacked ones multiply what a byte unpacks to

logging.getLogger("stamina").addHandler(logging.NullHandler())  # retries are no news for a terminal


class Fetched(msgspec.Struct, frozen=True):
    """What came: the bytes decompressed, the last address, and the media type as the server gives it.

    `etag` and `modified` are the server's marks of this version; with `unchanged` there are no bytes, for the marks
    that were sent along still hold.
    """

    data: bytes
    url: str
    media: str
    charset: str | None
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False


class Refused(Exception):  # noqa: N818 - internal; always becomes an InputError
    """The address must not be fetched."""


class Busy(Exception):  # noqa: N818 - internal; always becomes an InputError
    """The server asks to come again."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class TooLate(Exception):  # noqa: N818 - internal; always becomes an InputError
    """The deadline has passed."""


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def fetch(
    url: str, *, settings: Settings = DEFAULTS, resolve: Resolve = resolve, allowed: Collection[str] = (),
    trust: ssl.SSLContext | None = None, marks: Mapping[str, str] | None = None,
) -> Fetched:
    """Fetch one page. Raises InputError for any fault.

    A server that does not answer or is busy is asked again, within the same seconds. `marks` are headers that ask for
    the page only if it changed. `allowed` exempts addresses and `trust` replaces the authorities, both for tests on
    this machine.
    """
    backend = _Backend(_Clock(settings.fetch_seconds), resolve, frozenset(allowed))
    try:
        for attempt in stamina.retry_context(
            on=_worth_another, attempts=settings.fetch_attempts, timeout=settings.fetch_seconds,
            wait_initial=0.2, wait_max=2.0, wait_jitter=0.2,
        ):
            with attempt, httpx2.Client(
                transport=_Transport(backend, trust), trust_env=False, headers={**_HEADERS, **(marks or {})},
                follow_redirects=True, max_redirects=settings.fetch_redirects, timeout=settings.fetch_seconds,
            ) as client, client.stream("GET", url) as response:
                return _taken(response, url, settings)
    except InputError:
        raise
    except Busy as error:
        raise problems.server_said_no(url, error.status) from None
    except Refused as error:
        raise problems.address_refused(url, str(error)) from None
    except (TooLate, httpx2.TimeoutException, httpcore2.TimeoutException):
        raise problems.fetch_limit(url, f"took longer than {settings.fetch_seconds:g} s") from None
    except httpx2.TooManyRedirects:
        raise problems.address_refused(url, f"more than {settings.fetch_redirects} redirects") from None
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, UnicodeError, ValueError):
        raise problems.address_refused(url, "not a web address") from None
    except (httpx2.HTTPError, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
        raise problems.not_reached(url, str(error) or type(error).__name__) from None
    raise problems.not_reached(url, "no attempt was made")


def _worth_another(error: Exception) -> bool:
    """Whether a fault may pass by itself; a refusal, a timeout or a clear no of the server does not."""
    if isinstance(error, (httpx2.TimeoutException, httpcore2.TimeoutException)):
        return False
    return isinstance(error, (Busy, httpx2.TransportError, httpcore2.NetworkError, httpcore2.ProtocolError))


def _taken(response: httpx2.Response, url: str, settings: Settings) -> Fetched:
    etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
    if response.status_code == NOT_MODIFIED:
        return Fetched(b"", str(response.url), "", None, etag, modified, unchanged=True)
    if response.status_code in _BUSY:
        raise Busy(response.status_code)
    if not response.is_success:
        raise problems.server_said_no(url, response.status_code)
    if response.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise problems.fetch_limit(url, "came in an encoding that was not asked for")
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > settings.fetch_bytes:
            raise problems.fetch_limit(url, f"is larger than {settings.fetch_bytes / problems.MEGABYTE:g} MB")
        parts.append(part)
    media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    charset = response.charset_encoding
    return Fetched(b"".join(parts), str(response.url), media, charset, etag, modified)


class _Clock:
    """The time that is left of one fetch, all steps together."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TooLate
        return left


class _Transport(httpx2.BaseTransport):
    """Carries requests over our own connections; refuses what is not http(s), and a step down from https to http."""

    def __init__(self, backend: _Backend, trust: ssl.SSLContext | None) -> None:
        context = trust or httpx2.create_ssl_context()
        self._pool = httpcore2.ConnectionPool(network_backend=backend, ssl_context=context)
        self._secure = False

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        scheme = request.url.scheme
        if scheme not in {"http", "https"}:
            raise Refused(f"{scheme or 'no scheme'} is not http or https")
        if request.url.userinfo:
            raise Refused("the address holds a password")
        if self._secure and scheme == "http":
            raise Refused("it leads from https to http")
        self._secure = self._secure or scheme == "https"
        url = httpcore2.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(httpcore2.Request(request.method, url, headers=request.headers.raw))
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    """The bytes of an answer as they come."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore2.NetworkBackend):
    """Connects to vetted addresses only."""

    def __init__(self, clock: _Clock, resolve: Resolve, allowed: frozenset[str]) -> None:
        self._clock = clock
        self._resolve = resolve
        self._allowed = allowed
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,  # noqa: ARG002 - the clock decides
        local_address: str | None = None, socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = self._looked_up(host, port)
        for address in addresses:
            self._vet(address)
        stream = self._plain.connect_tcp(addresses[0], port, self._clock.left(), local_address, socket_options)
        try:
            self._vet(str((stream.get_extra_info("server_addr") or ("",))[0]))
        except Refused:
            stream.close()
            raise
        return _Stream(stream, self._clock)

    def connect_unix_socket(self, path: str, *_args: Any, **_more: Any) -> httpcore2.NetworkStream:
        raise Refused(f"{path} is not on the web")

    def _vet(self, address: str) -> None:
        why = None if address in self._allowed else refusal(address)
        if why is not None:
            raise Refused(why)

    def _looked_up(self, host: str, port: int) -> list[str]:
        """Resolve in a thread: the system's resolver knows no deadline."""
        found: list[list[str] | OSError | UnicodeError] = []

        def ask() -> None:
            try:
                found.append(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                found.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(self._clock.left())
        if not found:
            raise TooLate
        if isinstance(found[0], Exception) or not found[0]:
            raise httpcore2.ConnectError(f"{host} is not known")
        return found[0]


class _Stream(httpcore2.NetworkStream):
    """A connection whose every step counts against the one deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, clock: _Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the clock decides
        return self._stream.read(max_bytes, self._clock.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the clock decides
        self._stream.write(buffer, self._clock.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._clock.left()), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

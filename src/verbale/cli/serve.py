"""`verbale serve`: the ledger in the browser."""
from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from verbale.errors import UsageError

if TYPE_CHECKING:
    from verbale.web import Desk

LOCAL, PORT = "127.0.0.1", 8411


def serve(
    ledger: Annotated[
        str, Parameter(help="The ledger: a file or a database URL; made if it is not there."),
    ] = "verbale.db",
    /, *,
    example: Annotated[bool, Parameter(help="Put three example stories into the ledger first.", negative=())] = False,
    read_only: Annotated[bool, Parameter(help="Nobody may add or correct.", negative=())] = False,
    host: Annotated[str, Parameter(help="The address to listen on; by default this machine alone.")] = LOCAL,
    port: Annotated[int, Parameter(help="The port to listen on; 0 takes a free one.")] = PORT,
    name: Annotated[
        list[str] | None, Parameter(help="A further name by which browsers may call this server.", negative=()),
    ] = None,
    token: Annotated[
        str | None, Parameter(help="The token for writing; by default a new one, or that of VERBALE_TOKEN."),
    ] = None,
    browser: Annotated[bool, Parameter(help="Open the page in the browser.")] = True,
) -> int:
    """Serve a ledger as pages: stories, pairs, events, a table to explore, and the ledger's own account.

    Who has the address with the token may add and correct; others may read. Ends with Ctrl+C.
    """
    import uvicorn

    from verbale.web import Desk, application

    if read_only and "://" not in ledger and not Path(ledger).is_file():
        raise UsageError("V289", f"There is no ledger at {ledger}.", "Check the path, or leave --read-only out.")
    listening = _listening(host, port)
    names = (*(name or ()), *((host,) if host not in {"0.0.0.0", "::"} else ()))  # noqa: S104 - compared, not bound
    desk = Desk(ledger, read_only=read_only, token=token or os.environ.get("VERBALE_TOKEN") or None, hosts=names)
    try:
        if example and not read_only:
            _examples(desk)
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
        address = f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}/"
        if not read_only:
            address += f"enter?token={desk.token}"
        print(f"Serving {ledger} at\n  {address}\nEnd with Ctrl+C.", flush=True)
        if browser:
            _open(address)
        settings = uvicorn.Config(
            application(desk), log_level="warning", server_header=False, proxy_headers=False, access_log=False,
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[listening])
    finally:
        desk.close()
        listening.close()
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """A socket at the address. Raises UsageError V289."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)  # who comes before the server runs waits a moment
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        step = "Another server may run there: choose another with --port, or --port 0."
        raise UsageError("V289", f"{host} port {port} cannot be listened on ({why}).", step) from None
    return made


def _examples(desk: Desk) -> None:
    """Code the example stories that the ledger does not hold yet."""
    from verbale.web import examples
    from verbale.web.work import Sent

    new = tuple(story for story in examples.stories() if not desk.answers.book.has(story.id))
    if new:
        print(f"Coding {len(new)} example stories ...", file=sys.stderr)
        job = desk.work.do(Sent(title="Example stories", stories=new))
        if job.error is not None:
            raise job.error


def _open(address: str) -> None:
    """Open the browser once the server listens; it does so already, and answers when it runs."""
    import threading
    import webbrowser

    threading.Timer(0.5, webbrowser.open, [address]).start()

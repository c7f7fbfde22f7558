"""A ledger with the example stories, coded once; each test has a copy of its own, and its own server."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from verbale.web import Desk, application, examples
from verbale.web.safety import COOKIE
from verbale.web.work import Sent

NEW = "On Monday Kenya gave Nepal 40 horses, the foreign ministry in Nairobi said. Nepal denied the report on Tuesday."
TOKEN = "token-of-the-tests"
CHROMIUM = next((p for n in ("chromium", "chromium-browser") if (p := shutil.which(n))), None)


@dataclass
class Served:
    """A desk behind a client that may write, unless it is told otherwise."""

    desk: Desk
    client: TestClient
    address: str = ""

    def story(self, word: str) -> str:
        """The id of the story with this word in its title."""
        found = self.client.get("/stories.json").json()["stories"]
        return next(line["id"] for line in found if word in line["title"])

    def disputed(self) -> dict:
        """The event of the troops, which both parties deny."""
        found = self.client.get(f"/stories/{self.story('zoo')}.json").json()["events"]
        return next(event for event in found if event["denied_by"])

    def post(self, path: str, **form: str):
        """A form as a page of this server would send it."""
        return self.client.post(path, data={"form_key": self.desk.form_key, **form}, follow_redirects=False)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "examples.db"
    desk = Desk(path, token=TOKEN)
    job = desk.work.do(Sent(title="Example stories", stories=tuple(examples.stories())))
    assert job.step == "done"
    desk.close()
    return path


def client_of(desk: Desk, token: str | None = TOKEN) -> TestClient:
    client = TestClient(application(desk), base_url="http://127.0.0.1", raise_server_exceptions=False)
    if token is not None:
        client.cookies.set(COOKIE, token)
    return client


@pytest.fixture
def ledger(shelf: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(shelf, tmp_path / "copy.db"))


@pytest.fixture
def served(ledger: Path) -> Iterator[Served]:
    desk = Desk(ledger, token=TOKEN)
    yield Served(desk, client_of(desk))
    desk.close()


@pytest.fixture(scope="session")
def reader(shelf: Path) -> Iterator[Served]:
    """One desk for all tests that only read."""
    desk = Desk(shelf, read_only=True, token=TOKEN)
    yield Served(desk, client_of(desk))
    desk.close()


@pytest.fixture
def online(served: Served) -> Iterator[Served]:
    """The same behind a real server at a port of its own."""
    import uvicorn

    sock = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(served.desk), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    served.address = f"http://127.0.0.1:{sock.getsockname()[1]}"
    yield served
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, driven without a screen."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def page(browser, online: Served):
    """A page of a reader who may write; any error of a script or of the policy fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": TOKEN, "url": online.address}])
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
    opened.on("console", lambda m: faults.append(m.text) if "Content Security Policy" in m.text else None)
    yield opened
    context.close()
    assert faults == []

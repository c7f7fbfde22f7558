"""`python -m evaluation.pages`: how long a reader waits for a page of a large ledger while stories are added to it.

A real server in a process of its own, another process that adds stories all the while, and a reader who asks for
every view in turn. The stories are synthetic, those of evaluation.ledger. Exit status 1 where the slowest view takes
longer than the floor in more than 5 of 100 requests.
"""
from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from evaluation.ledger import story
from verbale.ledger import Ledger

CLAIMS, EACH, TURNS = 100_000, 10, 40  # claims in the ledger and in a story; times that each view is asked for
FLOOR = 0.300  # seconds in which 95 of 100 pages are there
BATCH, PAUSE = 500, 0.2  # stories of a batch when filling; seconds between two stories while pages are asked for


def fill(path: Path, claims: int) -> None:
    """A ledger of so many claims."""
    with Ledger(path) as book:
        for first in range(0, claims // EACH, BATCH):
            book.add_all([story(n, EACH) for n in range(first, min(first + BATCH, claims // EACH))], coder="synthetic")


def ingest(path: str, first: int) -> None:
    """Add stories until the process is ended."""
    with Ledger(path) as book:
        while True:
            book.add(story(first, EACH), coder="synthetic")
            first += 1
            time.sleep(PAUSE)


def views(ask: http.client.HTTPConnection) -> dict[str, str]:
    """One address of each view, from what the server holds."""
    def read(path: str) -> dict:
        ask.request("GET", path)
        return json.loads(ask.getresponse().read())

    line = read("/stories.json")["stories"][0]
    found = read("/explore.json")
    event, last = found["events"][0]["id"], found["total"] // found["size"]
    pair = read("/pairs.json")["pairs"][0]
    claim = read(f"/stories/{line['id']}.json")["claims"][0]["id"]
    return {
        "start": "/", "story": f"/stories/{line['id']}?claim={claim}", "card": f"/stories/{line['id']}/card/{claim}",
        "pair": f"/pairs/{pair['a']}/{pair['b']}", "pair, trend": f"/pairs/{pair['a']}/{pair['b']}/trend",
        "pair, outlook": f"/pairs/{pair['a']}/{pair['b']}/outlook", "event": f"/events/{event}", "explore": "/explore",
        "explore, narrowed": f"/explore?actor={pair['a']}&quad=material-cooperation",
        "explore, last page": f"/explore?page={last}", "explore, counts": "/explore/facets",
        "search": "/explore?q=RUS+KEN", "ledger": "/ledger", "pairs": "/pairs",
    }


def measured(address: str, turns: int) -> dict[str, list[float]]:
    """Seconds of each answer, by view."""
    ask = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    found: dict[str, list[float]] = {}
    paths = views(ask)
    for _ in range(turns):
        for name, path in paths.items():
            began = time.perf_counter()
            ask.request("GET", path)
            answer = ask.getresponse()
            answer.read()
            assert answer.status == 200, (name, answer.status)
            found.setdefault(name, []).append(time.perf_counter() - began)
    return found


def ninety_fifth(seconds: Sequence[float]) -> float:
    """The time in which 95 of 100 are done."""
    return sorted(seconds)[min(len(seconds) - 1, int(0.95 * len(seconds)))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 below the floor."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.pages", description=__doc__)
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--ledger", type=Path, help="a ledger that was filled before; filled if it is not there")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = given.ledger or Path(folder) / "large.db"
        if not path.exists():
            fill(path, given.claims)
        command = [sys.executable, "-m", "verbale", "serve", str(path), "--port", "0", "--no-browser"]
        adding = multiprocessing.get_context("spawn").Process(target=ingest, args=(str(path), 10_000_000), daemon=True)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                said = server.stdout.readline() + server.stdout.readline()
                adding.start()
                found = measured(said.split()[-1].split("enter")[0], given.turns)
            finally:
                adding.terminate()
                server.terminate()
    slowest = 0.0
    for name, seconds in found.items():
        slowest = max(slowest, ninety_fifth(seconds))
        print(f"{name:20} p50 {1000 * statistics.median(seconds):5.0f} ms   p95 {1000 * ninety_fifth(seconds):5.0f} ms")
    every = ninety_fifth([s for seconds in found.values() for s in seconds])
    print(f"{'all':20} p95 {1000 * every:.0f} ms, slowest view {1000 * slowest:.0f} ms (floor {1000 * FLOOR:.0f}); "
          f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return int(slowest > FLOOR)


if __name__ == "__main__":
    sys.exit(main())

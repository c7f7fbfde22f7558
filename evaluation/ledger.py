"""`python -m evaluation.ledger`: what the ledger withstands, and how fast it is. Exit status 1 below a floor.

Each from real processes and files: kill -9 in mid-ingest, flipped bytes (of a ledger as it is left, and of one without
its seal), full disks, stories in shuffled order, and a ledger of 100,000 claims. The stories are synthetic; the ledger
does not look at what they say.
"""
from __future__ import annotations

import argparse
import datetime
import itertools
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from verbale.errors import LedgerError
from verbale.ledger import Ledger, damaged
from verbale.record import Actor, Amount, Claim, Coding, EventType, Source, SourceKind, Span, Story, claim_id

CODES = "RUS PRK CHN USA UKR JPN KOR IND PAK IRN ISR EGY TUR DEU FRA GBR POL KEN NPL BRA MEX CAN AUS ZAF NGA".split()
THINGS = "lamps boats books tents tools pumps seeds drugs roads radios".split()
FIRST_DAY = datetime.date(2022, 1, 1)
DAYS = 1000

KILLS, FLIPS, FULL, ORDERS, CLAIMS = 200, 500, 20, 3, 100_000
FLOORS = {  # seconds, of processor time, so that other work on the machine does not count
    "lost": 0, "double": 0, "flips not found": 0, "flips of meaning not found": 0, "false alarms": 0,
    "crashes": 0, "faults": 0, "full disks not resumed": 0, "contents of orders": 1,
    "add a story": 0.050, "events of a pair": 0.100, "verify": 10.0, "a past state": 2.0,
}


def story(n: int, claims: int = 1) -> Coding:
    """Story n of an endless supply: 1 to 5 claims between two of 25 parties, on a day of about three years."""
    dice = random.Random(n)
    a, b = dice.sample(CODES, 2)
    day = FIRST_DAY + datetime.timedelta(days=dice.randrange(DAYS))
    kinds = list(EventType)
    sentences, made = [f"Story {n}."], []
    for k in range(claims):
        thing, kind = dice.choice(THINGS), dice.choice(kinds)
        sentences.append(f"{a} dealt with {b} over {100 * k + n % 90 + 10} {thing}, {kind.value.lower()} {k}.")
    told = Story(
        text=" ".join(sentences), name=f"story-{n}", outlet=f"Outlet {n % 40}", published=day + datetime.timedelta(1),
        language="en",
    )
    start = len(sentences[0]) + 1
    for k, sentence in enumerate(sentences[1:]):
        span = Span(start, start + len(sentence))
        kind = next(t for t in EventType if sentence.endswith(f" {t.value.lower()} {k}."))
        item = Span(told.text.index("over ", start) + 5, told.text.index(",", start))
        words = told.quote(item).split()
        made.append(Claim(
            id=claim_id(told.id, start, kind), story=told.id, span=span, trigger=Span(start + 4, start + 9), event=kind,
            actors=(Actor(a, a, "GOV", Span(start, start + 3)),),
            recipients=(Actor(b, b, "", Span(start + 15, start + 18)),), date=(day, day), item=item,
            sources=(Source(a, a, SourceKind.OFFICIAL, Span(start, start + 3)),) if k % 2 else (),
            amounts=(Amount(words[1], float(words[0]), float(words[0]), None, item),), confidence=0.5 + k / 10,
        ))
        start += len(sentence) + 1
    return Coding(story=told, claims=tuple(made))


def _ingest(path: str, first: int, pipe: Pipe) -> None:
    """The child: adds stories for ever, and says each number once it is acknowledged.

    It lets the ledger go and opens it again every few stories, so that kills come in mid-sealing too.
    """
    for begin in itertools.count(first, 5):
        with Ledger(path) as book:
            for n in range(begin, begin + 5):
                book.add(story(n))
                pipe.send(n)


def kills(folder: Path, times: int, *, each: float = 0.08) -> dict[str, float]:
    """Kill a real child with SIGKILL so many times in mid-ingest; what was acknowledged must be there, once."""
    path, acknowledged = str(folder / "killed.ledger"), -1
    Ledger(path).close()
    with Ledger(":memory:") as warm:
        warm.add(story(0))  # so that the children, which are forked, need not load the tables of names
    context = multiprocessing.get_context("fork")
    dice = random.Random(1)
    acknowledgements = alarms = 0
    for turn in range(times):
        ours, theirs = context.Pipe(duplex=False)
        # Some numbers again: a resumed run begins with what it may have done already.
        child = context.Process(target=_ingest, args=(path, max(0, acknowledged - 3), theirs))
        child.start()
        theirs.close()
        ours.poll(30)
        time.sleep(dice.random() * each)
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        try:
            while True:
                acknowledged = max(acknowledged, ours.recv())
                acknowledgements += 1
        except EOFError:
            ours.close()
        if turn % 10 == 0:
            alarms += len(damaged(path))
    with Ledger(path) as book:
        kept = book.stories()
        names = {int(one.name.split("-")[1]) for one in kept}
        whole = sum(book.claims(one.id) == list(story(int(one.name.split("-")[1])).claims) for one in kept)
        faults = book.verify()
    lost = len(set(range(acknowledged + 1)) - names)
    return {
        "kills": times, "acknowledged": acknowledgements, "stories": len(kept), "lost": lost + len(kept) - whole,
        "double": len(kept) - len(names), "faults": len(faults), "false alarms": alarms,
    }


def _small(folder: Path) -> Path:
    """A ledger with some of everything, as it is left when it is closed: its log in the file, its seal beside it."""
    path = folder / "small.ledger"
    with Ledger(path) as book:
        book.begin_run("1.0")
        book.add_all(story(n, 3) for n in range(60))
        book.add(story(1000), original=(b"<html>" + bytes(range(256)) * 8, "text/html"))
        book.add_rejected("broken.pdf", "V103", "no text in it")
        first = book.claims()[0].id
        book.correct(first, "status", "planned", who="A. Reader", why="It says so.")
    return path


def meaning(path: Path) -> list[range]:
    """The places in the file that hold meaning: what makes it a database, and the directory and cells of each page.

    Left out are free pages, the room that is left in a page, and the counters of the file's header: what stands there
    belongs to no record, index or definition, and nothing reads it.
    """
    data = path.read_bytes()
    size, reserved = int.from_bytes(data[16:18], "big"), data[20]
    raw = sqlite3.connect(path)
    used = raw.execute("SELECT pageno FROM dbstat WHERE pagetype IN ('leaf', 'internal')").fetchall()
    spilled = raw.execute("SELECT pageno, payload FROM dbstat WHERE pagetype = 'overflow'").fetchall()
    raw.close()
    places = [range(18)]
    for (number,) in used:
        start = (number - 1) * size
        places += _cells(data, start, start + (100 if number == 1 else 0), size - reserved)
    return places + [range((number - 1) * size, (number - 1) * size + 4 + payload) for number, payload in spilled]


def _cells(data: bytes, start: int, head: int, usable: int) -> list[range]:
    """The directory and the cells of one page of a tree, by SQLite's file format (section 1.6)."""
    kind, count = data[head], int.from_bytes(data[head + 3 : head + 5], "big")
    directory = head + (12 if kind in {0x02, 0x05} else 8)
    places = [range(head, directory + 2 * count)]
    for n in range(count):
        place = start + int.from_bytes(data[directory + 2 * n : directory + 2 * n + 2], "big")
        end = place + (4 if kind in {0x02, 0x05} else 0)
        payload, end = _number(data, end)
        if kind == 0x0D:
            _, end = _number(data, end)
        places.append(range(place, end if kind == 0x05 else end + _local(payload, usable, table=kind == 0x0D)))
    return places


def _number(data: bytes, place: int) -> tuple[int, int]:
    """SQLite's number of 1 to 9 bytes, and where it ends."""
    value = 0
    for n in range(9):
        byte = data[place + n]
        value = value << 8 | byte if n == 8 else value << 7 | byte & 0x7F
        if n == 8 or byte < 0x80:
            return value, place + n + 1
    raise AssertionError


def _local(payload: int, usable: int, *, table: bool) -> int:
    """How many bytes of a cell's payload lie in its page, with the pointer to the rest."""
    most = usable - 35 if table else (usable - 12) * 64 // 255 - 23
    if payload <= most:
        return payload
    least = (usable - 12) * 32 // 255 - 23
    fit = least + (payload - least) % (usable - 4)
    return (fit if fit <= most else least) + 4


def bare(folder: Path, times: int) -> dict[str, float]:
    """As `flips`, without the seal: what the records and the database alone tell."""
    return flips(folder, times, seal=False)


def flips(folder: Path, times: int, *, seal: bool = True) -> dict[str, float]:
    """Change one byte, so many times, anywhere in the file: how often `verify` finds it."""
    path = _small(folder)
    whole = path.read_bytes()
    inside = {place for places in meaning(path) for place in places}
    with Ledger(path) as book:
        answers = _answers(book)
    dice = random.Random(2)
    told = {"flips": times, "of meaning": 0, "of meaning found": 0, "elsewhere": 0, "elsewhere found": 0}
    silent, crashed = 0, 0
    target = folder / "flipped.ledger"
    if seal:
        shutil.copy(f"{path}.seal", f"{target}.seal")
    for _ in range(times):
        place = dice.randrange(len(whole))
        for name in (f"{target}-wal", f"{target}-shm"):
            Path(name).unlink(missing_ok=True)
        target.write_bytes(whole[:place] + bytes([whole[place] ^ dice.randrange(1, 256)]) + whole[place + 1 :])
        try:
            found = bool(damaged(target))
        except LedgerError:
            found = True
        except Exception as error:  # noqa: BLE001 - counted: a crash is no report
            print(f"crash at {place}: {type(error).__name__}: {error}", file=sys.stderr)
            found, crashed = False, crashed + 1
        kind = "of meaning" if place in inside else "elsewhere"
        told[kind] += 1
        told[f"{kind} found"] += found
        if not found:
            same = _same(target, answers)
            silent += not same
            if seal or kind == "of meaning" or not same:
                print(f"not found at {place}, answers {'as before' if same else 'changed'}", file=sys.stderr)
    missed = times - told["of meaning found"] - told["elsewhere found"]
    of_meaning = told["of meaning"] - told["of meaning found"]
    last = {"flips not found": missed} if seal else {"flips of meaning not found": of_meaning}
    return {**told, "not found and answers changed": silent, "crashes": crashed, **last}


def _answers(book: Ledger) -> object:
    return book.stories(), book.claims(), book.events(), book.judgements(), book.runs(), book.content_hash()


def _same(path: Path, answers: object) -> bool:
    try:
        with Ledger(path, create=False) as book:
            return _answers(book) == answers
    except LedgerError:
        return False


def _fill(path: str, limit: int, pipe: Pipe) -> None:
    """The child: adds stories until its files may grow no more."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    last, code = -1, ""
    try:
        with Ledger(path) as book:
            for n in range(1_000_000):
                book.add(story(n, 3))
                last = n
    except LedgerError as error:
        code = error.code
    pipe.send((last, code))


def full(folder: Path, times: int) -> dict[str, float]:
    """Fill the disk (a limit on the size of files, in a real child) at random points; then go on without the limit."""
    context = multiprocessing.get_context("fork")
    dice = random.Random(3)
    clean = resumed = kept = 0
    for turn in range(times):
        path = str(folder / f"full-{turn}.ledger")
        Ledger(path).close()
        size = Path(path).stat().st_size
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_fill, args=(path, size + dice.randrange(20_000, 400_000), theirs))
        child.start()
        last, code = ours.recv()
        child.join()
        clean += code == "V304"
        with Ledger(path) as book:
            names = {one.name for one in book.stories()}
            kept += {f"story-{n}" for n in range(last + 1)} <= names
            for n in range(last + 3):
                book.add(story(n, 3))
            resumed += not book.verify() and book.stats().stories == last + 3
    return {"full disks": times, "clean errors": clean, "committed kept": kept, "resumed": resumed}


def orders(folder: Path, times: int, stories: int = 150) -> dict[str, float]:
    """The same stories in shuffled orders, one by one and in batches: how many different contents they give."""
    # Few parties and days, so that stories meet in events.
    items = [story(n, 3) for n in range(stories)]
    hashes = set()
    for turn in range(times):
        random.Random(turn).shuffle(items)
        with Ledger(folder / f"order-{turn}.ledger") as book:
            step = (1, 7, stories)[turn % 3]
            for n in range(0, stories, step):
                book.add_all(items[n : n + step])
            hashes.add(book.content_hash())
    return {"orders": times, "contents of orders": len(hashes)}


def volume(folder: Path, claims: int) -> dict[str, float]:
    """A ledger of so many claims: seconds of processor time, and of the clock, of its usual acts.

    Of 40 stories added and 24 pairs asked the time that 95 in 100 stay below; of three past states the longest.
    """
    path, each = folder / "large.ledger", 5
    begun = time.perf_counter()
    with Ledger(path) as book:
        for n in range(0, claims // each, 500):
            book.add_all(story(k, each) for k in range(n, min(n + 500, claims // each)))
        filled = time.perf_counter() - begun
        adding = [_timed(lambda k=k: book.add(story(10_000_000 + k, each))) for k in range(40)]
        asking = [_timed(lambda a=a: book.events(between=(a, "PRK"))) for a in CODES if a != "PRK"]
        checking = _timed(lambda: _sound(book))
        last = book.versions(1)[0].number
        past = [_timed(lambda n=n: _past(book, n)) for n in (2, last // 2, last - 1)]
        told = {"claims": book.stats().claims, "megabytes": path.stat().st_size / 1e6, "fill": filled}
        begun = time.perf_counter()
    told["close and seal"] = time.perf_counter() - begun
    for name, times in (
        ("add a story", adding), ("events of a pair", asking), ("verify", [checking]), ("a past state", past),
    ):
        told[name], told[f"{name} (clock)"] = (_most(one) for one in zip(*times, strict=True))
    return told


def _most(seconds: Iterable[float]) -> float:
    """What 95 in 100 stay below; of a few the longest."""
    ranked = sorted(seconds)
    return ranked[int(len(ranked) * 0.95) - 1 if len(ranked) >= 20 else -1]


def _past(book: Ledger, version: int) -> None:
    """Open a past state and ask it for a pair, as `verbale at` does."""
    with book.at(version) as then:
        then.events(between=("USA", "PRK"))


def _sound(book: Ledger) -> None:
    faults = book.verify()
    if faults:
        raise AssertionError(faults[:5])


def _timed(act: object) -> tuple[float, float]:
    begun, clock = time.process_time(), time.perf_counter()
    act()  # type: ignore[operator]
    return time.process_time() - begun, time.perf_counter() - clock


PARTS = {
    "kills": (kills, KILLS), "flips": (flips, FLIPS), "bare": (bare, FLIPS), "full": (full, FULL),
    "orders": (orders, ORDERS), "volume": (volume, CLAIMS),
}


def below(figures: dict[str, float]) -> list[str]:
    """The figures that are worse than their floors, a line each."""
    derived = dict(figures)
    if "full disks" in figures:
        derived["full disks not resumed"] = figures["full disks"] - figures["resumed"]
    return [f"{name}: {derived[name]:g} is worse than {most:g}" for name, most in FLOORS.items()
            if name in derived and derived[name] > most]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts, print their figures, compare with the floors."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.ledger", description="What the ledger withstands.")
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument("--share", type=float, default=1.0, help="of the full counts, for a quick look")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    chosen = parser.parse_args(arguments)
    worse: list[str] = []
    for name in _chosen(chosen.only):
        run, times = PARTS[name]
        folder = Path(tempfile.mkdtemp(prefix="verbale-ledger-", dir=chosen.folder))
        begun = time.perf_counter()
        try:
            figures = run(folder, max(1, int(times * chosen.share)))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        told = ", ".join(f"{what} {value:.4g}" for what, value in figures.items())
        print(f"{name} ({time.perf_counter() - begun:.0f} s): {told}", flush=True)
        worse += below(figures)
    print("\n".join(worse) if worse else "All floors hold.")
    return 1 if worse else 0


def _chosen(only: str | None) -> Iterable[str]:
    return [only] if only else PARTS


if __name__ == "__main__":
    sys.exit(main())

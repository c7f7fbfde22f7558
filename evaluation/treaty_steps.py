"""`python -m evaluation.treaty_steps`: steps of treaties, and transfers, from written passages as the coder reads them.

Each passage of evaluation/suites/treaties and evaluation/suites/transfers is one story. A passage is right where every
step (or transfer) that it must give is found exactly, with its day, and nothing besides. Half of the passages, by the
hash of their text, are "seen": their faults may be read with `--show`. Of the others ("held") only totals are told.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.bundles import objects
from evaluation.bundles.notation import Moved, Step
from evaluation.measured import table
from verbale import pipeline
from verbale.record import Coding, Story

FOLDER = Path(__file__).resolve().parent / "suites"
TABLES = {"treaties": FOLDER / "treaties" / "treaty_steps.txt", "transfers": FOLDER / "transfers" / "transfers.txt"}
ANY = "~"
_STATUS = frozenset({"done", "ongoing", "planned", "hypothetical"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:\.\.\d{4}-\d\d-\d\d)?|~")

Thing = tuple[str, ...]  # all that is compared of a step or transfer; its last word is its days


@dataclass
class Passage:
    """A story and what it must give (each with its alternatives), may give, and how many treaties it tells of."""

    group: str
    published: datetime.date
    text: str
    wanted: list[list[Thing]] = field(default_factory=list)
    allowed: list[Thing] = field(default_factory=list)
    treaties: int | None = None

    @property
    def half(self) -> str:
        """Either "seen" or "held", by the hash of the text."""
        return "seen" if hashlib.sha256(self.text.encode()).digest()[0] % 2 else "held"


def passages(kind: str) -> Iterator[Passage]:
    """The passages of one table. ValueError with the line that is not in the notation."""
    group, passage = "", None
    for line in [*TABLES[kind].read_text("utf-8").splitlines(), ""]:
        mark, body = line[:1], line[2:].strip()
        if mark in ("=", "?") and passage is not None:
            _expect(passage, mark, body, kind)
            continue
        if passage is not None:
            yield passage
            passage = None
        if mark == "@":
            group = body
        elif mark.isdigit():
            day, _, text = line.partition(" ")
            passage = Passage(group, datetime.date.fromisoformat(day), text)
        elif line and mark != "#":
            raise ValueError(line)


def _expect(passage: Passage, mark: str, body: str, kind: str) -> None:
    if body == "none":
        return
    if body.startswith("treaties "):
        passage.treaties = int(body.split()[1])
        return
    things = [_step(part.split()) if kind == "treaties" else _moved(part.split()) for part in body.split("||")]
    if mark == "=":
        passage.wanted.append(things)
    else:
        passage.allowed += things


def _step(words: list[str]) -> Thing:
    denied = words[-1] == "denied"
    words = words[:-1] if denied else words
    status = words.pop() if words[-1] in _STATUS else "done"
    days = words.pop() if _DAY.fullmatch(words[-1]) else ""
    codes = [w for w in words if w[0].isupper()]
    name = " ".join(w for w in words if not w[0].isupper())
    by = ",".join(sorted(codes[0].split(","))) if codes else ""
    return name, by, "denied" if denied else status, days


def _moved(words: list[str]) -> Thing:
    days = words.pop() if _DAY.fullmatch(words[-1]) else ""
    way, kinds, basis, status, figures = (*words, "-")[:5]
    return way, kinds.strip("-"), basis, status, "+".join(sorted(figures.strip("-").split("+"))), days


def found(kind: str, passage: Passage) -> tuple[list[Thing], int]:
    """What the coder finds in the passage, and in how many treaties (or transfers)."""
    story = Story(text=passage.text, published=passage.published, published_basis="given", language="en")
    coding: Coding = pipeline.code(story)
    if kind == "treaties":
        told = objects.treaties([coding.story], coding.claims)
        return [_of_step(step) for steps in told for step in steps], len(told)
    moved = objects.transfers([coding.story], coding.claims)
    return [_of_moved(one) for one in moved], len(moved)


def _of_step(step: Step) -> Thing:
    return step.step, ",".join(step.by), "denied" if step.denied else step.status, step.date


def _of_moved(one: Moved) -> Thing:
    return f"{one.giver}>{one.receiver}", one.kind, one.basis, one.status, "+".join(one.figures), one.date


def judge(kind: str, passage: Passage) -> tuple[Counter[str], list[str]]:
    """Counts of one passage, and its faults in words."""
    told, treaties = found(kind, passage)
    counts, faults, left = Counter[str](), list[str](), list(told)
    for same in (_exact, _but_for_days):
        for things in passage.wanted if same is _exact else [w for w in passage.wanted if not _hit(w, told, _exact)]:
            hit = next((t for t in left if any(same(t, w) for w in things)), None)
            if hit is not None:
                left.remove(hit)
                counts["exact" if same is _exact else "other day"] += 1
            if same is _but_for_days:
                faults.append(f"missed {_line(things[0])}" + (f", found {_line(hit)}" if hit else ""))
    besides = [t for t in left if not any(_exact(t, w) for w in passage.allowed)]
    faults += [f"besides {_line(t)}" for t in besides]
    if passage.treaties not in (None, treaties):
        faults.append(f"{treaties} treaties, not {passage.treaties}")
    counts["wanted"] = len(passage.wanted)
    counts["besides"] = len(besides)
    counts["passages"] = 1
    counts["right"] = not faults
    return counts, faults


def _hit(things: Sequence[Thing], told: Sequence[Thing], same: Callable[[Thing, Thing], bool]) -> bool:
    return any(same(t, w) for t in told for w in things)


def _exact(told: Thing, wanted: Thing) -> bool:
    return told[:-1] == wanted[:-1] and wanted[-1] in (told[-1], ANY)


def _but_for_days(told: Thing, wanted: Thing) -> bool:
    return told[:-1] == wanted[:-1]


def _line(thing: Thing) -> str:
    return " ".join(word or "-" for word in thing)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the totals of both tables by half; with `--show`, the faults of the seen half."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.treaty_steps", description=__doc__)
    parser.add_argument("--show", action="store_true", help="list the faults of the seen half")
    chosen = parser.parse_args(arguments)
    for kind in TABLES:
        totals = {"seen": Counter[str](), "held": Counter[str]()}
        for passage in passages(kind):
            counts, faults = judge(kind, passage)
            totals[passage.half] += counts
            if chosen.show and faults and passage.half == "seen":
                print(
                    "\n".join([f"[{passage.group}] {passage.published} {passage.text}", *(f"    {f}" for f in faults)])
                )
        heads = [kind, "passages", "right", "wanted", "exact", "other day", "besides"]
        rows = [[half, *(counts[name] for name in heads[1:])] for half, counts in totals.items()]
        print("\n".join(table(heads, rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

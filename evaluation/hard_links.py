"""`python -m evaluation.hard_links`: how claims of one story answer one another, on evaluation/suites/links.

A link is right where its kind and the sentences of its two claims are. Where the events room offers no links between
claims, only what they need is measured: a claim in both sentences, and both in one event. Half of the passages, by the
hash of their text, are held back: of them only totals are shown.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.hard_tables import PUBLISHED
from evaluation.measured import Measured, table
from verbale.pipeline import code
from verbale.record import Claim, Coding, Polarity, Story

TABLE = Path(__file__).resolve().parent / "suites" / "links" / "links.txt"
KINDS = ("denies", "confirms", "repeats", "updates", "corrects")

Link = tuple[int, str, int]  # number of the sentence that answers, from 1; kind; number of the sentence answered


@dataclass
class Passage:
    """Sentences of one story and the links between their claims; `allowed` ones need not be found."""

    group: str
    sentences: list[str] = field(default_factory=list)
    wanted: set[Link] = field(default_factory=set)
    allowed: set[Link] = field(default_factory=set)

    @property
    def half(self) -> str:
        """The tuning half may be read when it fails; of the held half only totals are looked at."""
        digest = hashlib.sha256("\n".join(self.sentences).encode()).hexdigest()
        return "tuning" if int(digest[0], 16) < 8 else "held"


def passages(path: Path = TABLE) -> list[Passage]:
    """All passages. ValueError where a link is not in the notation."""
    found: list[Passage] = []
    group, passage = "", None
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        mark, body = line[:1], line[2:]
        if mark == "#":
            continue
        if not line or mark == "@":
            if passage is not None:
                found.append(passage)
            passage, group = None, body if mark == "@" else group
        elif mark in (">", "?") and passage is not None:
            if body != "none":
                (passage.wanted if mark == ">" else passage.allowed).add(_link(body))
        else:
            passage = passage or Passage(group)
            passage.sentences.append(line)
    return found


def _link(words: str) -> Link:
    first, kind, second = words.split()
    if kind not in KINDS:
        msg = f"not a kind of link: {words!r}"
        raise ValueError(msg)
    return int(first), kind, int(second)


def judge(passage: Passage) -> tuple[Counter[str], list[str]]:
    """Counts of one passage, and what is wrong with it in words."""
    text = "\n".join(passage.sentences)
    coding = code(Story(text=text, published=PUBLISHED))
    bounds, at = [], 0
    for sentence in passage.sentences:
        bounds.append((at, at + len(sentence)))
        at += len(sentence) + 1
    place = {c.id: next(n for n, (_, end) in enumerate(bounds, 1) if c.span.start < end) for c in coding.claims}
    counts = Counter(wanted=len(passage.wanted))
    found = links(coding)
    told = {(place[a], kind, place[b]) for a, kind, b in found or () if a in place and b in place}
    for first, kind, second in sorted(passage.wanted):
        ones = [c for c in coding.claims if place[c.id] == first]
        others = [c for c in coding.claims if place[c.id] == second]
        counts["claims"] += bool(ones) and bool(others)
        counts["together"] += _together(coding, ones, others)
        counts["signs"] += kind != "denies" or any(c.polarity is Polarity.NEGATIVE for c in ones)
        counts["right"] += (first, kind, second) in told
        counts[f"{kind} wanted"] += 1
        counts[f"{kind} right"] += (first, kind, second) in told
        counts["paired"] += any((a, b) == (first, second) for a, _, b in told)
    besides = {t for t in told if t[0] != t[2]} - passage.wanted - passage.allowed
    counts["besides"] = len(besides)
    counts.update(f"{kind} besides" for _, kind, _ in besides)
    faults = [f"missed {a} {kind} {b}" for a, kind, b in sorted(passage.wanted - told)]
    faults += [f"besides {a} {kind} {b}" for a, kind, b in sorted(told - passage.wanted - passage.allowed)]
    return counts, faults


def links(coding: Coding) -> list[tuple[str, str, str]] | None:
    """The links of a coding, as (answering claim, kind, answered claim); None where the events room offers none."""
    try:
        offered = importlib.import_module("verbale.events.claim_links").claim_links
    except ModuleNotFoundError:
        return None
    found = offered([coding.story], coding.claims, coding.events)
    return [(link.first, link.kind, link.second) for link in found]


def _together(coding: Coding, ones: Sequence[Claim], others: Sequence[Claim]) -> bool:
    first, second = ({c.id for c in group} for group in (ones, others))
    return any(first & set(e.claims) and second & set(e.claims) for e in coding.events)


def run(_: Path) -> Measured:
    """Figures of the suite and its halves, and tables by group of passages and by kind of link."""
    judged = [(passage, judge(passage)[0]) for passage in passages()]
    result = Measured(inputs=[TABLE])
    for half in ("", "tuning", "held"):
        chosen = [(passage, counts) for passage, counts in judged if half in ("", passage.half)]
        result.figures |= {(f"{half}_" if half else "") + name: value for name, value in figures(chosen).items()}
    names = ("wanted", "claims", "together", "signs", "paired", "right", "besides")
    rows = [
        [group, *(sum(counts[name] for passage, counts in judged if passage.group == group) for name in names)]
        for group in dict.fromkeys(passage.group for passage, _ in judged)
    ]
    total = _total(judged)
    offered = links(Coding(story=Story(text=""))) is not None
    result.lines = (
        [] if offered else ["verbale.events offers no links between claims: pairs and kinds are not measured"]
    )
    result.lines += table(["passages of", *names], [*rows, ["all", *(total[name] for name in names)]])
    kinds = [(kind, total[f"{kind} wanted"], *_shares(total, kind)) for kind in KINDS]
    result.lines += ["", *table(["links", "wanted", "recall", "precision"], kinds)]
    result.lines += ["", *table(["figure", "value"], result.figures.items())]
    return result


def figures(judged: Sequence[tuple[Passage, Counter[str]]]) -> dict[str, float]:
    """Shares, 0..1, of the links wanted (of the links told, for precision) in the passages given."""
    total = _total(judged)
    wanted = max(total["wanted"], 1)
    shares = {name: total[name] / wanted for name in ("claims", "together", "signs", "paired")}
    return shares | {"recall": total["right"] / wanted, "precision": _share(total["right"], total["besides"])}


def _total(judged: Sequence[tuple[Passage, Counter[str]]]) -> Counter[str]:
    return sum((counts for _, counts in judged), Counter[str]())


def _shares(total: Counter[str], kind: str) -> tuple[float, float]:
    right = total[f"{kind} right"]
    return right / max(total[f"{kind} wanted"], 1), _share(right, total[f"{kind} besides"])


def _share(right: int, besides: int) -> float:
    return right / max(right + besides, 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; with --show, what is wrong. The exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    print("\n".join(run(TABLE).lines))
    if "--show" in given:
        for passage in passages():
            faults = judge(passage)[1] if passage.half == "tuning" else []
            if faults:
                print("\n".join(["", f"[{passage.group}]", *passage.sentences, *(f"    {fault}" for fault in faults)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Figures of `verbale.find_attributions` on own sentences: right source with right content, false ones, traps.

An expected attribution is found where one of the output has a source that overlaps the head of the expected one and
a content whose words agree with F1 of at least SAME. Halves: `a` for development, `b` and `c` written blind.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from evaluation.measured import Measured, table
from verbale.claims.attributions import Attribution, find_attributions

TABLES = Path(__file__).resolve().parent.parent / "tests" / "claims" / "tables"
PUBLISHED = dt.date(2024, 11, 20)
SAME = 0.8  # F1 of the words of two contents that are the same
_WORD = re.compile(r"\w+")
_TAIL = re.compile(r",| (?:of|in|at|who|which|that|for|from|by|to|on|seen|published|briefed|speaking)\b")

Range = tuple[int, int]


@dataclass
class Wanted:
    """An expected attribution: character ranges of source heads and of content."""

    heads: list[Range]
    act: str
    kind: str
    content: list[Range]
    outer: int | None


@dataclass
class Row:
    """One passage of a suite."""

    half: str
    group: str
    text: str
    wanted: list[Wanted]


def rows() -> list[Row]:
    """All passages of tests/claims/tables/attributions_*.tsv. ValueError where words are not in the passage."""
    found = []
    for path in sorted(TABLES.glob("attributions_*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            group, text, expected = [*line.split("\t"), ""][:3]
            text = text.replace("\\n", "\n")
            wanted = [_wanted(part, text) for part in expected.split(" || ") if part.strip()]
            found.append(Row(path.stem[-1], group, text, wanted))
    return found


def _wanted(part: str, text: str) -> Wanted:
    fields = [field.strip() for field in part.split(" | ")]
    source, act, kind, content = fields[:4]
    outer = int(fields[4].removeprefix("^")) - 1 if len(fields) > 4 else None
    words, _, at = source.partition("@")
    start = _place(words, text, int(at or 1))
    tail = _TAIL.search(words)
    head = words[: tail.start()] if tail and tail.start() else words
    heads = []
    for piece in head.split(" and "):
        place = start + head.index(piece)
        last = list(_WORD.finditer(piece))[-1]
        heads.append((place + last.start(), place + last.end()))
    ranges: list[Range] = []
    if content != "-":
        for one in content.split(" + "):
            first, _, last_words = one.partition(" … ")
            begin = _place(first, text, 1)
            end = text.index(last_words, begin) + len(last_words) if last_words else begin + len(first)
            ranges.append((begin, end))
    return Wanted(heads, act, kind, ranges, outer)


def _place(words: str, text: str, nth: int) -> int:
    found = [m.start() for m in re.finditer(r"(?<!\w)" + re.escape(words) + r"(?!\w)", text)]
    if len(found) < nth:
        msg = f"{words!r} is not in {text!r}"
        raise ValueError(msg)
    return found[nth - 1]


def _words(ranges: list[Range], text: str) -> set[int]:
    return {m.start() for a, b in ranges for m in _WORD.finditer(text, a, b)}


def agreement(wanted: Wanted, one: Attribution, text: str) -> tuple[bool, float]:
    """Whether the source is right, and F1 of the words of the content (1 where both have none)."""
    source = any(one.source.start < b and a < one.source.end for a, b in wanted.heads)
    expected = _words(wanted.content, text)
    told = _words([(s.start, s.end) for s in one.content], text)
    if not expected and not told:
        return source, 1.0
    return source, 2 * len(expected & told) / (len(expected) + len(told))


def judge(row: Row) -> tuple[Counter[str], list[str]]:
    """Counts of one passage, and what is wrong with it in words."""
    found = find_attributions(row.text, PUBLISHED)
    scores = sorted(
        ((*agreement(w, one, row.text), i, k) for i, w in enumerate(row.wanted) for k, one in enumerate(found)),
        key=lambda x: (-(x[0] and x[1] >= SAME), -x[0] * 1.0 - x[1], x[2], x[3]),
    )
    pairs: dict[int, tuple[int, bool, float]] = {}
    for source, f1, i, k in scores:
        if source and i not in pairs and k not in {p[0] for p in pairs.values()}:
            pairs[i] = k, source, f1
    counts = Counter(wanted=len(row.wanted), found=len(found), sourced=len(pairs))
    faults = []
    right = {i: p[0] for i, p in pairs.items() if p[2] >= SAME}
    counts["right"] = len(right)
    for i, k in right.items():
        wanted, one = row.wanted[i], found[k]
        counts["act"] += wanted.act == one.speech_act
        counts["kinds"] += wanted.kind != "?"
        counts["kind"] += wanted.kind == one.kind
        nested = one.nested_in == (right.get(wanted.outer) if wanted.outer is not None else None)
        counts["nested"] += nested
        if wanted.act != one.speech_act or wanted.kind not in ("?", one.kind) or not nested:
            faults.append(f"fields: {one.speech_act} {one.kind} in {one.nested_in}, wanted {wanted.act} {wanted.kind}")
    faults += [f"missed {i + 1}" for i in range(len(row.wanted)) if i not in right]
    for k, one in enumerate(found):
        if k not in right.values():
            content = " + ".join(row.text[s.start : s.end] for s in one.content)
            faults.append(f"false: {row.text[one.source.start : one.source.end]} [{one.speech_act}] {content}")
    return counts, faults


def run(_: Path) -> Measured:
    """Figures of all halves together and each."""
    result = Measured(inputs=sorted(TABLES.glob("attributions_*.tsv")))
    judged = [(row, judge(row)[0]) for row in rows()]
    for half in ("", *sorted({row.half for row, _ in judged})):
        chosen = [(row, counts) for row, counts in judged if not half or row.half == half]
        result.figures |= {(f"{half}_" if half else "") + k: v for k, v in _figures(chosen).items()}
    groups = sorted({row.group for row, _ in judged} - {"trap"})
    lines = []
    for group in groups:
        total = sum((counts for row, counts in judged if row.group == group), Counter())
        lines.append([group, total["wanted"], total["right"] / total["wanted"], total["found"] - total["right"]])
    result.lines = [*table(["attributions", "wanted", "right", "false"], lines), ""]
    result.lines += table(["attributions", "value"], result.figures.items())
    return result


def _figures(judged: list[tuple[Row, Counter[str]]]) -> dict[str, float]:
    total = sum((counts for _, counts in judged), Counter())
    traps = [counts for row, counts in judged if row.group == "trap"]
    right = max(total["right"], 1)
    return {
        "recall": total["right"] / max(total["wanted"], 1),
        "precision": total["right"] / max(total["found"], 1),
        "source": total["sourced"] / max(total["wanted"], 1),
        "act": total["act"] / right,
        "kind": total["kind"] / max(total["kinds"], 1),
        "nested": total["nested"] / right,
        "traps_clean": sum(not c["found"] for c in traps) / max(len(traps), 1),
    }

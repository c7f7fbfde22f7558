"""Check and count the scenes and stories: `python training/count_labelled.py` fills the tables in their READMEs.

Stops at the first line that is not in the format. With --print the tables are shown and nothing is written.
"""

from __future__ import annotations

import argparse
import pathlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from labelled import _EVENT, TYPES, Sentence, read_all, strip

FOLDERS = ("scenes", "stories", "calibration")
BEGIN, END = "<!-- counts:begin -->", "<!-- counts:end -->"
STARTS = 10  # how many of the most frequent beginnings are shown
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


class Line(NamedTuple):
    """A sentence as written: words in lower case, number of parties, and types and further words of its events."""

    words: tuple[str, ...]
    parties: int
    events: tuple[tuple[str, tuple[str, ...]], ...]


class File(NamedTuple):
    """One file: its sentences, and how many stories they make (0 for scenes)."""

    name: str
    lines: list[Line]
    stories: int


def read(path: pathlib.Path) -> File:
    """The sentences of a file with their events; ValueError where a line is not in the format."""
    lines: list[Line] = []
    stories = 0
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        current = raw.strip()
        if current.startswith("#"):
            stories += 1
        elif current.startswith(">"):
            event = read_event(current, lines[-1].parties if lines else 0)
            if event is None:
                raise ValueError(f"{path.name}:{number}: {current}")
            lines[-1] = lines[-1]._replace(events=(*lines[-1].events, event))
        elif current:
            text, spans, _ = strip(current)
            if "[" in text or "]" in text:
                raise ValueError(f"{path.name}:{number}: a bracket is open or nested")
            lines.append(Line(tuple(w.lower() for w in _WORD.findall(text)), len(spans), ()))
    return File(path.name, lines, stories)


def read_event(line: str, parties: int) -> tuple[str, tuple[str, ...]] | None:
    """Type and further words of an event line; None where it is not in the format or a number has no party."""
    m = _EVENT.fullmatch(line)
    if m is None or m[2] not in TYPES:
        return None
    numbers = [int(n) for side in (m[1], m[4]) if side[0].isdigit() for n in side.split(",")]
    if not all(1 <= n <= parties for n in numbers):
        return None
    return m[2], (*m[5].split(), *(["src"] if m[6] else []))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A Markdown table, numbers to the right."""
    yield f"| {' | '.join(head)} |"
    yield f"| --- |{' ---: |' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(f'{x:,}' if isinstance(x, int) else str(x) for x in row)} |"


def share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} %"


def by_file(files: Sequence[File]) -> Iterator[str]:
    """Sentences, words and events of each file, and of all."""
    told = any(f.stories for f in files)
    total = File("all", [line for f in files for line in f.lines], sum(f.stories for f in files))
    head = ["file", *(["stories"] if told else []), "sentences", "mean words", "parties", "events", "no event"]
    rows: list[list[object]] = []
    for f in (*files, total):
        n = len(f.lines)
        rows.append(
            [
                f"`{f.name}`" if f is not total else f.name,
                *([f.stories] if told else []),
                n,
                f"{sum(len(x.words) for x in f.lines) / n:.1f}",
                sum(x.parties for x in f.lines),
                sum(len(x.events) for x in f.lines),
                share(sum(not x.events for x in f.lines), n),
            ]
        )
    yield from table(head, rows)


def by_type(lines: Sequence[Line]) -> Iterator[str]:
    """Events of each type, and how many of them are not simply done."""
    marks = ("ongoing", "planned", "hypothetical", "neg", "src")
    events = [e for line in lines for e in line.events]
    rows = []
    for name in sorted(TYPES, key=lambda t: -sum(e[0] == t for e in events)):
        own = [e for e in events if e[0] == name]
        rows.append([name, len(own), *(sum(mark in e[1] for e in own) for mark in marks)])
    rows.append(["all", len(events), *(sum(mark in e[1] for e in events) for mark in marks)])
    yield from table(["type", "events", *marks], rows)


def diversity(lines: Sequence[Line]) -> Iterator[str]:
    """How much the sentences repeat one another."""
    words = Counter(w for line in lines for w in line.words)
    grams = Counter(line.words[k : k + 4] for line in lines for k in range(len(line.words) - 3))
    starts = Counter(" ".join(line.words[:3]) for line in lines)
    same = len(lines) - len({line.words for line in lines})
    once = sum(c == 1 for c in words.values())
    yield f"- **Distinct words**: {len(words):,} of {words.total():,}; {once:,} stand once."
    yield f"- **Distinct 4-grams**: {share(len(grams), grams.total())} of all ({len(grams):,} of {grams.total():,})."
    shown = ", ".join(f"{start!r} {n}".replace("'", '"') for start, n in starts.most_common(STARTS))
    yield f"- **Most frequent first three words**: {shown}; in all {len(starts):,} different beginnings."
    yield f"- **Sentences that repeat another**, word for word: {same}."


def as_trained(sentences: Sequence[Sentence]) -> str:
    """The pairs that train_events.py makes of the text."""
    pairs = [p for s in sentences for p in s.pairs]
    told = sum(bool(p.labels) for p in pairs)
    return f"- **As trained**: {len(pairs):,} pairs of parties, {told:,} of them with an event."


def section(folder: pathlib.Path) -> str:
    """The tables of one folder as Markdown."""
    files = [read(path) for path in sorted(folder.glob("*.txt"))]
    lines = [line for f in files for line in f.lines]
    sentences = read_all(folder.parent)
    stems = {pathlib.Path(f.name).stem for f in files}
    own = [s for s in sentences if s.group.split(":")[0] in stems]
    parts = [list(by_file(files)), [""], list(by_type(lines)), [""], list(diversity(lines))]
    parts += [[as_trained(own)]] if own else []
    return "\n".join(x for part in parts for x in part)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--print", action="store_true", dest="show")
    a = parser.parse_args()
    for name in FOLDERS:
        folder = pathlib.Path(__file__).parent / name
        text = section(folder)
        if a.show:
            print(f"{name}\n{text}\n")
            continue
        page = folder / "README.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()

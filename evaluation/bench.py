"""`python -m evaluation.bench`: how long Verbale takes to start, and to code, stage by stage, on one core."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from evaluation.__main__ import REPOSITORY, shared_folder
from evaluation.measured import table
from verbale.record import Story

_BUDGET = 20.0  # seconds for one set of stories; what does not fit is left out and said so
_STARTS = 3  # fresh processes; the quickest counts, the others had to share the machine
_CODED_LANGUAGE = "en"

_START = """
import json, sys, time
steps = {}
def step(name, begun):
    steps[name] = time.perf_counter() - begun
begun = time.perf_counter()
import verbale
step("import verbale", begun)
begun = time.perf_counter()
from verbale.language import model
model.load()
step("load the language model", begun)
begun = time.perf_counter()
verbale.code(verbale.read(sys.argv[1])[0])
step("first story, tables included", begun)
begun = time.perf_counter()
verbale.code(verbale.read(sys.argv[1])[0])
step("same story again", begun)
print(json.dumps(steps))
"""


def start_up(example: Path) -> dict[str, float]:
    """Seconds of each step of a fresh process that codes one story; the shortest of some runs."""
    runs = []
    for _ in range(_STARTS):
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _START, str(example)], check=True, capture_output=True, text=True, cwd=REPOSITORY)
        steps: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        runs.append(steps | {"whole process": time.perf_counter() - begun})
    return {step: min(run[step] for run in runs) for step in runs[0]}


class Stages:
    """Seconds spent in each stage, and how many stories, sentences and words went through."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.stories = self.sentences = self.words = self.claims = 0

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())

    def timed(self, stage: str, work: Callable[[], Any]) -> Any:
        """The result of some work, its time booked on a stage."""
        begun = time.perf_counter()
        result = work()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - begun
        return result

    def story(self, text: str, name: str) -> None:
        """Take one story through all stages, as verbale.pipeline does. The language room is timed once in its parts."""
        from verbale import claims, events, language, pipeline, reading
        from verbale.language.model import load
        from verbale.language.sentences import sentences
        from verbale.language.words import words

        story: Story = self.timed("reading", lambda: reading.from_text(text, name=name))
        if story.language != _CODED_LANGUAGE:
            return
        day = self.timed("dating the story", lambda: claims.published_or_inferred(text))
        story = msgspec.structs.replace(story, published=day)
        spans = self.timed("sentences", lambda: list(sentences(text)))
        offsets = self.timed("words", lambda: [words(text, start, end) for start, end, _ in spans])
        forms = [[text[a:b] for a, b in row] for row in offsets]
        self.timed("tags, trees, names", lambda: load().parse(forms))
        analysed = language.analyse(story)  # the same again with lemmas, which take less than the clock's noise
        found = self.timed("claims, actors, dates", lambda: claims.find_claims(story, analysed))
        self.timed("events", lambda: events.merge(story, found, pipeline.country_names()))
        self.stories += 1
        self.sentences += len(spans)
        self.words += sum(map(len, offsets))
        self.claims += len(found)


def stages(texts: Sequence[tuple[str, str]]) -> tuple[Stages, int]:
    """The stages of stories given as (name, text), and how many stories were left out for want of time."""
    result, begun = Stages(), time.perf_counter()
    for done, (name, text) in enumerate(texts):
        if time.perf_counter() - begun > _BUDGET:
            return result, len(texts) - done
        result.story(text, name)
    return result, 0


def stage_lines(title: str, texts: Sequence[tuple[str, str]]) -> list[str]:
    """The table of one set of stories."""
    taken, left_out = stages(texts)
    if not taken.stories:
        return [f"{title}: no story in the language that is coded"]
    rows: list[tuple[object, ...]] = [
        (stage, 1000 * spent / taken.stories, f"{taken.sentences / spent:.0f}" if spent else "-", spent / taken.total)
        for stage, spent in taken.seconds.items()]
    rows.append(("all", 1000 * taken.total / taken.stories, f"{taken.sentences / taken.total:.0f}", 1.0))
    read = f"{taken.stories} stories, {taken.sentences} sentences, {taken.words} words, {taken.claims} claims"
    return [
        f"{title}: {read}" + (f"; {left_out} more left out for want of time" if left_out else ""),
        *table(["stage", "ms a story", "sentences/s", "share"], rows),
        f"{taken.stories / taken.total:.1f} stories a second, {taken.words / taken.total:.0f} words a second",
    ]


def example_texts() -> list[tuple[str, str]]:
    """The examples that lie in the repository."""
    return [(path.stem, path.read_text("utf-8")) for path in sorted((REPOSITORY / "examples").glob("*.txt"))]


def corpus_texts(shared: Path) -> list[tuple[str, str]]:
    """The stories of the corpus beside the repository; none where it is missing."""
    texts = []
    for path in sorted((shared / "corpus" / "stories").glob("*.json")):
        text = json.loads(path.read_text("utf-8")).get("text")
        if isinstance(text, str) and text.strip():
            texts.append((path.stem, text))
    return texts


def main() -> int:
    """Print the tables; exit status 0."""
    where = "one core"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # the processes started below inherit it
    else:
        where = "one thread (this system does not let a process keep to one core)"
    examples = example_texts()
    print(f"On {where}, wall-clock time; load of the machine {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg")
          else f"On {where}, wall-clock time")
    steps = start_up(REPOSITORY / "examples" / f"{examples[0][0]}.txt")
    print("\n".join(["", *table(["start-up", "s"], steps.items())]))
    Stages().story(examples[0][1], examples[0][0])  # loads model and tables, so that no stage below does
    print("\n".join(["", *stage_lines("examples", examples)]))
    corpus = corpus_texts(shared_folder())
    if corpus:
        print("\n".join(["", *stage_lines("corpus", corpus)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

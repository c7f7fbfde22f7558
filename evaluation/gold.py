"""The gold stories: what Verbale codes in them against what is annotated.

Held-out stories (unread.toml) count in the totals; nothing else of them leaves this module.
"""
from __future__ import annotations

import collections
import datetime
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation import pairing
from evaluation.actors import actor_codes
from evaluation.calibration import Judged, calibration_error, reliability
from evaluation.measured import Measured, table
from evaluation.pairing import Coded, Record, Tally
from evaluation.unread import is_unread, refuse_unread
from verbale.record import Story, guide_record

Coder = Callable[[Story], Sequence[Record]]
SETS = ("all", "open", "unread")


@dataclass
class Scored:
    """One story scored. `seconds` of CPU time; `trouble` is empty, or the error that coding ended with."""

    story: Story
    gold: list[Coded]
    output: list[Coded]
    pairs: list[tuple[Coded, Coded]]
    seconds: float = 0.0
    trouble: str = ""

    @property
    def unread(self) -> bool:
        """Whether the story is held out."""
        return is_unread(self.story.name)

    def tally(self) -> Tally:
        """The counts of the story."""
        return pairing.tally(self.gold, self.output, self.pairs)

    def judged(self) -> list[Judged]:
        """Confidence and rightness of each claim of ours."""
        right = {o.index for g, o in self.pairs if pairing.right_at("dyad", g, o)}
        return [(float(o.record.get("confidence") or 0.0), o.index in right) for o in self.output]


def files(shared: Path) -> list[Path]:
    """The files that are read."""
    return [shared / "gold" / "stories.jsonl", shared / "gold" / "claims.jsonl"]


def read_stories(path: Path) -> list[Story]:
    """The stories of a JSONL file with the keys story, title, outlet, published, language, text."""
    stories = []
    for row in _rows(path):
        day = datetime.date.fromisoformat(row["published"]) if row.get("published") else None
        stories.append(Story(
            text=row["text"], name=row["story"], title=row.get("title") or "", outlet=row.get("outlet"), published=day,
            published_basis="given" if day else None, language=row.get("language"),
        ))
    return stories


def read_claims(path: Path) -> dict[str, list[Record]]:
    """The annotated claims of each story."""
    claims: dict[str, list[Record]] = collections.defaultdict(list)
    for row in _rows(path):
        claims[row["story"]].append(row)
    return dict(claims)


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def coded_by_verbale(story: Story) -> list[Record]:
    """What Verbale codes in a story, as records of the coding guide."""
    from verbale import pipeline

    return [guide_record(claim, story.name) for claim in pipeline.code(story).claims]


def score(
    stories: Iterable[Story], gold: Mapping[str, Sequence[Record]], coder: Coder | None = None,
) -> list[Scored]:
    """Code and score each annotated story. A story on which coding fails has no output, and its error as `trouble`."""
    coder = coder or coded_by_verbale
    results = []
    for story in stories:
        if story.name not in gold:
            continue
        begun, trouble, records = time.process_time(), "", list[Record]()
        try:
            records = list(coder(story))
        except Exception as error:  # noqa: BLE001 - the coder under test may fail in any way; the run goes on and says so
            trouble = type(error).__name__ if is_unread(story.name) else f"{type(error).__name__}: {error}"
        seconds = time.process_time() - begun
        annotated, output = pairing.coded(gold[story.name]), pairing.coded(records)
        results.append(Scored(story, annotated, output, pairing.paired(annotated, output), seconds, trouble))
    return results


def run(shared: Path) -> Measured:
    """All figures, tables and the record of a run; `shared` is the folder that holds `gold`."""
    stories_file, claims_file = files(shared)
    scored = score(read_stories(stories_file), read_claims(claims_file))
    chosen = {"all": scored, "open": [s for s in scored if not s.unread], "unread": [s for s in scored if s.unread]}
    result = Measured(inputs=[stories_file, claims_file])
    for name, part in chosen.items():
        result.figures |= {f"{name}/{key}": value for key, value in figures(part).items()}
    result.lines = _tables(chosen)
    result.record = _record(chosen)
    return result


def total(scored: Iterable[Scored]) -> Tally:
    """The counts of several stories together."""
    result = Tally()
    for one in scored:
        result.add(one.tally())
    return result


def types(scored: Iterable[Scored]) -> dict[str, Tally]:
    """The counts of several stories for each event type."""
    result = {event: Tally() for event in pairing.TYPES}
    for one in scored:
        for event, counts in pairing.by_type(one.gold, one.output, one.pairs).items():
            result[event].add(counts)
    return result


def figures(scored: Sequence[Scored]) -> dict[str, float]:
    """The figures of a set of stories."""
    counts = total(scored)
    result = {f"{level}_f1": counts.f1(level) for level in pairing.LEVELS}
    result |= {f"{name}_right": value for name in pairing.FIELDS if (value := counts.field(name)) is not None}
    annotated, found, right = actor_codes(pair for one in scored for pair in one.pairs)
    if annotated:
        result["actors_found"] = found / annotated
    if found:
        result["actors_right"] = right / found
    result["calibration_error"] = calibration_error([claim for one in scored for claim in one.judged()])
    return result


def _tables(chosen: Mapping[str, Sequence[Scored]]) -> list[str]:
    """Totals of each set; types, stories and reliability of the open ones only."""
    levels = [f"{level} {measure}" for level in pairing.LEVELS for measure in ("P", "R", "F1")]
    rows = [_totals_row(name, total(chosen[name])) for name in SETS]
    lines = table(["stories", "n", "gold", "output", *levels], rows)
    lines += ["", *table(["right on paired dyads", "n", *pairing.FIELDS, "actors found", "actor codes", "calib. error"],
                         [_fields_row(name, chosen[name]) for name in SETS])]
    seconds = sum(one.seconds for one in chosen["all"])
    troubled = [one for one in chosen["all"] if one.trouble]
    speed = f"{seconds:.1f} s of CPU time with loading, {len(chosen['all']) / max(seconds, 1e-9):.1f} stories a second"
    lines.append(f"{speed}; coding failed on {len(troubled)} stories")
    lines += [f"  {one.story.name}: {one.trouble}" for one in troubled if not one.unread]
    opened = chosen["open"]
    lines += ["", *table(["open, dyad", "gold", "output", "right", "P", "R", "F1"], [
        (event, t.gold, t.output, t.right["dyad"], t.precision("dyad"), t.recall("dyad"), t.f1("dyad"))
        for event, t in types(opened).items() if t.gold or t.output])]
    tallies = [(one.story.name, one.tally()) for one in opened]
    lines += ["", *table(["open story", "gold", "output", "type F1", "dyad F1", "claim F1"], [
        (name, t.gold, t.output, *(t.f1(level) for level in ("type", "dyad", "claim"))) for name, t in tallies])]
    lines += ["", *table(["open, confidence", "claims", "mean", "dyad right"], [
        (f"{low:.1f}-{high:.1f}", n, mean, share)
        for low, high, n, mean, share in reliability([claim for one in opened for claim in one.judged()])])]
    return lines


def _totals_row(name: str, t: Tally) -> list[object]:
    values = [value for level in pairing.LEVELS for value in (t.precision(level), t.recall(level), t.f1(level))]
    return [name, t.stories, t.gold, t.output, *values]


def _fields_row(name: str, scored: Sequence[Scored]) -> list[object]:
    t, values = total(scored), figures(scored)
    return [name, t.right["dyad"], *(t.field(one) for one in pairing.FIELDS),
            values.get("actors_found"), values.get("actors_right"), values["calibration_error"]]


def _record(chosen: Mapping[str, Sequence[Scored]]) -> dict[str, Any]:
    """What is kept of a run: totals of each set; types, and which annotated dyads were right, of the open stories."""
    opened = chosen["open"]
    return {
        "totals": {name: counts(total(part)) for name, part in chosen.items()},
        "types": {event: counts(t, ("dyad",)) for event, t in types(opened).items() if t.gold or t.output},
        "stories": {one.story.name: counts(one.tally()) | {
            "right dyads": sorted(f"{g.index} {g.event}" for g, o in one.pairs if pairing.right_at("dyad", g, o)),
        } for one in opened},
    }


def counts(t: Tally, levels: Sequence[str] = pairing.LEVELS) -> dict[str, int]:
    """The counts of a tally, ready for JSON."""
    return {"gold": t.gold, "output": t.output} | {level: t.right[level] for level in levels}


def show(shared: Path, name: str) -> list[str]:
    """What was paired, missed and invented in one story, with the sentences. Raises UnreadStoryError, LookupError."""
    refuse_unread(name)
    stories_file, claims_file = files(shared)
    stories = [story for story in read_stories(stories_file) if story.name == name]
    if not stories:
        msg = f"no gold story is called {name}"
        raise LookupError(msg)
    gold = {key: value for key, value in read_claims(claims_file).items() if key == name}
    return listing(score(stories, gold)[0])


def listing(one: Scored) -> list[str]:
    """The lines of `show`, sentence by sentence. Raises UnreadStoryError."""
    refuse_unread(one.story.name)
    entries = []
    for g, o in one.pairs:
        level = [level for level in ("quad", "type", "dyad", "claim") if pairing.right_at(level, g, o)][-1]
        wrong = [name for name in pairing.FIELDS if not pairing.same_field(name, g, o)]
        end = f"; wrong: {', '.join(wrong)}" if wrong else ""
        both = [f"= paired at {level}{end}", f"    gold {brief(g)}", f"    ours {brief(o)}"]
        entries.append((g.record["start"], both))
    paired_gold, paired_output = ({pair[side].index for pair in one.pairs} for side in (0, 1))
    entries += [(g.record["start"], [f"- missed   {brief(g)}"]) for g in one.gold if g.index not in paired_gold]
    entries += [(o.record["start"], [f"+ invented {brief(o)}"]) for o in one.output if o.index not in paired_output]
    sentences = {c.record["start"]: one.story.text[c.record["start"]:c.record["end"]] for c in (*one.output, *one.gold)}
    lines: list[str] = [f"coding failed: {one.trouble}"] if one.trouble else []
    shown: int | None = None
    for start, entry in sorted(entries, key=lambda item: item[0]):
        if start != shown:
            lines += ["", f"[{start}] {sentences[start]}"]
            shown = start
        lines += [f"  {line}" for line in entry]
    return lines


def brief(one: Coded) -> str:
    """A claim on one line."""
    r = one.record
    kind = one.event + (f" {r['mode']}" if r.get("mode") else "")
    day = "..".join(dict.fromkeys(r["date"])) if r.get("date") else "no date"
    sides = f"{_side(r.get('actor'))} > {_side(r.get('recipient'))}"
    parts = [kind, sides, day, *(str(r.get(key)) for key in ("status", "polarity", "certainty"))]
    if r.get("source"):
        parts.append("by " + "+".join(str(s.get("code") or s.get("kind")) for s in r["source"]))
    if r.get("amounts"):
        amounts = [f"{a.get('low')}-{a.get('high')} {a.get('unit') or ''} {a.get('item')}" for a in r["amounts"]]
        parts.append(", ".join(amounts))
    if "confidence" in r:
        parts.append(f"({r['confidence']:.2f})")
    return " | ".join(parts)


def _side(actors: Sequence[Record] | None) -> str:
    return "+".join(f"{a.get('code')} ({a.get('text')})" for a in actors or ()) or "-"

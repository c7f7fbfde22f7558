"""`python -m evaluation.hard`: the hard phenomena of who says what, and whether it is so, by phenomenon.

The main figures are of claims found with the right type and parties: is their status, polarity, certainty, source, date
right? How many are found at all says more of the network than of what is asked here.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation import changes, floors
from evaluation.hard_tables import FIELDS, FOLDER, PUBLISHED, Passage, Wanted, passages
from evaluation.measured import Measured, table
from verbale.claims import find_claims
from verbale.language import analyse
from verbale.record import Claim, Story

LAST = FOLDER.parent / "hard_last.json"


@dataclass
class Judged:
    """One passage, what was paired, what is left over, and what is wrong, in words."""

    passage: Passage
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def judge(passage: Passage, claims: Sequence[Claim]) -> Judged:
    """Compare the claims of a passage with those that are wanted."""
    result = Judged(passage)
    pairs = _pairs(passage.wanted, claims)
    needed = [w for w in range(len(passage.wanted)) if passage.wanted[w].needed]
    result.counts["wanted"] = len(needed)
    result.counts["claims"] = len(claims)
    taken = {c for c, _ in pairs.values()}
    for w in needed:
        first = passage.wanted[w].records[0]
        result.counts["denials"] += first.polarity == "-"
        if w not in pairs:
            result.faults.append(f"missed {_brief(first.event, first.actors, first.recipients)}")
            continue
        claim, fields = claims[pairs[w][0]], pairs[w][1]
        result.counts["dyad"] += 1
        result.counts["denied"] += claim.polarity.value == "-" and fields["polarity"]
        result.counts["whole"] += all(right for name, right in fields.items() if name in FIELDS[:4])
        for name, right in fields.items():
            result.counts[f"{name} of"] += 1
            result.counts[name] += right
        if not all(fields.values()):
            wrong = ", ".join(name for name, right in fields.items() if not right)
            result.faults.append(f"wrong {wrong}: {told(claim)}")
    for c, fields in pairs.values():
        result.counts["false denials"] += claims[c].polarity.value == "-" and not fields["polarity"]
    for c, claim in enumerate(claims):
        if c not in taken:
            result.counts["besides"] += 1
            result.counts["false denials"] += claim.polarity.value == "-"
            result.faults.append(f"besides {told(claim)}")
    return result


def _pairs(wanted: Sequence[Wanted], claims: Sequence[Claim]) -> dict[int, tuple[int, dict[str, bool]]]:
    """Index of what is wanted -> index of the claim and its fields; the best agreements first."""
    scores = []
    for w, one in enumerate(wanted):
        for c, claim in enumerate(claims):
            fits = [record.fields(claim) for record in one.records if record.dyad(claim)]
            if fits:
                best = max(fits, key=_agreement)
                scores.append((one.needed, _agreement(best), -w, -c, best))
    result: dict[int, tuple[int, dict[str, bool]]] = {}
    for _, _, w, c, fields in sorted(scores, key=lambda s: s[:4], reverse=True):
        if -w not in result and -c not in {taken for taken, _ in result.values()}:
            result[-w] = -c, fields
    return dict(sorted(result.items()))


def _agreement(fields: Mapping[str, bool]) -> float:
    return 2 * fields["polarity"] + sum(fields.values()) / len(FIELDS)


def _brief(event: str, actors: Iterable[str], recipients: Iterable[str]) -> str:
    return f"{event} {','.join(sorted(actors))}>{','.join(sorted(recipients))}"


def told(claim: Claim) -> str:
    """A claim in the notation of the tables, shortened."""
    sides = [[a.code or "?" for a in side] for side in (claim.actors, claim.recipients)]
    date = "..".join(d.isoformat() for d in claim.date) if claim.date else "null"
    sources = ",".join(s.code or s.kind.value for s in claim.sources) or "none"
    amounts = " ".join(f"n={a.low}..{a.high}" for a in claim.amounts)
    parts = (_brief(claim.event.value, *sides), claim.status, claim.polarity, claim.certainty)
    return " ".join([*map(str, parts), f"src={sources}", f"date={date}", amounts]).strip()


def coded(text: str) -> list[Claim]:
    """The claims of a text between at least two international actors."""
    story = Story(text=text, published=PUBLISHED)
    return [claim for claim in find_claims(story, analyse(story)) if claim.international]


def measure() -> list[Judged]:
    """Every passage, judged."""
    return [judge(passage, coded(passage.text)) for passage in passages()]


def run(_: Path) -> Measured:
    """Figures of the whole suite and of each half; the record tells passages apart."""
    judged = measure()
    result = Measured(inputs=sorted(FOLDER.glob("*.txt")))
    for half in ("", "tuning", "held"):
        chosen = [one for one in judged if half in ("", one.passage.half)]
        result.figures |= {f"{half}_{name}" if half else name: v for name, v in figures(chosen).items()}
    result.lines = report(judged)
    result.record = {"passages": {one.passage.key: _marks(one) for one in judged}}
    return result


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """Shares, 0..1, of the passages given."""
    total = sum((one.counts for one in judged), Counter[str]())
    shares = {f"{name}_right": total[name] / max(total[f"{name} of"], 1) for name in FIELDS}
    return shares | {
        "whole_right": total["whole"] / max(total["dyad"], 1),
        "dyad_recall": total["dyad"] / max(total["wanted"], 1),
        "denial_recall": total["denied"] / max(total["denials"], 1),
        "besides_error": total["besides"] / max(total["claims"], 1),
        "denial_false_alarm": total["false denials"] / max(total["claims"], 1),
    }


def report(judged: Sequence[Judged]) -> list[str]:
    """Two tables: by phenomenon, and by half."""
    heads = ["", "passages", "wanted", "found", *(name[:6] for name in FIELDS), "besides", "denials", "seen", "false"]
    names = sorted({one.passage.phenomenon for one in judged})
    rows = [_row(name, [one for one in judged if one.passage.phenomenon == name]) for name in names]
    halves = {half: [one for one in judged if one.passage.half == half] for half in ("tuning", "held")}
    rows += [_row(f"{half} half", chosen) for half, chosen in halves.items()]
    return table(heads, [*rows, _row("all", judged)])


def _row(name: str, judged: Sequence[Judged]) -> list[object]:
    total = sum((one.counts for one in judged), Counter[str]())
    shares = [total[f] / total[f"{f} of"] if total[f"{f} of"] else None for f in FIELDS]
    last = [total["besides"], total["denials"], total["denied"], total["false denials"]]
    return [name, len(judged), total["wanted"], total["dyad"], *shares, *last]


def _marks(one: Judged) -> int:
    """How much of a passage is right: dyads and fields, less what is besides."""
    return one.counts["dyad"] + sum(one.counts[name] for name in FIELDS) - one.counts["besides"]


def compared(judged: Sequence[Judged], then: Mapping[str, Any]) -> list[str]:
    """Gains and losses by sentence since the recorded run; sentences of the held half are counted, not shown."""
    before = then.get("hard", {}).get("record", {}).get("passages", {})
    moved = [(one, _marks(one) - before[one.passage.key]) for one in judged if one.passage.key in before]
    lines = []
    for word, sign in (("better", 1), ("worse", -1)):
        group = [one for one, change in moved if change * sign > 0]
        held = sum(one.passage.half == "held" for one in group)
        lines.append(f"{word} than in the recorded run: {len(group)} passages, {held} of them of the held half")
        for one in group:
            if one.passage.half == "tuning":
                lines.append(f"  {one.passage.text}")
                lines += [f"      {fault}" for fault in one.faults] if sign < 0 else []
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.hard", description="Measure the hard phenomena.")
    parser.add_argument("--show", metavar="NUMBER", help="faults of the tuning half: a phenomenon's number, or all")
    parser.add_argument("--record", action="store_true", help="keep this run as the one to compare with")
    chosen = parser.parse_args(arguments)
    judged = measure()
    print("\n".join([*report(judged), "", *compared(judged, changes.read(LAST))]))
    if chosen.show:
        for one in judged:
            shown = chosen.show == "all" or one.passage.phenomenon.startswith(chosen.show)
            if shown and one.passage.half == "tuning" and one.faults:
                print(
                    "\n".join(
                        [
                            "",
                            f"[{one.passage.phenomenon[:2]} {one.passage.group}] {one.passage.text}",
                            *(f"    {fault}" for fault in one.faults),
                        ]
                    )
                )
    if chosen.record:
        measured = Measured(figures(judged), record={"passages": {one.passage.key: _marks(one) for one in judged}})
        digest = floors.digest(sorted(FOLDER.glob("*.txt")), FOLDER)
        changes.write({"hard": measured}, {"hard": digest}, LAST)
    return 0


if __name__ == "__main__":
    sys.exit(main())

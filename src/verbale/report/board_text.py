"""A weighed board as text for a terminal, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

import msgspec

from verbale.analysis.findings import Weighed
from verbale.report.findings_text import band, clean, cut

SHOWN = 12  # rows at most in the text; JSON holds all
_BAR = 30


def write_weighed(
    found: Weighed,
    format: str,  # noqa: A002 - as elsewhere
    out: TextIO,
    *,
    before: Weighed | None = None,
    new: Sequence[str] = (),
    flips: Mapping[str, Weighed] | None = None,
    texts: Mapping[str, str] | None = None,
) -> None:
    """Write as "text" or "json"; `before`: result on an earlier day; `flips`: contested row -> result without it."""
    if format == "json":
        whole = {"now": found, "before": before, "new_rows": list(new), "flips": flips or {}}
        out.write(json.dumps(msgspec.to_builtins(whole), ensure_ascii=True, indent=1) + "\n")
        return
    lines = [*_text(found), *_change(found, before, new, texts or {}), *_flips(found, flips or {}, texts or {})]
    out.writelines(clean(line) + "\n" for line in lines)


def _text(found: Weighed) -> Iterable[str]:
    yield found.question
    day = f" as of {found.asof}" if found.asof else ""
    yield f"{found.counted} of {found.rows} rows{day}; {found.draws} draws, seed {found.seed}, {found.digest}"
    yield ""
    yield found.sentence
    yield ""
    yield "Probability [90 % interval], before the evidence, share of draws in which it leads"
    for one in found.standpoints:
        low, high = (round(x * _BAR) for x in (one.posterior.low90, one.posterior.high90))
        line = "·" * low + "█" * max(1, high - low) + "·" * (_BAR - max(high, low + 1))
        told = f"{band(one.posterior)}, was {one.prior.mean:.2f}, {one.first:.0%}"
        yield f"  {one.id:12} {line} {told}  {cut(one.text, 70)}"
    yield ""
    yield "What each row or group does: nats by which it separates the hypotheses; change of the means without it"
    for weight in found.weights[:SHOWN]:
        shifts = ", ".join(f"{h} {s:+.2f}" for h, s in weight.shift.items() if abs(s) >= 0.005) or "no change"
        mark = "*" if "+".join(weight.rows) in found.linchpins else " "
        yield f" {mark}{band(weight.nats)}  {cut(weight.text, 80)}"
        yield f"      {shifts}  ({', '.join(weight.rows)})"
    if len(found.weights) > SHOWN:
        yield f"  and {len(found.weights) - SHOWN} more that do less"
    yield "  * linchpin: without it some mean moves by 0.05 or more"
    yield from (f"Note: {note}" for note in found.notes)


def _change(found: Weighed, before: Weighed | None, new: Sequence[str], texts: Mapping[str, str]) -> Iterable[str]:
    if before is None:
        return
    yield ""
    yield f"Since {before.asof}"
    old = {one.id: one.posterior for one in before.standpoints}
    for one in found.standpoints:
        yield f"  {one.id:12} {band(old[one.id])} to {band(one.posterior)}"
    yield f"  new rows: {len(new)}"
    yield from (f"    {row}  {cut(texts.get(row, ''), 90)}" for row in new)


def _flips(found: Weighed, flips: Mapping[str, Weighed], texts: Mapping[str, str]) -> Iterable[str]:
    for row, other in flips.items():
        yield ""
        yield f"If this were found untrue: {cut(texts.get(row, row), 90)} ({row})"
        for one, was in zip(other.standpoints, found.standpoints, strict=True):
            yield f"  {one.id:12} {band(was.posterior)} to {band(one.posterior)}"

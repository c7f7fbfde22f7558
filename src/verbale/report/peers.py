"""Claims as rows in the shape of ICEWS, POLECAT and GDELT, with an account of what those shapes cannot hold.

Their rows say that something happened: no denial, no plan, no condition, no doubt, no speaker. Claims that are denied,
planned or hypothetical are left out and counted; so is what a row had to drop of a claim that it holds.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping
from typing import TextIO

import msgspec

from verbale.record import Certainty, Claim, Coding, Polarity, Status
from verbale.report.peer_parties import Party, cameo, facts, parties
from verbale.report.peer_rows import ROWS, Held

PEERS = ("icews", "polecat", "gdelt")
HEADLESS = ("gdelt",)  # GDELT's files have no header
_NEED_CODE = ("icews", "gdelt")


class Losses(msgspec.Struct):
    """What became of the claims: `claims` = `held` + all of `left_out`. `reduced`: what rows leave unsaid."""

    format: str
    claims: int = 0
    held: int = 0
    rows: int = 0
    left_out: collections.Counter[str] = msgspec.field(default_factory=collections.Counter)
    reduced: collections.Counter[str] = msgspec.field(default_factory=collections.Counter)

    def line(self) -> str:
        """The account in one line."""

        def listed(counts: collections.Counter[str]) -> str:
            return ", ".join(f"{what} {count}" for what, count in sorted(counts.items()))

        why = f" ({listed(self.left_out)})" if self.left_out else ""
        less = f"; not told by the rows: {listed(self.reduced)}" if self.reduced else ""
        return (
            f"{self.format}: claims {self.claims} = held {self.held} + left out {self.left_out.total()}{why}; "
            f"rows {self.rows}{less}"
        )


def _joint(claim: Claim) -> bool:
    return bool(claim.cameo) and str(claim.cameo).startswith(tuple(facts()["rows"]["joint"]))


def _unsaid(claim: Claim, code_needed: bool) -> str | None:
    """Why no row can hold the claim, whoever the parties are; the first reason counts."""
    if claim.polarity is Polarity.NEGATIVE:
        return "denied"
    if claim.status in (Status.HYPOTHETICAL, Status.PLANNED):
        return claim.status.value
    if code_needed and claim.cameo not in cameo():
        return "no CAMEO code"
    return None


def _sides(claim: Claim, names: Mapping[str, str]) -> tuple[tuple[Party, ...], tuple[Party, ...]] | None:
    """Coded actors and recipients; None unless there are two parties. Equals without recipient are all actors."""
    actors, recipients = parties(claim.actors, names), parties(claim.recipients, names)
    if claim.recipients:
        apart = any(a.key != r.key for a in actors for r in recipients)
    else:
        apart = len(actors) > 1 and _joint(claim)
    return (actors, recipients) if apart else None


def _hold(claim: Claim, coding: Coding, names: Mapping[str, str], losses: Losses) -> Held | None:
    """The claim with its parties and day, if the format can hold it; books why not, and what is lost."""
    losses.claims += 1
    why = _unsaid(claim, losses.format in _NEED_CODE)
    sides = None if why else _sides(claim, names)
    # The coder gives the news the story's day; what is undated is background, and that day would be false of it.
    if why or sides is None or claim.date is None:
        losses.left_out[why or ("not two coded parties" if sides is None else "undated")] += 1
        return None
    losses.held += 1
    first, last = claim.date
    lost = {
        "dates of several days (the first stands)": first != last,
        "doubt": claim.certainty is not Certainty.CERTAIN,
        "still going on": claim.status is Status.ONGOING,
        "speakers": bool(claim.sources),
        "amounts": bool(claim.amounts),
        "parties without code": any(not actor.code for actor in (*claim.actors, *claim.recipients)),
    }
    losses.reduced.update(what for what, is_lost in lost.items() if is_lost)
    return Held(claim, coding, *sides, first, names)


def write_peers(codings: Iterable[Coding], format: str, out: TextIO, names: Mapping[str, str]) -> Losses:  # noqa: A002
    """Write the claims of `codings` to `out` as tab-separated rows; `names` gives the names of countries.

    `format`: 'icews' (20 columns), 'polecat' (40) or 'gdelt' (61, no header), one of PEERS. Text in the rows holds no
    tab, line end, control character or double quote, so that any reader of tab-separated values splits them alike.
    """
    losses, rows = Losses(format), ROWS[format]
    if format not in HEADLESS:
        out.write("\t".join(facts()[format]["columns"]) + "\n")
    for coding in codings:
        for claim in sorted(coding.claims, key=lambda c: (c.span, c.trigger, c.id)):
            held = _hold(claim, coding, names, losses)
            for row in rows(held) if held else ():
                losses.rows += 1
                out.write("\t".join(row) + "\n")
    return losses

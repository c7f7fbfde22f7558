"""What a person has decided about which claims speak of one event, and what the coder decided, in one form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from verbale.record import Claim, claim_id


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """Two claims (or events) are of one happening, or are not.

    `first` and `second` are ids of claims or of events as a single story gives them. A person's judgement binds:
    "same" joins whatever the score, "split" keeps apart for good. Of two that contradict, the later in the sequence
    holds.
    """

    verdict: Literal["same", "split"]
    first: str
    second: str
    by: str = ""
    reasons: tuple[str, ...] = ()


class Bonds:
    """The judgements on a set of claims, as pairs of claim ids. Judgements on claims that are not there do nothing."""

    def __init__(self, judgements: Iterable[Judgement], claims: Sequence[Claim]) -> None:
        known = {claim.id: claim.id for claim in claims}
        decided: dict[frozenset[str], str] = {}
        wanted = [(j.verdict, j.first, j.second) for j in judgements]
        if wanted:
            known |= {claim_id("event", claim.id): claim.id for claim in claims}
        for verdict, first, second in wanted:
            a, b = known.get(first), known.get(second)
            if a is not None and b is not None and a != b:
                pair = frozenset((a, b))
                decided.pop(pair, None)
                decided[pair] = verdict
        latest = list(reversed(decided.items()))
        self.same = [tuple(sorted(pair)) for pair, verdict in latest if verdict == "same"]
        self.split = {pair for pair, verdict in latest if verdict == "split"}
        self._held = {claim for pair in self.split for claim in pair}

    def apart(self, a: Iterable[str], b: Iterable[str]) -> bool:
        """Whether a judgement keeps a claim of `a` and one of `b` apart."""
        if not self.split:
            return False
        first, second = self._held.intersection(a), self._held.intersection(b)
        return any(frozenset((x, y)) in self.split for x in first for y in second)

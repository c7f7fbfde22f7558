"""Pending commitments: what the parties have announced, and not yet done by the cut-off."""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any

import msgspec

from verbale.analysis.observations import Date, Material, Observation
from verbale.record import Status, Treaty

DONE_STEPS = frozenset({"in force", "denounced", "ended", "suspended"})
STALE_DAYS = 365  # an announcement without a day, older than this, is not waited for any more


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A commitment: what type of event keeps it, who must act, and the chance that this happens in the window."""

    id: str
    text: str
    type: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    chance: tuple[float, float]


@functools.cache
def facts() -> dict[str, Any]:
    """`forecast.toml`."""
    return tomllib.loads(resources.files("verbale.analysis").joinpath("forecast.toml").read_text("utf-8"))


def pending(material: Material, cutoff: Date, first: Date, last: Date) -> list[Pending]:
    """The commitments of the pair that are known at the cut-off and may be kept in [first, last]."""
    known = _known(material, cutoff)
    done = [one for one in known if one.happened]
    found = []
    for one in known:
        chance = _chance(one, first, last, cutoff) if one.status is Status.PLANNED and one.asserted else None
        kind = _fulfils(one)
        if chance and kind and not _kept(one, kind, done):
            found.append(
                Pending(
                    id=one.id,
                    text=one.summary,
                    type=kind,
                    by=one.actors,
                    to=one.recipients or one.actors,
                    chance=chance,
                )
            )
    told = {claim for one in known for claim in one.claims}
    found += _treaties(material.treaties, told, cutoff, first, last, {one.id for one in found})
    return found


def _known(material: Material, cutoff: Date) -> list[Observation]:
    """Observations that were reported by the cut-off: by the day of their story, else by their own."""
    published = {story.id: story.published for story in material.stories}
    days = {claim.id: published.get(claim.story) for claim in material.claims}
    known = []
    for one in material.observations:
        reported = [day for claim in one.claims if (day := days.get(claim))]
        day = min(reported) if reported else one.date[0] if one.date else None
        if day is not None and day <= cutoff:
            known.append(one)
    return known


def _chance(one: Observation, first: Date, last: Date, cutoff: Date) -> tuple[float, float] | None:
    kept = facts()["kept"]
    if one.date is None:
        return _over(kept["open"], first, last)
    if one.date[0] > last or one.date[1] < first:
        return None
    if one.date[1] < cutoff - datetime.timedelta(days=STALE_DAYS):
        return None
    days = (one.date[1] - one.date[0]).days + 1
    inside = (min(last, one.date[1]) - max(first, one.date[0])).days + 1
    low, high = kept["dated"]
    return low * inside / days, high * inside / days


def _over(weekly: list[float], first: Date, last: Date) -> tuple[float, float]:
    """A weekly chance over the window."""
    weeks = ((last - first).days + 1) / 7
    low, high = (1 - (1 - one) ** weeks for one in weekly)
    return low, high


def _fulfils(one: Observation) -> str:
    """The type of the event that keeps a plan: of an announcement by its words, else its own."""
    if one.type != "AGREE":
        return one.type
    said = set(re.findall("[a-z]+", one.summary.casefold()))
    return next((str(rule["type"]) for rule in facts()["fulfil"] if said & set(rule["words"])), "")


def _kept(plan: Observation, kind: str, done: Iterable[Observation]) -> bool:
    """Whether such an event took place since the day of the plan."""
    sides = {*plan.actors, *plan.recipients}
    if plan.date is None:
        return False
    return any(
        one.type == kind and one.day is not None and one.day >= plan.date[0] and {*one.actors, *one.recipients} >= sides
        for one in done
    )


def _treaties(
    treaties: Iterable[Treaty],
    told: set[str],
    cutoff: Date,
    first: Date,
    last: Date,
    seen: set[str],
) -> list[Pending]:
    """Treaties whose next step is waited for: signed and not ratified by a party, or ratified and not in force."""
    found = []
    for treaty in treaties:
        steps = [
            s
            for s in treaty.steps
            if s.status is Status.DONE and told & set(s.claims) and (s.date is None or s.date[0] <= cutoff)
        ]
        if not steps or treaty.id in seen or any(s.step in DONE_STEPS for s in steps):
            continue
        ratified = {code for s in steps if s.step == "ratified" for code in s.by}
        waiting = tuple(code for code in treaty.parties if code not in ratified) or treaty.parties
        what = "to be ratified by " + ", ".join(waiting) if set(waiting) != set(treaty.parties) else "its next step"
        if set(treaty.parties) <= ratified:
            what = "to enter into force"
        found.append(
            Pending(
                id=treaty.id,
                text=f"{treaty.name or 'treaty'}: {what}",
                type=str(facts()["steps"].get(steps[-1].step, "SUPPORT")),
                by=waiting,
                to=treaty.parties,
                chance=_over(facts()["kept"]["treaty"], first, last),
            )
        )
    return found

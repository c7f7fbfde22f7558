"""How well events are put together: B-cubed of the clusters, origins, standing and links exactly right."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from evaluation.bundles.notation import Bundle
from verbale.events import claim_links, merge
from verbale.record import Event


class Counts(msgspec.Struct):
    """Sums over all claims and events measured; a ratio of nothing is 1.

    `missed` claims are in no cluster: they count for recall alone.
    """

    claims: int = 0
    missed: int = 0
    precision_sum: float = 0.0
    recall_sum: float = 0.0
    origins: int = 0
    origins_right: int = 0
    standing: int = 0
    standing_right: int = 0
    links: int = 0
    links_right: int = 0

    @property
    def precision(self) -> float:
        """B-cubed precision over all claims."""
        return self.precision_sum / self.claims if self.claims else 1.0

    @property
    def recall(self) -> float:
        """B-cubed recall over all claims."""
        wanted = self.claims + self.missed
        return self.recall_sum / wanted if wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def given(bundles: Iterable[Bundle]) -> tuple[Counts, list[str]]:
    """Merging the annotated claims: the counts, and a line for each bundle that is not all right."""
    counts, wrong = Counts(), []
    for bundle in bundles:
        events = merge(bundle.stories, bundle.claims)
        wrong += add(counts, bundle, bundle.labels, events)
        linked = {(x.first, x.kind, x.second) for x in claim_links(bundle.stories, bundle.claims, events)}
        counts.links += len(bundle.links)
        for first, kind, second in bundle.links:
            right = (bundle.ids[first], kind, bundle.ids[second]) in linked
            counts.links_right += right
            wrong += [] if right else [f"[{bundle.name}] not linked: {first} {kind} {second}"]
    return counts, wrong


def worn(bundles: Iterable[Bundle], share: float, seeds: int = 5) -> Counts:
    """The clusters when each claim loses each of its fields with the chance `share`, as a coder may miss them."""
    counts = Counts()
    for bundle in bundles:
        for seed in range(seeds):
            chance = random.Random(f"{bundle.name} {seed}")  # noqa: S311 - a repeatable draw, no secret
            claims = [msgspec.structs.replace(c, **_lost(chance, share)) for c in bundle.claims]
            bare = Bundle(name=bundle.name, labels=bundle.labels)
            add(counts, bare, bundle.labels, merge(bundle.stories, claims))
    return counts


def _lost(chance: random.Random, share: float) -> dict[str, Any]:
    empty: dict[str, Any] = {"date": None, "item": None, "place": None, "mode": None, "amounts": (), "sources": ()}
    return {field: nothing for field, nothing in empty.items() if chance.random() < share}


def together(bundles: Sequence[Bundle]) -> Counts:
    """The clusters when the stories of all bundles are merged at once; events of two bundles are never one."""
    whole = Bundle(name="all")
    for bundle in bundles:
        whole.stories += bundle.stories
        whole.claims += bundle.claims
        whole.labels |= {claim: f"{bundle.name} {label}" for claim, label in bundle.labels.items()}
    counts = Counts()
    add(counts, whole, whole.labels, merge(whole.stories, whole.claims))
    return counts


def add(counts: Counts, bundle: Bundle, labels: Mapping[str, str], events: Sequence[Event]) -> list[str]:
    """Add one bundle to the counts; `labels`: claim id -> the event it should be in. What went wrong, in words."""
    found = {claim: event.id for event in events for claim in event.claims if claim in labels}
    wrong = []
    for claim, label in labels.items():
        if claim not in found:
            continue
        together = {other for other, home in found.items() if home == found[claim]}
        right = {other for other in found if labels[other] == label}
        counts.claims += 1
        counts.precision_sum += len(together & right) / len(together)
        counts.recall_sum += len(together & right) / len(right)
    names = {claim: name for name, claim in bundle.ids.items()}
    clusters = [tuple(sorted(names.get(c, c) for c in event.claims if c in labels)) for event in events]
    wanted: dict[str, list[str]] = {}
    for claim in found:
        wanted.setdefault(labels[claim], []).append(names.get(claim, claim))
    if sorted(filter(None, clusters)) != sorted(tuple(sorted(c)) for c in wanted.values()):
        wrong.append(f"[{bundle.name}] events {' | '.join(','.join(c) for c in sorted(clusters))}")
    for label, number in bundle.origins.items():
        event = _nearest(events, {c for c in found if labels[c] == label})
        if event is None:
            continue
        counts.origins += 1
        counts.origins_right += event.origins == number
        if event.origins != number:
            wrong.append(f"[{bundle.name}] {label}: {event.origins} origins, not {number}")
    for label, value in bundle.standing.items():
        event = _nearest(events, {c for c in found if labels[c] == label})
        if event is not None:
            counts.standing += 1
            counts.standing_right += event.standing.value == value
            if event.standing.value != value:
                wrong.append(f"[{bundle.name}] {label}: {event.standing.value}, not {value}")
    return wrong


def _nearest(events: Sequence[Event], claims: set[str]) -> Event | None:
    """The event that shares most with these claims (of equals the smaller)."""
    sharing = [event for event in events if claims & set(event.claims)]
    return max(sharing, key=lambda e: (len(claims & set(e.claims)), -len(e.claims), e.id), default=None)

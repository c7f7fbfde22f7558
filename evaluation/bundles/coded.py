"""The bundles end to end: their raw text through `verbale.code`, the coded claims matched with the annotated ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evaluation.bundles import measure, objects
from evaluation.bundles.notation import Bundle
from verbale import pipeline
from verbale.events import merge
from verbale.record import Claim, Story


def coded(bundle: Bundle) -> tuple[list[Story], list[Claim]]:
    """The bundle's stories as the coder reads them, and all the claims it finds."""
    codings = [pipeline.code(story) for story in bundle.stories]
    return [c.story for c in codings], [claim for c in codings for claim in c.claims]


def matched(bundle: Bundle, claims: Iterable[Claim]) -> dict[str, str]:
    """Coded claim's id -> id of the annotated claim: same sentence, type, polarity and codes on the two sides."""
    free = list(bundle.claims)
    found: dict[str, str] = {}
    for claim in sorted(claims, key=lambda c: (c.story, c.span, c.trigger, c.id)):
        hit = next((other for other in free if _agree(claim, other)), None)
        if hit is not None:
            free.remove(hit)
            found[claim.id] = hit.id
    return found


def _agree(a: Claim, b: Claim) -> bool:
    if a.story != b.story or a.event is not b.event or a.polarity is not b.polarity:
        return False
    if a.span.end <= b.span.start or b.span.end <= a.span.start:
        return False
    return a.codes == b.codes and (_codes(a) == _codes(b) or not (a.recipients and b.recipients))


def _codes(claim: Claim) -> tuple[frozenset[str | None], frozenset[str | None]]:
    return frozenset(a.code for a in claim.actors), frozenset(a.code for a in claim.recipients)


def events(bundles: Sequence[Bundle]) -> list[str]:
    """Lines of the report: how many annotated claims are found, and how well those are put together."""
    counts, found, annotated, coded_claims = measure.Counts(), 0, 0, 0
    for bundle in bundles:
        stories, claims = coded(bundle)
        pairs = matched(bundle, claims)
        found += len(pairs)
        annotated += len(bundle.claims)
        coded_claims += len(claims)
        labels = {claim: bundle.labels[other] for claim, other in pairs.items()}
        told = {label for label in bundle.origins if _whole(bundle, label, set(pairs.values()))}
        bundle.origins = {label: n for label, n in bundle.origins.items() if label in told}
        bundle.standing = {label: s for label, s in bundle.standing.items() if label in told}
        measure.add(counts, bundle, labels, merge(stories, claims))
    return [
        (
            f"claims: {coded_claims} coded; {found} of {annotated} annotated ones found "
            "(same sentence, type, parties and polarity)"
        ),
        (
            f"B-cubed of those found: P {counts.precision:.3f} R {counts.recall:.3f} F1 {counts.f1:.3f}; origins right "
            f"{counts.origins_right} of the {counts.origins} events all of whose claims were found"
        ),
    ]


def _whole(bundle: Bundle, label: str, found: set[str]) -> bool:
    return all(claim in found for claim, own in bundle.labels.items() if own == label)


def treaties(bundles: Sequence[Bundle]) -> str:
    """A line of the report: bundles right, and steps found of those expected."""
    right = hits = wanted = given = 0
    for bundle in bundles:
        found = objects.treaties(*coded(bundle))
        right += found == sorted(bundle.treaties)
        steps = [s for t in found for s in t]
        expected = [s for t in bundle.treaties for s in t]
        given += len(steps)
        wanted += len(expected)
        hits += sum(steps.count(s) >= 1 for s in expected)
    return f"treaties right step by step {right} of {len(bundles)}; {hits} of {wanted} steps exact, {given} found"


def transfers(bundles: Sequence[Bundle]) -> str:
    """A line of the report: bundles right, and transfers found of those expected."""
    right = hits = wanted = given = 0
    for bundle in bundles:
        found = objects.transfers(*coded(bundle))
        right += found == sorted(bundle.transfers)
        given += len(found)
        wanted += len(bundle.transfers)
        hits += sum(t in found for t in bundle.transfers)
    return f"transfers right {right} of {len(bundles)} bundles; {hits} of {wanted} exact, {given} found"

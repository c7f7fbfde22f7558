"""The bundles end to end: their raw text through `verbale.code`, the coded claims matched with the annotated ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

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


def loosely(bundle: Bundle, claims: Iterable[Claim], pairs: Mapping[str, str]) -> dict[str, str]:
    """`pairs`, and coded claims that share only sentence and parties with an annotated one: another type or sign."""
    free = [claim for claim in bundle.claims if claim.id not in set(pairs.values())]
    found = dict(pairs)
    for claim in sorted(claims, key=lambda c: (c.story, c.span, c.trigger, c.id)):
        hit = next(
            (o for o in free if claim.id not in pairs and _same_place(claim, o) and claim.codes == o.codes), None
        )
        if hit is not None:
            free.remove(hit)
            found[claim.id] = hit.id
    return found


def _same_place(a: Claim, b: Claim) -> bool:
    return a.story == b.story and a.span.start < b.span.end and b.span.start < a.span.end


def events(bundles: Sequence[Bundle]) -> list[str]:
    """Lines of the report: how many annotated claims are found, and how well those are put together.

    The last line holds the misses of the coder against the clusters: a claim not found is in no cluster, so its
    recall is 0.
    """
    strict, loose = measure.Counts(), measure.Counts()
    annotated = coded_claims = 0
    for bundle in bundles:
        stories, claims = coded(bundle)
        pairs = matched(bundle, claims)
        annotated += len(bundle.claims)
        coded_claims += len(claims)
        told = {label for label in bundle.origins if _whole(bundle, label, set(pairs.values()))}
        bundle.origins = {label: n for label, n in bundle.origins.items() if label in told}
        bundle.standing = {label: s for label, s in bundle.standing.items() if label in told}
        merged = merge(stories, claims)
        measure.add(strict, bundle, {c: bundle.labels[o] for c, o in pairs.items()}, merged)
        bare = Bundle(name=bundle.name)
        measure.add(loose, bare, {c: bundle.labels[o] for c, o in loosely(bundle, claims, pairs).items()}, merged)
    whole = msgspec.structs.replace(strict)
    whole.missed = annotated - strict.claims
    return [
        (
            f"claims: {coded_claims} coded; {strict.claims} of {annotated} annotated ones found "
            f"(same sentence, type, parties and polarity), {loose.claims} by sentence and parties alone"
        ),
        (
            f"B-cubed of those found: {_b3(strict)}; origins right "
            f"{strict.origins_right} of the {strict.origins} events all of whose claims were found"
        ),
        f"B-cubed of those found by sentence and parties: {_b3(loose)}",
        f"B-cubed of all annotated claims: {_b3(whole)}",
    ]


def _b3(counts: measure.Counts) -> str:
    return f"P {counts.precision:.3f} R {counts.recall:.3f} F1 {counts.f1:.3f}"


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

"""The record of a pair of countries: counts, rates, breaks, balances. A pure function of the material."""

from __future__ import annotations

import collections
import datetime
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence

from verbale.analysis import bins, breaks, scales, trend
from verbale.analysis.findings import Balance, Bin, Break, Dyad, Listed, Series
from verbale.analysis.observations import Date, Material, Observation
from verbale.errors import UsageError

BREAK_FROM = 0.5  # probability within reach from which a break is named
KINDS = ("cooperation", "conflict")


def dyad(
    material: Material,
    a: str,
    b: str,
    names: Mapping[str, str],
    *,
    since: Date | None = None,
    until: Date | None = None,
    per: str | None = None,
    volume: bool | None = None,
    scale: str = "plover",
) -> Dyad:
    """The finding on a and b.

    `per`: "week" or "month" (default: by how many events there are); `volume`: True or False (default: where the record
    holds enough of other events). Raises UsageError V251 (nothing of the pair), V252 (days that the record does not
    cover), V253 (one party twice), V254 (too few events to control volume).
    """
    first, last = _window(material, a, b, since, until)
    happened, left_out = _sorted_out(material, first, last)
    if not happened and not any(one.direction(a, b) for one in material.observations):
        raise nothing_of(material, a, b, names)
    per = bins.chosen(per, len(happened))
    whole = bins.spans(first, last, per)
    if len(whole) > bins.LONGEST_BINS:
        raise UsageError("V252", f"{first} to {last} makes {len(whole)} {per}s.", "Narrow it with --since and --until.")
    controlled, note = _controlled(material, whole, volume)
    exposure = bins.exposures(whole, first, last, material.volume if controlled else None)
    score = scales.Scale(scale)
    notes = [note] if note else []
    if len(happened) < bins.CURVE_FROM:
        notes.append(f"{len(happened)} dated events are too few for a curve (from {bins.CURVE_FROM}): see the list.")
    elif len(whole) < bins.BINS_FROM:
        notes.append(f"{len(whole)} {per}s are too few for a curve (from {bins.BINS_FROM}).")
    series = [
        _series(
            direction, kind, bins.filled(_chosen(happened, direction, kind, a, b), whole, exposure, score_of(score))
        )
        for kind in KINDS
        for direction in ("all", f"{a}>{b}", f"{b}>{a}")
    ]
    return Dyad(
        a=a,
        b=b,
        a_name=names.get(a, a),
        b_name=names.get(b, b),
        source=material.where,
        scale=scale,
        first=first,
        last=last,
        per=per,
        volume_controlled=controlled,
        events=tuple(listed(one, a, b) for one in happened),
        quads=_quads(happened, a, b),
        series=tuple(series),
        balances=tuple(_balances(happened, a, b)),
        treaties=material.treaties,
        left_out=left_out,
        notes=tuple(notes),
    )


def score_of(scale: scales.Scale) -> Callable[[Observation], float]:
    """The score of an observation on a scale."""
    return lambda one: scale.score(one.type, one.mode, one.cameo)


def nothing_of(material: Material, a: str, b: str, names: Mapping[str, str]) -> UsageError:
    """The error where the material has no event of the pair."""
    pair = f"{names.get(a, a)} and {names.get(b, b)}"
    covered = material.coverage
    held = f"events of other parties from {covered[0]} to {covered[1]}" if covered else "no event at all"
    message = f"{material.where} holds no event between {pair}, but {held}."
    return UsageError("V251", message, "Check the codes, or code more stories.")


def listed(one: Observation, a: str, b: str) -> Listed:
    """An observation as a line."""
    return Listed(
        id=one.id,
        date=one.date,
        direction=one.direction(a, b) or "",
        type=one.type,
        mode=one.mode,
        standing=one.standing,
        reports=one.reports,
        origins=one.origins,
        summary=one.summary,
        claims=one.claims,
    )


def _window(material: Material, a: str, b: str, since: Date | None, until: Date | None) -> tuple[Date, Date]:
    if a == b:
        raise UsageError("V253", f"{a} is named twice.", "Name two parties.")
    covered = material.coverage
    if covered is None:
        held = len(material.observations)
        message = (
            f"{material.where} holds no dated event that took place ({held} of the pair have no day or lie ahead)."
        )
        raise UsageError("V251", message, "Code more stories, or give --published when coding.")
    first, last = since or covered[0], until or covered[1]
    if first > last:
        raise UsageError("V252", f"{first} is after {last}.", "Give the earlier day as --since.")
    if first > covered[1] or last < covered[0]:
        message = f"{first} to {last} lies outside what the record covers ({covered[0]} to {covered[1]})."
        raise UsageError("V252", message, "Choose days within.")
    return max(first, covered[0]), min(last, covered[1])


def _sorted_out(material: Material, first: Date, last: Date) -> tuple[list[Observation], dict[str, int]]:
    """Events of the pair that took place in the window, and why the others are not among them."""
    left_out = collections.Counter(material.left_out)
    happened = []
    for one in material.observations:
        if not one.asserted:
            left_out["events that are only denied"] += 1
        elif not one.happened:
            left_out[f"events told as {one.status}" if one.standing != "retracted" else "retracted events"] += 1
        elif one.date is None:
            left_out["events without a date"] += 1
        elif one.day is None:
            left_out["events dated to more than a month"] += 1
        elif not first <= one.day <= last:
            left_out["events outside of the window"] += 1
        else:
            happened.append(one)
    return happened, dict(sorted(left_out.items()))


def _controlled(material: Material, whole: Sequence[tuple[Date, Date]], asked: bool | None) -> tuple[bool, str]:
    """Whether volume is controlled, and a note where that needs one."""
    typical = statistics.median(bins.volumes(whole, material.volume))
    enough = typical >= bins.VOLUME_FROM
    if asked and not enough:
        message = f"The record holds {typical:g} events in the middle bin, too few to measure volume by"
        raise UsageError("V254", f"{message} (from {bins.VOLUME_FROM}).", "Leave --volume out, or use a larger record.")
    if asked is None and not enough:
        return False, "Volume of news is not controlled: the record holds too little besides this pair."
    return bool(asked if asked is not None else True), ""


def _chosen(happened: Iterable[Observation], direction: str, kind: str, a: str, b: str) -> list[Observation]:
    return [one for one in happened if one.kind == kind and direction in {"all", one.direction(a, b)}]


def _series(direction: str, kind: str, filled: tuple[Bin, ...]) -> Series:
    counts, exposure = [one.count for one in filled], [one.exposure for one in filled]
    if sum(counts) < bins.CURVE_FROM or len(filled) < bins.BINS_FROM:
        return Series(direction=direction, kind=kind, bins=filled)
    bands, half_life = trend.fit(counts, exposure)
    found = breaks.segment(counts, exposure)
    return Series(
        direction=direction,
        kind=kind,
        bins=filled,
        bands=bands,
        half_life=half_life,
        break_probability=tuple(round(float(p), 6) for p in found.here),
        breaks=tuple(_breaks(filled, found)),
    )


def _breaks(filled: tuple[Bin, ...], found: breaks.Segmentation) -> list[Break]:
    counts, exposure = [one.count for one in filled], [one.exposure for one in filled]
    seconds = breaks.candidates(counts, exposure)
    named = []
    for peak in breaks.peaks(found, BREAK_FROM):
        at = breaks.centred(found, peak)
        ratio, before, after = breaks.step(found, peak)
        named.append(
            Break(
                first=filled[at].first,
                probability=round(float(found.near[peak]), 6),
                here=round(float(found.here[at]), 6),
                reach=breaks.REACH,
                ratio=ratio,
                before=before,
                after=after,
                seconded=any(abs(one - at) <= breaks.REACH for one in seconds),
            )
        )
    return named


def _quads(happened: Iterable[Observation], a: str, b: str) -> dict[str, dict[str, int]]:
    table = {way: dict.fromkeys(scales.QUADS, 0) for way in (f"{a}>{b}", f"{b}>{a}", "joint")}
    for one in happened:
        way = one.direction(a, b)
        if way and one.quad:
            table[way][one.quad] += 1
    return table


def _balances(happened: Sequence[Observation], a: str, b: str) -> list[Balance]:
    found = []
    for what, kinds in scales.facts()["balances"].items():
        ours = [one for one in happened if one.type in kinds or f"{one.type}/{one.mode}" in kinds]
        forth = tuple(one.id for one in ours if one.direction(a, b) == f"{a}>{b}")
        back = tuple(one.id for one in ours if one.direction(a, b) == f"{b}>{a}")
        share = trend.share_band(len(forth), len(back)) if forth or back else None
        found.append(Balance(what=what, forth=forth, back=back, share=share))
    return found


def today() -> Date:
    """The day on which something is made; the only clock of this room."""
    return datetime.datetime.now(tz=datetime.UTC).date()

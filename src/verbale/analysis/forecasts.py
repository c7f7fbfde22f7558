"""Forecasts that are made, logged with their cut-off, and scored when their window has passed."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from verbale.analysis import rates
from verbale.analysis.commitments import facts, pending
from verbale.analysis.findings import Forecast, Reliability, Score
from verbale.analysis.observations import Date, Material
from verbale.analysis.scales import plover
from verbale.analysis.trend import share_band
from verbale.errors import InputError, UsageError
from verbale.record import claim_id

HORIZONS = {"week": 7, "month": 30}
EVIDENCE = 5  # past events named with a forecast
EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
LEAST = 1e-6  # a forecast of 0 or 1 is scored as this far from it
MAX_LOG = 100_000_000


def make(
    material: Material,
    a: str,
    b: str,
    what: str,
    *,
    cutoff: Date | None = None,
    horizon: str = "week",
    made: datetime.datetime,
    plan: bool = True,
) -> Forecast:
    """The probability of at least one such event from a to b in the week or month after the cut-off.

    Raises UsageError V257 (nothing to go by), V258 (no such relation).
    """
    check(what)
    covered = material.coverage
    day = cutoff or (covered[1] if covered else made.date())
    first, last = day + datetime.timedelta(days=1), day + datetime.timedelta(days=HORIZONS[horizon])
    kept, missed, base = rates.plain(material, a, b, what, day)
    usual = rates.chance(kept, missed, HORIZONS[horizon])
    wanted = [one for one in pending(material, day, first, last) if plan and _fits(one.type, one.by, a, what)]
    found = rates.chance(kept, missed, HORIZONS[horizon], wanted) if wanted else usual
    past = [one for one in rates.asked(material.observations, a, b, what) if one.day and one.day <= day]
    why = [f"{one.day} {one.id} {one.summary}"[:160] for one in sorted(past, key=lambda o: (o.day, o.id))[-EVIDENCE:]]
    why += [f"pending {one.id} {one.text}"[:160] for one in wanted]
    note = "chances of pending commitments are defaults, not measured" if wanted else ""
    return Forecast(
        id=claim_id("forecast", a, b, what, day, horizon, material.where, facts()["version"], made.date()),
        made=made.isoformat(timespec="seconds"),
        a=a,
        b=b,
        what=what,
        cutoff=day,
        first=first,
        last=last,
        probability=found,
        plain=usual.mean,
        climatology=1 - (1 - base) ** (HORIZONS[horizon] / 7),
        model=f"decayed rate {facts()['version']}" + (" with commitments" if wanted else ""),
        source=material.where,
        why=tuple(why),
        note=note,
    )


def past(
    material: Material, asked: Sequence[tuple[str, str, str]], *, horizon: str = "month", windows: int = 12
) -> Score:
    """How forecasts of each (a, b, what) would have done in as many windows before the end of the data.

    Each is made without any event after its own cut-off; windows before the record began are left out.
    """
    covered = material.coverage
    told: list[tuple[float, float, float, bool]] = []
    length = datetime.timedelta(days=HORIZONS[horizon])
    for number in range(1, windows + 1 if covered else 1):
        assert covered is not None
        cutoff = covered[1] - number * length
        if (cutoff - covered[0]).days + 1 < rates.WEEK:
            break
        made = datetime.datetime.combine(cutoff, datetime.time(), datetime.UTC)
        for a, b, what in asked:
            one = make(material, a, b, what, cutoff=cutoff, horizon=horizon, made=made)
            came = outcome(one, material)
            if came is not None:
                told.append((one.probability.mean, one.plain, one.climatology, came))
    return scored(told)


def check(what: str) -> None:
    """Refuse what is no relation. Raises UsageError V258."""
    kind, _, mode = what.partition("/")
    types = plover()
    if kind in rates.HALVES and not mode:
        return
    if kind in types and (not mode or mode in types[kind]["modes"]):
        return
    if len(kind) == 2 and kind.isdigit() and 1 <= int(kind) <= 20 and not mode:
        return
    known = (
        f"a PLOVER type ({', '.join(types)}), with /mode if wanted; a CAMEO root (01 to 20); cooperation or conflict"
    )
    raise UsageError("V258", f'"{what[:40]}" is no relation that Verbale knows.', f"Ask for {known}.")


def _fits(kind: str, by: Sequence[str], a: str, what: str) -> bool:
    from verbale.analysis.scales import quad_of

    asked = what.partition("/")[0]
    return a in by and (kind == asked or (asked in rates.HALVES and quad_of(kind).endswith(asked)))


def append(log: Path, found: Iterable[Forecast]) -> int:
    """Add forecasts to a log (JSON lines); one that is there already is not added. Gives how many were."""
    known = {one.id for one in read(log)} if log.exists() else set()
    fresh = [one for one in found if one.id not in known]
    try:
        with log.open("ab") as file:
            for one in fresh:
                file.write(msgspec.json.encode(one) + b"\n")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError("V202", f"{log.name} cannot be written ({why}).", "Choose another file.") from None
    return len(fresh)


def read(log: Path) -> list[Forecast]:
    """The forecasts of a log. Raises InputError V263 with the line that is wrong."""
    decoder = msgspec.json.Decoder(Forecast)
    found = []
    try:
        if log.stat().st_size > MAX_LOG:
            raise InputError("V263", f"{log.name} is larger than {MAX_LOG:,} bytes.", "Split the log.")
        for number, line in enumerate(log.read_bytes().splitlines(), 1):
            if line.strip():
                try:
                    found.append(decoder.decode(line))
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    message = f"Line {number} of {log.name} is no forecast ({error})."
                    raise InputError("V263", message, "Mend or remove the line.") from None
    except OSError as error:
        raise InputError("V263", f"{log.name} cannot be read ({error.strerror}).", "Check the path.") from None
    return found


def outcome(one: Forecast, material: Material) -> bool | None:
    """Whether it came true; None where the record does not reach to the end of the window."""
    covered = material.coverage
    if covered is None or covered[1] < one.last or covered[0] > one.first:
        return None
    days = [o.day for o in rates.asked(material.observations, one.a, one.b, one.what)]
    return any(day is not None and one.first <= day <= one.last for day in days)


def score(forecasts: Sequence[Forecast], material_of: Callable[[str, str], Material]) -> Score:
    """Score what is due. `material_of(a, b)` gives the record that tells what came true."""
    told: list[tuple[Forecast, bool]] = []
    held: dict[tuple[str, str], Material] = {}
    for one in forecasts:
        if (one.a, one.b) not in held:
            held[one.a, one.b] = material_of(one.a, one.b)
        came = outcome(one, held[one.a, one.b])
        if came is not None:
            told.append((one, came))
    triples = [(one.probability.mean, one.plain, one.climatology, came) for one, came in told]
    return scored(triples, still_open=len(forecasts) - len(told))


def scored(told: Sequence[tuple[float, float, float, bool]], *, still_open: int = 0) -> Score:
    """Scores of (probability, plain rate, climatology, came true)."""
    n = len(told) or 1
    brier, plain, climate = (sum((row[i] - row[3]) ** 2 for row in told) / n for i in range(3))
    log_loss = -sum(math.log(max(LEAST, row[0] if row[3] else 1 - row[0])) for row in told) / n
    return Score(
        count=len(told),
        came_true=sum(row[3] for row in told),
        brier=brier,
        log_loss=log_loss,
        plain_brier=plain,
        climatology_brier=climate,
        skill_climatology=1 - brier / climate if climate else None,
        skill_plain=1 - brier / plain if plain else None,
        bins=tuple(reliability([(r[0], r[3]) for r in told])),
        open=still_open,
    )


def reliability(told: Sequence[tuple[float, bool]], edges: Sequence[float] = EDGES) -> list[Reliability]:
    """Forecasts by probability: mean, share that came true with its 90 % interval, number. Empty bins are left out."""
    found = []
    for low, high in itertools.pairwise(edges):
        inside = [(p, came) for p, came in told if low <= p < high or (p == high == edges[-1])]
        if inside:
            true = sum(came for _, came in inside)
            band = share_band(true, len(inside) - true)
            mean = sum(p for p, _ in inside) / len(inside)
            found.append(Reliability(mean, true / len(inside), band.low90, band.high90, len(inside)))
    return found

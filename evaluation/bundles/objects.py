"""Treaties and transfers of a bundle in the notation of what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evaluation.bundles.notation import Bundle, Moved, Step
from verbale.events import find_transfers, find_treaties, merge
from verbale.record import Claim, Interval, Story


def treaties(stories: Iterable[Story], claims: Sequence[Claim]) -> list[tuple[Step, ...]]:
    """The treaties found, each as its steps in the order of the notation, sorted."""
    return sorted(
        tuple(
            sorted(Step(s.step, tuple(sorted(s.by)), _days(s.date), s.status.value, bool(s.denied_in)) for s in t.steps)
        )
        for t in find_treaties(list(stories), claims)
    )


def transfers(stories: Sequence[Story], claims: Sequence[Claim]) -> list[Moved]:
    """The transfers found, sorted."""
    found = find_transfers(stories, claims, merge(stories, claims))
    return sorted(
        Moved(
            ",".join(sorted(t.giver)),
            ",".join(sorted(t.receiver)),
            "+".join(t.kinds),
            t.basis,
            t.status.value,
            tuple(sorted({_figure(f.low, f.high, f.unit) for f in t.items} - {""})),
            _days(t.date),
        )
        for t in found
    )


def treaties_right(bundles: Iterable[Bundle]) -> tuple[int, list[str]]:
    """How many bundles have every treaty right step by step; a line for each that has not."""
    right, wrong = 0, []
    for bundle in bundles:
        found, wanted = treaties(bundle.stories, bundle.claims), sorted(bundle.treaties)
        right += found == wanted
        if found != wanted:
            wrong += [
                f"[{bundle.name}] {'found' if t in found else 'missed'} {_told(t)}"
                for t in (*found, *wanted)
                if (t in found) != (t in wanted)
            ]
            wrong += [] if len(found) == len(wanted) else [f"[{bundle.name}] {len(found)} treaties, not {len(wanted)}"]
    return right, wrong


def transfers_right(bundles: Iterable[Bundle]) -> tuple[int, list[str]]:
    """How many bundles have exactly the transfers expected; a line for each that is missed or found besides."""
    right, wrong = 0, []
    for bundle in bundles:
        found, wanted = transfers(bundle.stories, bundle.claims), sorted(bundle.transfers)
        right += found == wanted
        wrong += [f"[{bundle.name}] found {' '.join(map(str, _flat(t)))}" for t in found if t not in wanted]
        wrong += [f"[{bundle.name}] missed {' '.join(map(str, _flat(t)))}" for t in wanted if t not in found]
    return right, wrong


def _told(steps: Iterable[Step]) -> str:
    return " | ".join(f"{s.step} {','.join(s.by)} {s.date} {s.status}{' denied' if s.denied else ''}" for s in steps)


def _flat(moved: Moved) -> tuple[str, ...]:
    return (
        f"{moved.giver}>{moved.receiver}",
        moved.kind,
        moved.basis,
        moved.status,
        "+".join(moved.figures),
        moved.date,
    )


def _days(date: Interval | None) -> str:
    if date is None:
        return ""
    first, last = (day.isoformat() for day in date)
    return first if first == last else f"{first}..{last}"


def _figure(low: float | None, high: float | None, unit: str | None) -> str:
    if low is None and high is None:
        return ""
    text = f"{low:g}" if low is not None and low == high else f"{_g(low)}..{_g(high)}"
    text = f"{low:.0f}" if low is not None and low == high and low == int(low) else text
    return f"{text}/{unit}" if unit else text


def _g(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"

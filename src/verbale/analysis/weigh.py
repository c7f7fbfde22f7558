"""Weighing hypotheses: Monte Carlo over bands of likelihoods, grades and priors, with a fixed seed.

A row speaks with weight r (how often such a source and report tell what is so): its likelihood under a hypothesis,
against its mean over all, is r L / mean + (1 - r). At r = 0 this is exactly 1: an unreliable report says nothing, and
never the opposite. The logs of a group are averaged and count n / (1 + (n - 1) rho). Every draw comes from a stream
that is named by what is drawn, so neither the order of rows nor the presence of others changes it.
"""

from __future__ import annotations

import datetime
import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from verbale.analysis.boards import NONE, Board, Likelihood, Row, Tables, digest
from verbale.analysis.findings import Band, Standpoint, Weighed, Weight

Array = NDArray[np.float64]

DRAWS = 4_000
FLAT = 0.5  # likelihood of anything under "none of these"
LINCHPIN = 0.05  # a row or group without which some mean moves so far is a linchpin
NONE_TEXT = "None of these"


class Group(NamedTuple):
    """Rows of one thing from one origin, and what they say: [state, draw] log likelihood against the mean."""

    name: str
    rows: tuple[Row, ...]
    said: Array


def weigh(board: Board, words: Tables, *, asof: datetime.date | None = None, draws: int = DRAWS) -> Weighed:
    """The board weighed on what was reported up to `asof` (default: the board's own day; none: all rows)."""
    from verbale.analysis import verdict

    day = asof or board.asof
    states = _states(board)
    rows = [row for row in board.row if _counts(row, day)]
    prior = _priors(board, words, states, draws)
    groups = [_group(board, name, held, states, words, draws) for name, held in _grouped(rows)]
    total = _sum(groups, prior)
    posterior = _posterior(total, states, board)
    before = _posterior(prior, states, board)
    standpoints = tuple(
        Standpoint(id=name, text=text, prior=band(before[i]), posterior=band(posterior[i]), first=_first(posterior, i))
        for i, (name, text) in enumerate(_named(board))
    )
    weights = _weights(board, states, prior, groups, posterior)
    linchpins = tuple(
        "+".join(one.rows) for one in weights if max(map(abs, one.shift.values()), default=0.0) >= LINCHPIN
    )
    found = Weighed(
        question=board.question,
        asof=day,
        standpoints=standpoints,
        weights=weights,
        linchpins=linchpins,
        sentence="",
        exclusive=board.exclusive,
        draws=draws,
        seed=board.seed,
        defaults=sum(row.default for row in rows),
        rows=len(board.row),
        counted=len(rows),
        digest=digest(board, words),
        notes=_notes(board, rows, words),
    )
    return msgspec.structs.replace(found, sentence=verdict.sentence(found, {row.id: row for row in rows}))


def flipped(board: Board, words: Tables, *, asof: datetime.date | None = None) -> dict[str, Weighed]:
    """For each contested row the board as if that row had been found untrue: row id -> result."""
    found = {}
    for row in board.row:
        if row.contested and row.looked != "not looked for" and _counts(row, asof or board.asof):
            turned: str = "not seen" if row.looked == "seen" else "seen"
            other = msgspec.structs.replace(row, looked=turned)
            rows = tuple(other if one is row else one for one in board.row)
            found[row.id] = weigh(msgspec.structs.replace(board, row=rows), words, asof=asof)
    return found


def band(values: Array) -> Band:
    """Mean and central 50 and 90 % intervals of draws."""
    low50, high50, low90, high90 = (float(q) for q in np.quantile(values, (0.25, 0.75, 0.05, 0.95)))
    return Band(float(values.mean()), low50, high50, low90, high90)


def _counts(row: Row, day: datetime.date | None) -> bool:
    """Whether a row was known on the day; a retracted report is no evidence."""
    known = row.reported or row.date
    return not row.retracted and (day is None or known is None or known <= day)


def _named(board: Board) -> list[tuple[str, str]]:
    return [*((one.id, one.text) for one in board.hypothesis), (NONE, NONE_TEXT)]


def _states(board: Board) -> list[frozenset[str]]:
    """What may be so: one hypothesis or none; where they do not exclude one another, any set of them."""
    ids = [one.id for one in board.hypothesis]
    if board.exclusive:
        return [*(frozenset({one}) for one in ids), frozenset()]
    sizes = range(len(ids), -1, -1)
    return [frozenset(held) for size in sizes for held in itertools.combinations(ids, size)]


def _stream(board: Board, draws: int, *name: object) -> Array:
    """Uniform draws that belong to a name."""
    key = hashlib.sha256(repr((board.seed, name)).encode()).digest()
    return np.random.default_rng(np.frombuffer(key, dtype=np.uint64)).random(draws)


def _within(limits: Sequence[float], uniform: Array) -> Array:
    return limits[0] + uniform * (limits[-1] - limits[0])


def _priors(board: Board, words: Tables, states: Sequence[frozenset[str]], draws: int) -> Array:
    """[state, draw] log of the odds before the evidence."""
    drawn = {}
    for one in board.hypothesis:
        usual = words.prior["default"] if board.exclusive else (0.35, 0.65)
        drawn[one.id] = _within(one.prior or usual, _stream(board, draws, "prior", one.id))
    if board.exclusive:
        none = _within(words.prior["none"], _stream(board, draws, "prior", NONE))
        return np.log(np.stack([drawn[next(iter(held))] if held else none for held in states]))
    terms = [sum((np.log(p if h in held else 1 - p) for h, p in drawn.items()), np.zeros(draws)) for held in states]
    return np.stack(terms)


def _grouped(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by group; without one, by event, or by their words: a copy never stands alone. In an order of names."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        event = f"event {row.event} {row.denial}" if row.event else f"text {' '.join(row.text.casefold().split())}"
        found.setdefault(f"group {row.group}" if row.group else event, []).append(row)
    return sorted(found.items())


def _group(
    board: Board,
    name: str,
    rows: Sequence[Row],
    states: Sequence[frozenset[str]],
    words: Tables,
    draws: int,
) -> Group:
    """What a group says. Copies (same words of likelihood, no reporting of their own) are one, with the best grades."""
    distinct: dict[str, Row] = {}
    for row in sorted(rows, key=lambda r: (-_grade(r, words), r.id)):
        distinct.setdefault(_content(row), row)
    said = [(row, _row(board, name, row, states, words, draws)) for _, row in sorted(distinct.items())]
    speaking = [log for _, log in said if log.any()]  # what says nothing does not thin out what others say
    if not speaking:
        return Group(name, tuple(rows), np.zeros((len(states), draws)))
    own = any(row.relation == "own reporting" for row, log in said if log.any())
    rho, n = words.rho["own reporting" if own else "reprint"], len(speaking)
    total = speaking[0] if n == 1 else np.sum(speaking, axis=0) / n * (n / (1 + (n - 1) * rho))
    return Group(name, tuple(rows), total)


def _content(row: Row) -> str:
    """What makes two rows of a group tell one thing."""
    own = (row.outlet, row.source, row.id) if row.relation == "own reporting" else ()
    told = sorted((h, repr(v)) for h, v in row.likelihood.items())
    return repr((told, row.looked, row.denial and row.interested, own))


def _grade(row: Row, words: Tables) -> float:
    """The middle weight of a row, to choose between copies."""
    bands = [b for b in (words.reliability[row.reliability], words.credibility[row.credibility]) if b]
    return float(np.prod([(b[0] + b[-1]) / 2 for b in bands])) if bands else 0.0


def _row(
    board: Board,
    group: str,
    row: Row,
    states: Sequence[frozenset[str]],
    words: Tables,
    draws: int,
) -> Array:
    """[state, draw] log of (r L / mean + 1 - r); all zero where the row says nothing."""
    weight = _weight(board, group, row, words, draws)
    if row.looked == "not looked for" or not weight.any():
        return np.zeros((len(states), draws))
    # One word means one value within a row: a row that says the same of all hypotheses separates nothing.
    named = {h: _likelihood(board, group, value, words, draws) for h, value in row.likelihood.items()}
    if row.looked == "not seen":
        named = {h: 1 - values for h, values in named.items()}
    flat = np.full(draws, FLAT)
    likely = np.stack([np.mean([named[h] for h in sorted(held)], axis=0) if held else flat for held in states])
    return np.asarray(np.log(weight * likely / likely.mean(axis=0) + (1 - weight)))


def _weight(board: Board, group: str, row: Row, words: Tables, draws: int) -> Array:
    bands = (("R", words.reliability[row.reliability]), ("C", words.credibility[row.credibility]))
    known = [_within(b, _stream(board, draws, group, name, b)) for name, b in bands if b]
    if not known:
        return np.zeros(draws)
    factor = words.weights["interested_denial"] if row.denial and row.interested else 1.0
    return np.asarray(np.prod(known, axis=0) * factor)


def _likelihood(board: Board, group: str, value: Likelihood, words: Tables, draws: int) -> Array:
    limits = words.likelihood[value] if isinstance(value, str) else value
    return _within(limits, _stream(board, draws, group, "L", tuple(limits)))


def _sum(groups: Iterable[Group], prior: Array) -> Array:
    total = prior.copy()
    for group in groups:
        total += group.said
    return total


def _posterior(log: Array, states: Sequence[frozenset[str]], board: Board) -> Array:
    """[hypothesis, draw] probability, "none" last."""
    mass = np.exp(log - log.max(axis=0))
    mass /= mass.sum(axis=0)
    ids = [one.id for one in board.hypothesis]
    rows = [sum((mass[i] for i, held in enumerate(states) if h in held), np.zeros(log.shape[1])) for h in ids]
    return np.stack([*rows, mass[[not held for held in states].index(True)]])


def _first(posterior: Array, place: int) -> float:
    return float((posterior.argmax(axis=0) == place).mean())


def _weights(
    board: Board,
    states: Sequence[frozenset[str]],
    prior: Array,
    groups: Sequence[Group],
    posterior: Array,
) -> tuple[Weight, ...]:
    """Each group, and each source of more than one group, with what changes without it."""
    ids = [name for name, _ in _named(board)]
    means = posterior.mean(axis=1)

    def weight(held: Sequence[Group], text: str) -> Weight:
        rest = _posterior(_sum((g for g in groups if g not in held), prior), states, board)
        said = np.sum([g.said for g in held], axis=0)
        shift = {h: round(float(x), 6) + 0.0 for h, x in zip(ids, rest.mean(axis=1) - means, strict=True)}
        named = tuple(sorted(row.id for g in held for row in g.rows))
        return Weight(rows=named, text=text, nats=band(said.max(axis=0) - said.min(axis=0)), shift=shift)

    found = [weight([g], g.rows[0].text) for g in groups]
    by_source: dict[str, list[Group]] = {}
    for g in groups:
        for source in sorted({row.source for row in g.rows if row.source}):
            by_source.setdefault(source, []).append(g)
    found += [
        weight(held, f"all that {source} says") for source, held in by_source.items() if 1 < len(held) < len(groups)
    ]
    return tuple(sorted(found, key=lambda one: (-max(map(abs, one.shift.values())), one.rows)))


def _notes(board: Board, rows: Sequence[Row], words: Tables) -> tuple[str, ...]:
    notes = []
    defaults = sum(row.default for row in rows)
    if defaults:
        notes.append(f"{defaults} of {len(rows)} rows stand on defaults that nobody has looked at.")
    left = len(board.row) - len(rows)
    if left:
        notes.append(f"{left} rows are retracted or were reported later, and do not count.")
    waiting = sum(row.looked == "not looked for" for row in rows)
    if waiting:
        notes.append(f"{waiting} rows tell what should be seen and was not looked for yet.")
    if board.tables and board.tables != words.version:
        notes.append(f"The board was made with tables {board.tables}; these are {words.version}.")
    return tuple(notes)


def difference(before: Weighed, after: Weighed) -> Mapping[str, tuple[Band, Band]]:
    """Hypothesis -> its posterior on the earlier and on the later day."""
    old = {one.id: one.posterior for one in before.standpoints}
    return {one.id: (old[one.id], one.posterior) for one in after.standpoints if one.id in old}

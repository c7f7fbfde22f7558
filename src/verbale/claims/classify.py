"""`verbale.classify`: the PLOVER type of the event between two marked parties of one sentence.

It answers as annotators of bare pairs do after the PLOVER manual, where the tense decides between types. The claims of
a story follow the coding guide, which keeps some types whatever the tense; `manual.toml` lists where the two differ.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

import msgspec

from verbale.claims import network
from verbale.claims.network import FIRST, JOINT, SECOND, Offsets, Query, Reading
from verbale.claims.paths import Words, head_of
from verbale.errors import UsageError
from verbale.language import model as language
from verbale.language.words import words

NONE = "NONE"
PLANNED = network.STATUS.index("planned")


class Shift(msgspec.Struct, frozen=True):
    """Events of `type` with a finer kind `tag` or a `status` count as type `to` in the manual."""

    type: str
    to: str
    tag: str = ""
    status: str = ""


@functools.cache
def shifts() -> tuple[Shift, ...]:
    """The differences between the guide and the manual (ontology/manual.toml)."""
    text = (resources.files("verbale") / "ontology" / "manual.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["shift"], tuple[Shift, ...])


def classify(sentence: str, actor_span: Offsets, recipient_span: Offsets) -> dict[str, float]:
    """Probability of each PLOVER type, and of NONE, for what the sentence tells the actor to do to the recipient.

    Spans are (start, end) characters of the sentence; (0, 0) for a party that it does not name. The probabilities sum
    to 1. One span may lie inside the other ("the Kenyan embassy"). Raises UsageError V231 for spans outside the
    sentence, or both empty.
    """
    actor, recipient = (_checked(sentence, span) for span in (actor_span, recipient_span))
    if actor is None and recipient is None:
        raise UsageError("V231", "Neither party has a span.", "Give the characters of at least one party.")
    named = sorted((s for s in (actor, recipient) if s is not None), key=lambda s: (s[0], -s[1]))
    pair = (0, 1) if len(named) == 2 else (0, -1)
    way = FIRST if actor is not None and actor == named[0] else SECOND
    model = network.load()
    query = _query(sentence, named, pair)
    return directed(model.read([query])[0][0], way, model.types)


def _query(sentence: str, named: list[Offsets], pair: tuple[int, int]) -> Query:
    spans = words(sentence, 0, len(sentence))
    tokens = [sentence[a:b] for a, b in spans]
    parse = language.load().parse([tokens])[0]
    tree = Words([t.lower() for t in tokens], parse.upos, parse.heads, parse.deprels)
    inside = [[w for w, (x, y) in enumerate(spans) if x < last and y > first] for first, last in named]
    return Query(tokens, tree, [head_of(tree, i) if i else 0 for i in inside], [pair])


def _checked(sentence: str, span: Offsets) -> Offsets | None:
    first, last = span
    if (first, last) == (0, 0):
        return None
    if not 0 <= first < last <= len(sentence):
        raise UsageError(
            "V231", f"The span ({first}, {last}) is not inside the sentence.", "Count characters from 0, end exclusive."
        )
    return first, last


def directed(reading: Reading, way: int, types: tuple[str, ...]) -> dict[str, float]:
    """The manual's types for one direction; what the network reads the other way round is no event of this pair."""
    result = dict.fromkeys((*types, NONE), 0.0)
    for k, name in enumerate(types):
        rest = p = float(reading.kind[k, way] + reading.kind[k, JOINT])
        for shift in shifts():
            if shift.type != name:
                continue
            share = 1.0
            if shift.tag:
                share *= reading.tag.get(f"{name}.{shift.tag}", 0.0)
            if shift.status:
                share *= float(reading.status[network.STATUS.index(shift.status)])
            moved = min(rest, p * share)
            result[shift.to] += moved
            rest -= moved
        result[name] += rest
    result[NONE] = max(0.0, 1.0 - sum(result.values()))
    return result

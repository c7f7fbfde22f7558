"""The frames lexicon: which words tell an event, of which type, and where its parties stand."""

from __future__ import annotations

import functools
import tomllib
from collections import defaultdict
from importlib import resources
from typing import Any

import msgspec


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One sense of some words (ontology/frames/*.toml; the keys are explained in docs/claims.md)."""

    id: str
    type: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    mode: str | None = None
    actor: tuple[str, ...] = ("subj",)
    recipient: tuple[str, ...] = ()
    noun_actor: tuple[str, ...] = ("poss", "by", "adj", "from", "between", "compound")
    noun_recipient: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    not_object: tuple[str, ...] = ()
    prep: tuple[str, ...] = ()
    not_prep: tuple[str, ...] = ()
    complement: tuple[str, ...] = ()
    not_complement: tuple[str, ...] = ()
    joint: bool = False
    recipient_required: bool = True
    light: tuple[str, ...] = ()
    speech: bool = False
    treaty: str | None = None
    cameo: str | None = None
    prior: float = 0.7
    examples: tuple[str, ...] = ()

    @property
    def specificity(self) -> int:
        """How much the frame asks for: frames that ask more are tried first."""
        return (
            2 * bool(self.object)
            + bool(self.prep)
            + 2 * bool(self.complement)
            + bool(self.not_object)
            + bool(self.not_prep)
        )


class Lexicon(msgspec.Struct, frozen=True):
    """Frames by lemma, the classes of nouns, the general light verbs."""

    verbs: dict[str, tuple[Frame, ...]]
    nouns: dict[str, tuple[Frame, ...]]
    adjectives: dict[str, tuple[Frame, ...]]
    classes: dict[str, frozenset[str]]
    complements: dict[str, frozenset[str]]

    def is_a(self, lemmas: frozenset[str], wanted: tuple[str, ...]) -> bool:
        """Whether a noun (its lemma and compounds) belongs to one of the classes or literals ("=treaty")."""
        for name in wanted:
            if name.startswith("="):
                if name[1:] in lemmas:
                    return True
            elif lemmas & (self.classes.get(name) or self.complements.get(name) or frozenset()):
                return True
        return False


# Events that are made by saying them; who says so is then no source (guide, ruling 14).
SPEECH_TYPES = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"})
LIGHT = frozenset(
    """
have hold make take give conduct carry launch stage impose issue deliver express voice lodge file pay provide offer
sign reach conclude do begin start open continue resume undertake slap place mount wage perform organise organize
host complete announce extend send see receive levy enact adopt show grant commit strike cut engage
""".split()
)


def _frame(entry: dict[str, Any], event_type: str) -> Frame:
    known = Frame.__struct_fields__
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items() if k in known}
    values.setdefault("type", event_type)
    return Frame(**values)


def _sorted(frames: dict[str, list[Frame]]) -> dict[str, tuple[Frame, ...]]:
    return {
        word: tuple(sorted(fs, key=lambda f: (-f.specificity, f.type != "NONE", -f.prior)))
        for word, fs in frames.items()
    }


@functools.cache
def modes() -> frozenset[str]:
    """PLOVER's modes, each after its type: "CONSULT.visit"."""
    text = (resources.files("verbale") / "ontology" / "plover.toml").read_text(encoding="utf-8")
    return frozenset(
        f"{name}.{mode}" for name, entry in tomllib.loads(text)["types"].items() for mode in entry["modes"]
    )


@functools.cache
def load() -> Lexicon:
    """Read the lexicon, once."""
    folder = resources.files("verbale") / "ontology"
    verbs: dict[str, list[Frame]] = defaultdict(list)
    nouns: dict[str, list[Frame]] = defaultdict(list)
    adjectives: dict[str, list[Frame]] = defaultdict(list)
    for path in sorted((folder / "frames").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".toml"):
            continue
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in raw.get("frame", []):
            frame = _frame(entry, raw["type"])
            for words, table in ((frame.verbs, verbs), (frame.nouns, nouns), (frame.adjectives, adjectives)):
                for word in words:
                    table[word].append(frame)
    things = tomllib.loads((folder / "things.toml").read_text(encoding="utf-8"))
    return Lexicon(
        _sorted(verbs),
        _sorted(nouns),
        _sorted(adjectives),
        {k: frozenset(v) for k, v in things["nouns"].items()},
        {k: frozenset(v) for section, table in things.items() if section != "nouns" for k, v in table.items()},
    )

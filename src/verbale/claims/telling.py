"""How a sentence tells an event: its type in that tense, how far along it is, how sure, and whether it is said."""

from __future__ import annotations

import msgspec

from verbale.claims import status
from verbale.claims.cues import cues
from verbale.claims.find import Candidate
from verbale.claims.network import STATUS, Reading
from verbale.claims.sayings import Act
from verbale.claims.source import Attribution
from verbale.claims.tree import Tree
from verbale.record import Certainty, Polarity, Status

FUTURE = {  # guide, rule 2
    "CONSULT": "AGREE",
    "SUPPORT": "AGREE",
    "COOPERATE": "AGREE",
    "AID": "AGREE",
    "RETREAT": "CONCEDE",
}
STANDING = frozenset({"COOPERATE", "AID", "SANCTION", "COERCE", "ASSAULT"})  # whose simple present is a state of things

NEGATIVE = 0.5  # probability of a negative reading


class Telling(msgspec.Struct, frozen=True):
    """An event as its sentence and its source put it."""

    event: str
    mode: str | None
    status: Status
    polarity: Polarity
    certainty: Certainty
    said: Attribution | None
    progressive: bool


def read(tree: Tree, candidate: Candidate, said: Attribution | None) -> Telling | None:
    """How a candidate is told, or None where the sentence only demands it or declines to speak of it."""
    modality = _modality(tree, candidate)
    if candidate.reading is not None:
        if _unsaid(tree, candidate.verb):
            return None
        return _as_read(candidate, candidate.reading, modality, said)
    if modality.ordered or _unsaid(tree, candidate.verb):
        return None
    state = _state(tree, candidate, modality, said)
    event, mode = candidate.frame.type, candidate.frame.mode
    if event == "ASSAULT" and _underway(tree, candidate):
        event, mode = "MOBILIZE", "troops"  # guide, ruling 34: moving to the front is not yet fighting
    if state in (Status.PLANNED, Status.HYPOTHETICAL) and event in FUTURE:
        event, mode = FUTURE[event], None
    if event == "AGREE" and _promised(tree, candidate):
        state = Status.PLANNED
    if said is not None and said.hedged and candidate.noun and candidate.verb == candidate.trigger:
        said = None  # "reports of troops helping Russia's war": the war itself is not in doubt
    certainty = modality.certainty
    if said is not None and said.hedged and certainty == Certainty.CERTAIN:
        certainty = Certainty.PROBABLE
    negative = modality.negative or (said is not None and said.act == Act.DENY)
    polarity = Polarity.NEGATIVE if negative else Polarity.POSITIVE
    return Telling(event, mode, state, polarity, certainty, said, modality.progressive)


def _as_read(candidate: Candidate, reading: Reading, modality: status.Modality, said: Attribution | None) -> Telling:
    """A candidate of the network: its type is final, its status and polarity are the network's."""
    state = Status(STATUS[int(reading.status.argmax())])
    certainty = modality.certainty
    if said is not None and said.hedged and certainty == Certainty.CERTAIN:
        certainty = Certainty.PROBABLE
    polarity = Polarity.NEGATIVE if reading.negative > NEGATIVE else Polarity.POSITIVE
    return Telling(candidate.frame.type, candidate.frame.mode, state, polarity, certainty, said, modality.progressive)


def is_news(tree: Tree, candidate: Candidate) -> bool:
    """Whether an undated event is the story's own news: told outside relative clauses."""
    return not any(tree.tokens[x].deprel == "acl:relcl" for x in (candidate.verb, *tree.ancestors(candidate.verb)))


def _modality(tree: Tree, candidate: Candidate) -> status.Modality:
    """The modality of the word that carries tense; a negated noun ("no talks") turns its sign."""
    light = candidate.noun and candidate.verb != candidate.trigger
    modality = status.read(
        tree, candidate.trigger if candidate.noun else candidate.verb, noun=candidate.noun and not light
    )
    if light and status.read(tree, candidate.trigger, noun=True).negative:
        modality.negative = not modality.negative
    return modality


def _state(tree: Tree, candidate: Candidate, modality: status.Modality, said: Attribution | None) -> Status:
    state = modality.status or Status.DONE
    if state == Status.HYPOTHETICAL and modality.would and said and not status.conditional(tree, candidate.verb):
        return Status.PLANNED  # "said it would": the future of the past
    headline = tree.tokens[-1].upos != "PUNCT"  # its present is past
    standing = candidate.frame.type in STANDING and not candidate.frame.speech and not candidate.noun
    if modality.present and standing and not said and not headline:
        return Status.ONGOING
    return state


def _unsaid(tree: Tree, i: int) -> bool:
    """'declined to comment on whether ...', 'neither confirmed nor denied ...' (guide, ruling 15)."""
    for x in (i, *tree.ancestors(i)):
        if tree.lemma(x) not in ("comment", "confirm", "deny", "say"):
            continue
        head = tree.tokens[x].head
        if head >= 0 and tree.lemma(head) in ("decline", "refuse"):
            return True
        around = [*tree.children(x, "cc:preconj", "advmod", "cc")]
        around += [c for h in tree.children(x, "conj") for c in tree.children(h, "cc")]
        if any(tree.lemma(c) in ("neither", "nor") for c in around):
            return True
    return False


def _underway(tree: Tree, candidate: Candidate) -> bool:
    """'sent soldiers to fight against ...'."""
    head = tree.tokens[candidate.trigger].head
    return (
        "VerbForm=Inf" in tree.tokens[candidate.trigger].feats
        and head >= 0
        and tree.lemma(head) in cues("status")["sending_verbs"]
        and tree.relation(candidate.trigger) in ("advcl", "xcomp", "acl")
    )


def _promised(tree: Tree, candidate: Candidate) -> bool:
    """A promise, pledge or intention is of the deed, still to come (guide, rulings 11 and 30)."""
    words = cues("status")["promises"]
    return tree.lemma(candidate.trigger) in words or any(tree.lemma(o) in words for o in tree.objects(candidate.verb))

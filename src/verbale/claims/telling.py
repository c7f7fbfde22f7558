"""How a sentence tells an event: its type in that tense, how far along it is, how sure, and whether it is said."""

from __future__ import annotations

import msgspec

from verbale.claims import details, signatures, status
from verbale.claims.cues import cues
from verbale.claims.find import Candidate
from verbale.claims.network import STATUS, Reading
from verbale.claims.sayings import Act
from verbale.claims.source import Attribution
from verbale.claims.tree import Tree
from verbale.record import Certainty, Date, Interval, Polarity, Status

FUTURE = {  # guide, rule 2
    "CONSULT": "AGREE",
    "SUPPORT": "AGREE",
    "COOPERATE": "AGREE",
    "AID": "AGREE",
    "RETREAT": "CONCEDE",
}
STANDING = frozenset({"COOPERATE", "AID", "SANCTION", "COERCE", "ASSAULT"})  # whose simple present is a state of things

REFUSALS = frozenset({"REJECT"})  # refusing, failing to agree are the event itself
WORDS = frozenset({"REJECT", "ACCUSE", "REQUEST", "THREATEN", "SUPPORT", "CONCEDE", "AGREE"})  # nothing is what is said
OPEN = frozenset({"rule out", "exclude", "preclude"})  # denied, an open condition (guide, ruling 11)
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
    if candidate.frame.type == "REJECT" and _left_open(tree, candidate.verb):
        return Telling(
            "AGREE", None, Status.HYPOTHETICAL, Polarity.POSITIVE, modality.certainty, said, progressive=False
        )
    if candidate.reading is not None:
        if _unsaid(tree, candidate.verb):
            return None
        return _as_read(tree, candidate, candidate.reading, modality, said)
    if modality.ordered or _unsaid(tree, candidate.verb):
        return None
    state = _state(tree, candidate, modality, said)
    event, mode = candidate.frame.type, candidate.frame.mode
    if event == "ASSAULT" and _underway(tree, candidate):
        event, mode = "MOBILIZE", "troops"  # guide, ruling 34: moving to the front is not yet fighting
    if state in (Status.PLANNED, Status.HYPOTHETICAL) and event in FUTURE:
        event, mode = FUTURE[event], None
    if event == "AGREE" and (_promised(tree, candidate) or state == Status.ONGOING):
        state = Status.PLANNED  # "is exploring aid": what is thought of is still to come
    if said is not None and said.hedged and candidate.noun and candidate.verb == candidate.trigger:
        said = None  # "reports of troops helping Russia's war": the war itself is not in doubt
    certainty = modality.certainty
    if said is not None and said.hedged and certainty == Certainty.CERTAIN:
        certainty = Certainty.PROBABLE
    negative = modality.negative
    settled = signatures.settled(tree, candidate.verb)
    if settled is not None and not candidate.noun:
        negative, state = settled.negative, settled.status or state
    if signatures.not_arrived(tree, candidate.verb):
        negative = True
    if not candidate.noun and event not in WORDS and signatures.of_nothing(tree, candidate.verb):
        negative = True
    if said is not None and said.act == Act.DENY:
        negative = not negative
    polarity = Polarity.NEGATIVE if negative else Polarity.POSITIVE
    return Telling(event, mode, state, polarity, certainty, said, modality.progressive)


def _as_read(
    tree: Tree, candidate: Candidate, reading: Reading, modality: status.Modality, said: Attribution | None
) -> Telling:
    """A candidate of the network: its type is final; its status and polarity are where no word settles them."""
    state = Status(STATUS[int(reading.status.argmax())])
    negative = reading.negative > NEGATIVE
    event, mode, verb = candidate.frame.type, candidate.frame.mode, candidate.verb
    settled = signatures.settled(tree, verb) if event not in REFUSALS else None
    if settled is not None:
        negative, state = settled.negative, settled.status or state
    if status.conditional(tree, verb):
        state = Status.HYPOTHETICAL
    elif state == Status.DONE and _set_to(tree, verb):
        state = Status.PLANNED
    elif state == Status.DONE and (lasting(tree, verb) or _went_on(tree, verb)):
        state = Status.ONGOING
    elif state == Status.ONGOING and _arrived(tree, verb):
        state = Status.DONE
    if said is not None and said.act == Act.DENY and not signatures.negated(tree, verb):
        negative = True
    nothing = signatures.absent(tree, verb) or (event not in WORDS and signatures.of_nothing(tree, verb))
    if settled is None and tree.is_verbal(verb) and nothing:
        negative = True
    certainty = modality.certainty
    if said is not None and said.hedged and certainty == Certainty.CERTAIN:
        certainty = Certainty.PROBABLE
    polarity = Polarity.NEGATIVE if negative else Polarity.POSITIVE
    return Telling(event, mode, state, polarity, certainty, said, modality.progressive)


def spoken(tree: Tree, candidate: Candidate, told: Telling, interval: Interval, published: Date | None) -> bool:
    """Whether a day is that on which a promise was made and not that of the deed: "promised aid on Thursday"."""
    if told.event != "AGREE" or told.status is not Status.PLANNED or published is None or interval[1] > published:
        return False
    verb = candidate.verb
    return tree.lemma(verb) in cues("status")["promises"] and "Tense=Past" in tree.tokens[verb].feats


def is_news(tree: Tree, candidate: Candidate) -> bool:
    """Whether an undated event is the story's own news: not in a relative clause, not "a week after the flood"."""
    if details.told_before(tree, candidate.verb):
        return False
    counted = details.counted_from(tree, candidate) or details.counted_to(tree, candidate)
    return counted is None and not any(
        tree.tokens[x].deprel == "acl:relcl" for x in (candidate.verb, *tree.ancestors(candidate.verb))
    )


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
    if lasting(tree, candidate.verb):
        return Status.ONGOING
    standing = candidate.frame.type in STANDING and not candidate.frame.speech and not candidate.noun
    if modality.present and standing and not said and not headline:
        return Status.ONGOING
    return state


def _left_open(tree: Tree, verb: int) -> bool:
    """'did not rule out a meeting': an open condition."""
    name = f"{tree.lemma(verb)} {tree.particle(verb)}".strip()
    return name in OPEN and signatures.negated(tree, verb)


def lasting(tree: Tree, verb: int) -> bool:
    """'have long traded', 'are now sanctioned', 'with troops already deploying': what goes on as it is told."""
    words = cues("settling")
    adverbs = {tree.lemma(c) for c in tree.children(verb, "advmod")}
    auxiliaries = {tree.tokens[c].text.lower() for c in tree.children(verb, "aux", "aux:pass")}
    if adverbs & words["standing"] and auxiliaries & {"has", "have"}:
        return True
    feats = tree.tokens[verb].feats
    if "VerbForm=Ger" in feats or ("VerbForm=Part" in feats and "Tense=Pres" in feats):
        return not auxiliaries and bool(adverbs & words["at_present"]) and tree.relation(verb) in ("advcl", "acl")
    passive = auxiliaries & {"is", "are"} and not auxiliaries & {"being", "will", "been"}
    return bool(passive) and "VerbForm=Part" in feats and bool(adverbs & words["at_present"])


def _went_on(tree: Tree, verb: int) -> bool:
    """'went on with their talks', 'kept up the shelling'."""
    particle = tree.particle(verb) or next((tree.lemma(c) for c in tree.children(verb, "advmod", "compound:prt")), "")
    return f"{tree.lemma(verb)} {particle}" in cues("settling")["aspect"]


def _arrived(tree: Tree, verb: int) -> bool:
    """'have arrived', 'has reached': what is over with the word."""
    perfect = any(tree.tokens[c].text.lower() in ("has", "have") for c in tree.children(verb, "aux"))
    return perfect and tree.lemma(verb) in ("arrive", "reach", "land", "dock", "come", "return", "leave")


def _set_to(tree: Tree, verb: int) -> bool:
    """'Denmark set to recognise ...', 'is due to meet ...'."""
    if tree.lemma(verb) not in cues("status")["planned_adjectives"] or tree.children(verb, "obj"):
        return False
    return any(tree.lemma(m) == "to" for c in tree.children(verb, "xcomp") for m in tree.children(c, "mark"))


def _asked(tree: Tree, i: int) -> bool:
    """'asked whether France would send ...': an indirect question tells nothing."""
    words = ("ask", "wonder", "inquire", "enquire", "question", "unclear", "unknown")
    for x in (i, *tree.ancestors(i)):
        marks = {tree.lemma(c) for c in tree.children(x, "mark")}
        head = tree.tokens[x].head
        if marks & {"whether", "if"} and tree.relation(x) in ("ccomp", "advcl", "csubj") and head >= 0:
            return tree.lemma(head) in words and head < x
    return False


def _unsaid(tree: Tree, i: int) -> bool:
    """'declined to comment on whether ...', 'neither confirmed nor denied ...' (guide, ruling 15)."""
    silent = cues("reporting")["silent"]
    if tree.lemma(i) in ("decline", "refuse") and any(tree.lemma(c) in silent for c in tree.children(i, "xcomp")):
        return True
    if _asked(tree, i):
        return True
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

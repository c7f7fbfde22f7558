"""Whether a deed took place, by what governs it: "failed to", "has yet to", "did not hesitate to", "kept ... from".

Some words settle it whatever the rest of the sentence says (implicative verbs and their signatures, Karttunen 1971,
Nairn et al. 2006). The words are in ontology/cues.toml, [settling].
"""

from __future__ import annotations

from typing import NamedTuple

from verbale.claims.cues import cues
from verbale.claims.tree import Tree
from verbale.record import Status

MAX_CLIMB = 4
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "hardly", "neither", "nor"})
NOBODY = frozenset({"nobody", "none", "nothing", "neither", "no-one"})
COMPLEMENTS = ("xcomp", "ccomp", "advcl", "obl")
FINITE_AHEAD = frozenset({"will", "shall", "would", "could", "may", "might", "should", "must", "to"})


class Settled(NamedTuple):
    """Whether it did not happen; `status` where the words tell that too."""

    negative: bool
    status: Status | None = None


def settled(tree: Tree, i: int) -> Settled | None:
    """What governs the deed at token i makes of it; None where nothing settles it."""
    deed, negative = _deed(tree, i), False
    if negated(tree, deed):
        negative = True
    met, status, at = False, None, deed
    for _ in range(MAX_CLIMB):
        governor = _governor(tree, at)
        if governor is None:
            break
        step = _step(tree, governor, at)
        if step is not None:
            negative = negative != step.negative
            met, status = True, status or step.status
        elif not _transparent(tree, at):
            break
        at = governor
    return Settled(negative, status) if met else None


def negated(tree: Tree, i: int) -> bool:
    """Whether a negation stands by the word itself or nobody is its subject; "not only", "no longer" are none."""
    words = tree.tokens
    for c in tree.children(i, "advmod", "cc", "det"):
        following = words[c + 1].text.lower() if c + 1 < len(words) else ""
        if words[c].text.lower() in NEGATIONS and following not in (
            "only",
            "just",
            "merely",
            "longer",
            "sooner",
            "until",
        ):
            return True
    return absent(tree, i)


def absent(tree: Tree, i: int) -> bool:
    """Whether the subject is nobody: "no aid has reached ...", "neither A nor B has sent ...", "none has come"."""
    for s in tree.children(i, "nsubj", "nsubj:pass"):
        if tree.tokens[s].upos == "PRON" and tree.lemma(s) in NOBODY:
            return True
        marks = [c for c in tree.children(s, "det", "cc:preconj", "cc") if c < s]
        if any(tree.lemma(c) in ("no", "neither", "hardly") for c in marks):
            return True
    settings = [c for c in tree.children(i, "obl") if tree.lemma(c) in cues("settling")["settings"]]
    return any(tree.lemma(d) == "no" for c in settings for d in tree.children(c, "det"))


def of_nothing(tree: Tree, i: int) -> bool:
    """Whether what is done is done to nothing: "sent no troops", "has bombed nothing", "gave Laos none of them"."""
    objects = [*tree.children(i, "obj", "nsubj:pass"), *(o for o in tree.objects(i) if tree.relation(o) == "obj")]
    return any(
        (tree.lemma(o) in NOBODY and tree.tokens[o].upos in ("PRON", "NOUN"))
        or any(tree.tokens[d].text.lower() == "no" for d in tree.children(o, "det"))
        for o in objects
    )


def undone(tree: Tree, v: int) -> bool:
    """Whether a speech act is not performed: "did not deny", "failed to deny", "without denying"."""
    if negated(tree, v) or tree.negated(v):
        return True
    words = cues("settling")
    if any(tree.lemma(c) in words["idle"] for c in tree.children(v, "advmod", "mark", "case", "cc")):
        return True
    step = settled(tree, v)
    if step is not None:
        return step.negative
    head = tree.tokens[v].head
    if head < 0 or tree.relation(v) not in (*COMPLEMENTS, "acl", "advcl", "obl"):
        return False
    if tree.relation(v) == "acl" and not tree.is_verbal(head):  # "made no attempt to deny"
        return tree.lemma(head) in words["intents"] and any(tree.lemma(c) == "no" for c in tree.children(head, "det"))
    return tree.lemma(head) in words["ending"] and tree.relation(v) != "obl"


def _deed(tree: Tree, i: int) -> int:
    """The deed below a governing word: the "send" of "hesitated to send"."""
    words = cues("settling")
    if tree.lemma(i) not in words["two_way"] | words["reversing"] | words["hesitating"] | words["hindering"]:
        return i
    below = [c for c in tree.children(i, "xcomp", "ccomp", "advcl") if c > i and tree.is_verbal(c)]
    return below[0] if below else i


def _governor(tree: Tree, i: int) -> int | None:
    head, relation = tree.tokens[i].head, tree.relation(i)
    if head < 0:
        return None
    if relation in COMPLEMENTS or tree.tokens[i].deprel == "acl" or (relation == "conj" and _alike(tree, i, head)):
        return head
    if relation in ("obj", "nmod") and not tree.is_verbal(i):
        return head
    return None


def _alike(tree: Tree, i: int, head: int) -> bool:
    """Whether two coordinated verbs share what governs them: "refused to sign and to ratify"."""
    bare = ("VerbForm=Inf", "VerbForm=Ger")
    own = tree.children(i, "nsubj", "aux")
    return not own and any(form in tree.tokens[i].feats and form in tree.tokens[head].feats for form in bare)


def _transparent(tree: Tree, i: int) -> bool:
    """What may stand between a deed and the word that settles it: coordination, "a plan to", "its promise to"."""
    return tree.relation(i) == "conj" or (tree.tokens[i].deprel == "acl" and _infinitive(tree, i))


def _infinitive(tree: Tree, i: int) -> bool:
    return "VerbForm=Inf" in tree.tokens[i].feats or any(tree.lemma(c) == "to" for c in tree.children(i, "mark"))


def _step(tree: Tree, governor: int, below: int) -> Settled | None:
    """What one governing word does to the deed below it."""
    words, lemma = cues("settling"), tree.lemma(governor)
    denied = negated(tree, governor)
    if _yet(tree, governor, below):
        return Settled(negative=True, status=Status.DONE)
    if _no_choice(tree, governor, below):
        return Settled(negative=False, status=None if _ahead(tree, governor) else Status.DONE)
    done = None if _ahead(tree, governor) else Status.DONE
    marks = {tree.lemma(c) for c in tree.children(below, "mark", "case")}
    verbal = _infinitive(tree, below) or tree.tokens[below].text.lower().endswith("ing")
    if not verbal:
        return _dropped(tree, governor, below)
    if lemma in words["two_way"]:
        return Settled(denied, done)
    if lemma in words["reversing"] and "by" not in marks:
        return Settled(not denied, done)
    if lemma in words["hesitating"] and denied and "to" in marks | {"to"}:
        return Settled(negative=False, status=done)
    if lemma in words["hindering"] and "from" in marks:
        return Settled(not denied, done)
    if lemma in words["forcing"] and not denied and "to" in marks:
        return Settled(negative=False, status=done)
    if lemma in words["enabling"] and denied:
        return Settled(negative=True, status=done)
    if lemma in words["disabling"] and not denied and "to" in marks:
        return Settled(negative=True, status=done)
    if lemma in words["deciding"] and "against" in marks:
        return Settled(negative=True)
    return _dropped(tree, governor, below)


def _dropped(tree: Tree, governor: int, below: int) -> Settled | None:
    """'abandoned its plan to buy ...': the governor of the plan."""
    words = cues("settling")
    name = tree.lemma(governor)
    if tree.particle(governor):
        name = f"{name} {tree.particle(governor)}"
    if tree.lemma(below) in words["intents"] and tree.relation(below) == "obj" and name in words["dropping"]:
        return Settled(not negated(tree, governor), Status.PLANNED)
    return None


def _yet(tree: Tree, governor: int, below: int) -> bool:
    """'has yet to release', 'is yet to pay', 'yet to free': before the infinitive, without "not"."""
    between = range(max(governor, 0), below) if governor < below else range(below)
    found = [k for k in between if tree.tokens[k].text.lower() == "yet"]
    follows = any(tree.tokens[k + 1].text.lower() == "to" for k in found if k + 1 < len(tree.tokens))
    return follows and tree.lemma(governor) in ("have", "be", "yet")


def _no_choice(tree: Tree, governor: int, below: int) -> bool:
    """'had no choice but to expel ...'."""
    if tree.lemma(governor) not in cues("settling")["choices"]:
        return False
    none = any(tree.lemma(c) in ("no", "little", "other") for c in tree.children(governor, "det", "amod"))
    return none and any(tree.lemma(c) in ("but", "except", "than") for c in tree.children(below))


def _ahead(tree: Tree, i: int) -> bool:
    """Whether a governing word is itself to come or only possible."""
    head = i if tree.is_verbal(i) or tree.children(i, "cop", "aux") else tree.tokens[i].head
    return any(tree.tokens[c].text.lower() in FINITE_AHEAD for c in tree.children(head, "aux", "mark"))


def not_arrived(tree: Tree, i: int) -> bool:
    """'The ships that Greece was to send never arrived': the deed in a clause on what did not come."""
    if tree.relation(i) != "acl":
        return False
    thing = tree.tokens[i].head
    verb = tree.tokens[thing].head
    subject = tree.relation(thing) == "nsubj" and verb >= 0 and tree.lemma(verb) in cues("settling")["arriving"]
    return subject and negated(tree, verb)

"""Which step of which treaty a claim tells, from its verb and its words where the coder's own step says less."""

from __future__ import annotations

import re

from verbale.events.wording import content_words, item_text, quoted, tables
from verbale.record import Claim, EventType, Interval, Status, Story

_NOUNS = r"(?:treaty|agreement|pact|accord|convention|protocol|memorandum)"
_NOUN = re.compile(rf"\b{_NOUNS}s?\b", re.IGNORECASE)
_FORCE = re.compile(
    r"\b(?:c[ao]me|comes|coming|enter(?:s|ed|ing)?|went|goes?)\s(?:into|in)\s(?:force|effect)\b|\btook\seffect\b"
)
_PHRASE = re.compile(rf"\b(?:the|a|an|its|their|his)\s(?:[\w'\u2019-]{{1,30}}\s){{0,5}}?{_NOUNS}\b", re.IGNORECASE)
_TYPES = frozenset({EventType.SUPPORT, EventType.AGREE, EventType.SANCTION, EventType.REJECT, EventType.COOPERATE})
_FINE = frozenset({"announced", "ratified", "exchanged", "in force", "suspended", "ended", "replaced"})
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


def step_of(story: Story | None, claim: Claim) -> str | None:
    """The step that a claim tells, None where it tells of no treaty's step.

    What is only planned is the coder's to name ("announced"), and so is what it has read more finely than a verb can.
    """
    if claim.event not in _TYPES or claim.treaty in _FINE or claim.status in {Status.PLANNED, Status.HYPOTHETICAL}:
        return claim.treaty
    sentence = quoted(story, claim.span)
    verb = content_words(quoted(story, claim.trigger))
    about = bool(claim.treaty) or bool(_NOUN.search(item_text(story, claim)))
    if _NOUN.search(sentence) and _FORCE.search(sentence) and verb & _entering():
        return "in force"
    if about:
        for step, verbs in tables()["step_verbs"].items():
            if verb.intersection(verbs):
                return str(step)
    return claim.treaty


def _entering() -> frozenset[str]:
    return content_words("came come comes coming enter enters entered entering went go goes took effect force")


def words_of(story: Story | None, claim: Claim) -> str:
    """The words for the treaty: the claim's object, else the first such phrase of its sentence."""
    told = item_text(story, claim)
    if told:
        return told
    match = _PHRASE.search(quoted(story, claim.span))
    return match.group() if match else ""


def day_of(story: Story | None, claim: Claim) -> Interval | None:
    """The claim's date, unless it is no more than the year in the treaty's name ("the 2003 agreement")."""
    if claim.date is None:
        return None
    first, last = claim.date
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
    return None if whole and str(first.year) in _YEAR.findall(item_text(story, claim)) else claim.date

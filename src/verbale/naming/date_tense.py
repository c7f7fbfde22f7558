"""Tense around a date expression: whether the clause speaks of the past or of the future."""

from __future__ import annotations

from typing import Final

from verbale.naming.date_tokens import Tokens
from verbale.naming.date_words import date_words

PAST: Final = "past"
FUTURE: Final = "future"
PLANNED: Final = "planned"  # a plan told in the past: 'rallies were planned for Tuesday'
SCHEDULED: Final = "scheduled"  # the present tense of timetables: 'the council meets on Friday'
NONE: Final = ""

_BACK: Final = 14
_AHEAD: Final = 12
_AHEAD_COST: Final = 3
_COMMA_COST: Final = 3
_OPENER_REACH: Final = 4
_PURPOSE_REACH: Final = 7
_CLOCK_REACH: Final = 14
_HOUR_DIGITS: Final = 2


def tense_at(tokens: Tokens, start: int, end: int) -> str:
    """Tense of the cue nearest to tokens ``start`` to ``end``; earlier cues count for more than later ones."""
    back = _scan(tokens, range(start - 1, max(-1, start - 1 - _BACK), -1), _set_ahead(tokens, start))
    ahead = _scan(tokens, range(end, min(len(tokens.lower), end + _AHEAD)))
    if back[1] <= ahead[1] + _AHEAD_COST:
        return back[0]
    return ahead[0]


def _scan(tokens: Tokens, places: range, ahead: frozenset[str] = frozenset()) -> tuple[str, int]:
    """The first cue on the way, and its cost: the distance, more for each comma; ``ahead`` are acts that plan."""
    stops = date_words().tense["stops"]
    cost = 0
    for place in places:
        word = tokens.lower[place]
        cost += 1
        if word in stops and not _abbreviation(tokens, place):
            break
        if word == ",":
            cost += _COMMA_COST
            continue
        if word == "to" and places.step > 0 and (place == places.start or tokens.word(place - 1) == ","):
            break  # 'on Friday, to help ...' gives a purpose and no time
        found = FUTURE if word in ahead else cue(tokens, place)
        if found:
            return found, cost
    return NONE, 1000


def _abbreviation(tokens: Tokens, place: int) -> bool:
    """A full stop after a short capitalised word, or with no space after it, ends no sentence."""
    if tokens.lower[place] != ".":
        return False
    after = tokens.ends[place]
    glued = after < len(tokens.text) and not tokens.text[after].isspace()
    return glued or (
        place > 0
        and (tokens.classes[place - 1] == "M" or tokens.lower[place - 1] in date_words().context["abbreviations"])
    )


def cue(tokens: Tokens, place: int) -> str:
    """What one token says of tense: 'will', 'to' + verb, 'signed', 'was' ..."""
    tense = date_words().tense
    word = tokens.lower[place]
    if word in tense["planned"] and (tokens.word(place - 1) in tense["was"] or tokens.word(place - 1) in tense["once"]):
        return PLANNED
    if word in tense["scheduled"] and tokens.classes[place] == "x" and _is_predicate(tokens, place):
        return SCHEDULED
    if word in tense["arranged"] and (tokens.word(place - 1) in tense["is"] or _still_set(tokens, place)):
        return FUTURE
    if word == "let" and tokens.word(place + 1) in tense["let_after"]:
        return FUTURE
    if word in tense["future_nouns"] and not _is_verb(tokens, place):
        return NONE
    if word in tense["future"]:
        if word in tense["modal"] and tokens.word(place + 1) == "have":
            return PAST
        if word in tense["listed_only"] or tokens.classes[place] == "x":
            return FUTURE
        return NONE
    if word == "to" and tokens.word(place - 1) in ("was", "were") and tokens.word(place + 1) in tense["bases"]:
        return PLANNED
    if word == "to" and (tokens.word(place + 1) in tense["bases"] or _is_to(tokens, place)):
        return PAST if _is_purpose(tokens, place) else FUTURE
    if word in ("has", "have") and tokens.word(place + 1) == "until":
        return FUTURE
    if word in tense["past"] and word in tense["bases"] and tokens.word(place - 1) in tense["auxiliary"]:
        return NONE  # 'to cut', 'will put'
    if word in ("have", "been") and tokens.word(place - 1) in tense["auxiliary"]:
        return NONE
    if word in tense["past"] and tokens.word(place - 1) not in ("be", "being"):
        return PAST if tokens.classes[place] == "x" else NONE
    if tokens.word(place - 1) in ("be", "being"):
        return NONE
    if word in tense["arranging"] and tokens.word(place - 1) in tense["is"] and not _of_a_day(tokens, place - 1):
        return SCHEDULED
    if word.endswith("ed") and tokens.word(place - 1) in tense["is"] and tokens.word(place - 1)[:1].isalpha():
        return NONE  # 'is closed' says nothing of when
    if len(word) > 3 and word.endswith("ed") and word not in tense["not_past"] and tokens.raw[place].islower():
        return PAST
    return NONE


def _of_a_day(tokens: Tokens, place: int) -> bool:
    """'Friday's meeting', not 'the council's meeting on Friday'."""
    return tokens.classes[place] == "p" and place > 0 and tokens.classes[place - 1] in "WMRUDO"


def _still_set(tokens: Tokens, place: int) -> bool:
    """'Now set for 21 March'."""
    return tokens.word(place + 1) == "for" and tokens.word(place - 1) in date_words().tense["still"]


def clock_before(tokens: Tokens, start: int) -> int:
    """Place of the word before a clock time and its 'on': 'until' in 'until 5 p.m. on Monday'; else the one before."""
    before = tokens.word(start - 1)
    if before not in ("on", ",") and not is_clock(tokens, start - 1, start):
        return start - 1
    at = start - 2
    while at > 0 and start - at <= _CLOCK_REACH and is_clock(tokens, at, at + 1):
        at -= 1
    if tokens.word(at) == "as" and tokens.word(at + 1) == "of" and at < start - 3:
        return at + 1
    opens = at < start - 2 and tokens.word(at) in date_words().context["clock_openers"]
    return at if opens else start - 1


def is_clock(tokens: Tokens, start: int, end: int) -> bool:
    """Tokens that give no more than an hour: '7 a.m.', '12:01 p.m. local time'; no full stop of a sentence, no year."""
    return start < end and all(_is_hour(tokens, at) for at in range(start, end))


def _is_hour(tokens: Tokens, at: int) -> bool:
    word = tokens.word(at)
    if word == ".":
        return tokens.word(at - 1) in ("a", "p", "m") or tokens.word(at - 1)[:1].isdigit()
    if word[:1].isdigit():
        return len(word) <= _HOUR_DIGITS or tokens.word(at + 1) in ("gmt", "utc", "local", "hours")
    return word in date_words().context["clock"]


def _is_to(tokens: Tokens, place: int) -> bool:
    """'Is to last until Sunday': after 'is' or 'are' any word but a determiner is the verb of a plan."""
    tense = date_words().tense
    after = tokens.word(place + 1)
    return tokens.word(place - 1) in tense["is"] and after.isalpha() and after not in tense["no_verb"]


def _set_ahead(tokens: Tokens, start: int) -> frozenset[str]:
    """Acts that set the date ahead: 'extended until the end of May', 'agreed on a truce from 1 May'."""
    tense = date_words().tense
    at = clock_before(tokens, start)
    for _ in range(_OPENER_REACH):
        if at < 0 or tokens.classes[at] not in "tfm-":
            break
        at -= 1
    word = tokens.word(at)
    if word in tense["open_end"]:
        return tense["prospective"]
    if word in tense["open_deadline"]:
        return tense["prospective_deadline"]
    return tense["prospective_start"] if word in tense["open_start"] else frozenset()


def _is_purpose(tokens: Tokens, place: int) -> bool:
    """'Began to withdraw', 'flew to Doha to sign': the infinitive of an act that is past."""
    tense = date_words().tense
    if tokens.word(place - 1) in tense["past_before_to"]:
        return True
    for at in range(place - 1, max(-1, place - 1 - _PURPOSE_REACH), -1):
        word = tokens.lower[at]
        if word in tense["purpose_after"]:
            return True
        if word in tense["stops"] or word == "," or word in tense["future"] or word in tense["no_purpose"]:
            break
    return False


def _is_verb(tokens: Tokens, place: int) -> bool:
    """'Plans to visit', 'plans a visit', not 'the plan'."""
    tense = date_words().tense
    return tokens.word(place + 1) in tense["future_objects"] and tokens.word(place - 1) not in tense["no_subject"]


def _is_predicate(tokens: Tokens, place: int) -> bool:
    """'Ministers meet', 'the king visits': neither 'to meet' nor 'did not meet', nor a noun after its article."""
    tense = date_words().tense
    before = tokens.word(place - 1)
    if not tokens.raw[place].islower() or before in tense["no_subject"]:
        return False
    if tokens.lower[place] in tense["scheduled_with"] and tokens.word(place + 1) not in tense["scheduled_with_after"]:
        return False
    if not before[-1:].isalnum():
        return before == ","
    if tokens.lower[place] in tense["scheduled_nouns"]:
        return tokens.raw[place - 1][0].isupper()
    return tokens.lower[place].endswith("s") or before.endswith("s") or before in tense["plural_subject"]

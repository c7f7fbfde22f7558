"""The day of what a story tells without one: of the same parties it has told before, or denies, with a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from verbale.claims.frames import SPEECH_TYPES
from verbale.record import Claim, EventType, Polarity, Reason, Status

NEAR = 2  # sentences back to which the thread of a tale reaches; set on the open visible stories
SHORT = 7  # days that a told time may last to be taken over
RECENT = 14  # days before the news that another telling of the same event may lie
# Deeds that a tale tells one after the other; words and standing dealings are told on the day of the news.
DEEDS = frozenset(
    {
        EventType.ASSAULT,
        EventType.COERCE,
        EventType.MOBILIZE,
        EventType.PROTEST,
        EventType.RETREAT,
        EventType.SANCTION,
    }
)


def settled(claims: Sequence[Claim], starts: Sequence[int]) -> list[Claim]:
    """The claims, those that happened on no day of their own with the day of the tale; `starts`: of the sentences.

    The same event of the same parties with its day may stand anywhere; another deed of theirs just before.
    """
    number = {start: k for k, start in enumerate(starts)}
    result = []
    for told in claims:
        claim = told
        if claim.date_span is None and claim.status == Status.DONE and str(claim.event) not in SPEECH_TYPES:
            donor = next(_donors(claim, claims, number), None)
            if donor is not None:
                reason = Reason("date", "context: the day that the story gives for it elsewhere", donor.date_span)
                claim = msgspec.structs.replace(
                    claim, date=donor.date, date_span=donor.date_span, why=(*claim.why, reason)
                )
        result.append(claim)
    return result


def _donors(claim: Claim, claims: Sequence[Claim], number: dict[int, int]) -> Iterator[Claim]:
    """Claims whose time may be that of `claim`, the nearest of the same event first."""
    here = number[claim.span.start]

    def far(other: Claim) -> tuple[bool, int]:
        gap = here - number[other.span.start]
        return gap < 0, abs(gap)

    dated = sorted((c for c in claims if _gives(c, claim) and c.codes == claim.codes), key=far)
    yield from (c for c in dated if c.event == claim.event)
    if claim.event in DEEDS:
        yield from (c for c in dated if 0 <= here - number[c.span.start] <= NEAR and c.event in DEEDS)


def _gives(donor: Claim, taker: Claim) -> bool:
    if donor.date is None or donor.date_span is None or donor.status != Status.DONE:
        return False
    recent = taker.date is None or (taker.date[0] - donor.date[1]).days <= RECENT
    return recent and (donor.date[1] - donor.date[0]).days < SHORT


def dated_denials(claims: Sequence[Claim]) -> list[Claim]:
    """A denial that tells no day has the day of what it denies, where the story tells that of the same parties."""
    result = []
    for claim in claims:
        day = _denied_day(claim, claims) if claim.polarity == Polarity.NEGATIVE and claim.date is None else None
        if day is not None:
            why = (*claim.why, Reason("date", "context: the day of what is denied", day.date_span))
            result.append(msgspec.structs.replace(claim, date=day.date, why=why))
        else:
            result.append(claim)
    return result


def _denied_day(denial: Claim, claims: Sequence[Claim]) -> Claim | None:
    """The last claim told before a denial of what it denies, where that has a day."""
    told = [
        c
        for c in claims
        if c.event == denial.event
        and c.polarity == Polarity.POSITIVE
        and c.codes == denial.codes
        and c.treaty == denial.treaty
        and c.status not in (Status.PLANNED, Status.HYPOTHETICAL)
        and c.trigger.start < denial.trigger.start
    ]
    return told[-1] if told and told[-1].date is not None else None

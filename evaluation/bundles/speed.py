"""`python -m evaluation.bundles.speed 100000`: seconds to merge so many made-up claims of 30 parties in four years."""

from __future__ import annotations

import datetime
import random
import sys
import time

from verbale.events import merge
from verbale.naming import tables
from verbale.record import Actor, Claim, EventType, Span, Story, claim_id

CODES = (
    "RUS UKR USA CHN PRK KOR JPN IND PAK IRN ISR SAU TUR FRA DEU GBR POL BLR KAZ ARM AZE EGY SDN ETH NGA BRA ARG MEX "
    "CAN AUS"
).split()
THINGS = (
    "rice oil grain jets tanks howitzers depot bridge port power station village convoy troops aid vaccines".split()
)
DENSE = 0.3  # share of the claims that are of one pair of parties
DATED = 0.6
PER_STORY = 3


def corpus(count: int, seed: int = 1) -> tuple[list[Story], list[Claim]]:
    """About `count` claims, three to a story."""
    chance = random.Random(seed)  # noqa: S311 - made-up news, no secret
    stories, claims = list[Story](), list[Claim]()
    for n in range(count // PER_STORY):
        day = datetime.date(2020, 1, 1) + datetime.timedelta(days=chance.randrange(1500))
        told, text = [], ""
        for _ in range(PER_STORY):
            a, b = chance.sample(CODES[:2] if chance.random() < DENSE else CODES, 2)
            thing = chance.choice(THINGS)
            line = (
                f"{a} sent {chance.randrange(100)} {thing} to {b} at {chance.choice(THINGS)} {chance.randrange(50)}. "
            )
            told.append((Span(len(text), len(text) + len(line) - 1), a, b, thing))
            text += line
        story = Story(text=text, outlet=f"Paper {n % 50}", published=day)
        number = story.id
        stories.append(story)
        for k, (span, a, b, thing) in enumerate(told):
            at = text.index(thing, span.start)
            date = day - datetime.timedelta(days=chance.randrange(3))
            claims.append(
                Claim(
                    id=claim_id(number, k),
                    story=number,
                    span=span,
                    trigger=Span(span.start + 4, span.start + 8),
                    event=chance.choice(list(EventType)),
                    actors=(Actor(a, a, "", span),),
                    recipients=(Actor(b, b, "", span),),
                    date=(date, date) if chance.random() < DATED else None,
                    item=Span(at, at + len(thing)),
                )
            )
    return stories, claims


def main(count: int) -> None:
    """Print what a merge of so many claims takes."""
    stories, claims = corpus(count)
    tables.load()  # the names are loaded once in any run of Verbale
    begun = time.perf_counter()
    events = merge(stories, claims)
    took = time.perf_counter() - begun
    print(f"{len(claims)} claims of {len(stories)} stories: {len(events)} events in {took:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

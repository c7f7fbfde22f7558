"""The data's way on one screen: Story -> Sentences -> Claims -> Events."""

from __future__ import annotations

import msgspec

from verbale.record import Coding, Story, Transfer, Treaty


def code(story: Story) -> Coding:
    """Code one story: its claims and events, or a note that says why there are none."""
    from verbale import claims, events, language
    from verbale.reading import detect_language

    spoken = story.language or detect_language(story.text)
    if spoken != "en":
        return Coding(story=story, note=f"language {spoken}")
    story = msgspec.structs.replace(story, language=spoken)
    if story.published is None:
        inferred = claims.published_or_inferred(story.text)
        if inferred is not None:
            story = msgspec.structs.replace(story, published=inferred, published_basis="inferred")
    sentences = language.analyse(story)
    found = claims.find_claims(story, sentences)
    if not found:
        return Coding(story=story, note="no event")
    return Coding(story=story, claims=found, events=events.merge(story, found, country_names()))


def treaties(coding: Coding) -> tuple[Treaty, ...]:
    """Treaties of a coding, with their steps in order."""
    from verbale import events

    return events.find_treaties([coding.story], coding.claims)


def transfers(coding: Coding) -> tuple[Transfer, ...]:
    """Gifts, aid, arms and people that go from one party to another."""
    from verbale import events

    return events.find_transfers([coding.story], coding.claims, coding.events)


def country_names() -> dict[str, str]:
    """English names of all codes."""
    from verbale.naming import tables

    return tables.load().country_names

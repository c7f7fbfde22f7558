"""A coding of `examples/zoo.txt` by hand, and a hostile one, to look at the pages without the rest of the pipeline."""
from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from verbale.analysis.findings import Band, Forecast
from verbale.record import (
    Actor,
    Amount,
    Certainty,
    Claim,
    Coding,
    Event,
    EventType,
    Figure,
    Interval,
    Polarity,
    Reason,
    Source,
    SourceKind,
    Span,
    Standing,
    Status,
    Story,
    Transfer,
    Treaty,
    TreatyStep,
    claim_id,
)

ZOO = Path(__file__).parents[2] / "examples" / "zoo.txt"
NAMES = {
    "RUS": "Russia", "PRK": "North Korea", "USA": "United States", "UKR": "Ukraine", "KOR": "South Korea",
    "UNO": "United Nations",
}
D = datetime.date


def day(year: int, month: int, first: int, last: int | None = None) -> Interval:
    return D(year, month, first), D(year, month, last or first)


def forecast(cutoff: datetime.date, days: int, **more: Any) -> Forecast:
    """One chance in five that Russia aids North Korea on one of so many days after a day."""
    given = {
        "id": "f", "made": "", "a": "RUS", "b": "PRK", "what": "AID", "cutoff": cutoff,
        "first": cutoff + datetime.timedelta(days=1), "last": cutoff + datetime.timedelta(days=days),
        "probability": Band(0.2, 0.1, 0.3, 0.05, 0.4), "plain": 0.2, "climatology": 0.01, "model": "m", "source": "s",
    }
    return Forecast(**{**given, **more})


def story() -> Story:
    text = ZOO.read_text(encoding="utf-8")
    return Story(
        text=text, name="zoo", title=text.split("\n", 1)[0], outlet="Verbale examples", published=D(2024, 11, 21),
        published_basis="inferred", language="en",
    )


def claim(told: Story, sentence: tuple[str, str], trigger: str, event: str, who: str, whom: str = "", says: str = "",
    **more: Any) -> Claim:
    """A claim on the sentence from `sentence[0]` to `sentence[1]`; parties as 'words=CODE words=CODE'."""
    start = told.text.index(sentence[0])
    span = Span(start, told.text.index(sentence[1], start) + len(sentence[1]))

    def find(words: str) -> Span:
        at = told.text.find(words, span.start, span.end)
        at = told.text.index(words) if at < 0 else at
        return Span(at, at + len(words))

    def parties(spec: str) -> tuple[Actor, ...]:
        pairs = [part.split("=") for part in spec.split(" + ") if part]
        return tuple(Actor(text, code or None, "GOV" if code else "", find(text)) for text, code in pairs)

    sources = tuple(
        Source(text, code or None, SourceKind(kind), find(text)) for text, code,
            kind in (p.split("=") for p in says.split(" + ") if p)
    )
    amounts = tuple(Amount(item, low, high, unit, find(words)) for item, low, high, unit,
        words in more.pop("amounts", ()))
    item, date_words = more.pop("item", None), more.pop("date_words", None)
    fields = {
        "story": told.id, "span": span, "trigger": find(trigger), "event": EventType(event), "actors": parties(who),
        "recipients": parties(whom), "sources": sources, "amounts": amounts, "item": find(item) if item else None,
        "date_span": find(date_words) if date_words else None, "confidence": more.pop("confidence", 0.83),
        "why": (Reason("event", "model: type head", find(trigger)), Reason("date", "rule: day and month", None)),
        **more,
    }
    return Claim(id=claim_id(told.id, span, trigger, event, who, whom, says, more.get("status")), **fields)


def event(claims: list[Claim], standing: Standing = Standing.REPORTED, **more: Any) -> Event:
    """An event of claims that speak of it; fields from the first."""
    first = claims[0]
    figures = tuple(Figure(c.id, a.item, a.low, a.high, a.unit) for c in claims for a in c.amounts)
    said = [c for c in claims if c.polarity is Polarity.POSITIVE]
    denied = [c for c in claims if c.polarity is Polarity.NEGATIVE]

    def voices(told: list[Claim]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for c in told for code in ([s.code or s.text for s in c.sources] or [""])))

    fields = {
        "type": first.event, "mode": first.mode, "actors": tuple(a.code or a.text for a in first.actors),
        "recipients": tuple(a.code or a.text for a in first.recipients), "date": first.date, "place": first.place,
        "status": first.status, "standing": standing, "claims": tuple(c.id for c in claims), "reports": len(claims),
        "origins": len(set(voices(claims))), "figures": figures, "asserted_by": voices(said),
        "denied_by": voices(denied),
        "treaty": first.treaty, **more,
    }
    return Event(id=f"e-{first.id}", **fields)


def zoo_claims(s: Story) -> dict[str, Claim]:
    """What zoo.txt claims, by a short name, in the order of the text."""
    neg = {"polarity": Polarity.NEGATIVE}
    given = claim(s, ("Russia has given", "Ukraine."), "given", "AID", "Russia=RUS", "North Korea=PRK",
                  date=day(2024, 11, 20),
                  item="more than 70 animals", amounts=[("animals", 70.0, None, None, "more than 70")],
                  confidence=0.94, cameo="071")
    invasion = claim(s, ("Russia has given", "Ukraine."), "invasion", "ASSAULT", "Russia=RUS", "Ukraine=UKR",
                     confidence=0.71)
    delivered = claim(s, ("Natural Resources", "said."), "delivered", "AID", "Alexander Kozlov=RUS", "Pyongyang=PRK",
                      "his ministry=RUS=official", date=day(2024, 11, 20), date_words="20 November",
                      item="the animals", place="PRK")
    gift = claim(s, ('"President Putin', "arrival."), "made this gift", "AID", "President Putin=RUS",
                 "the Korean people=PRK",
                 "Kozlov=RUS=official", date=day(2024, 11, 20))
    met = claim(s, ("North Korea's state", "welcome."), "met", "CONSULT", "Kozlov=RUS + officials of the zoo=PRK", "",
                "KCNA=PRK=media", date=day(2024, 11, 20), place="PRK")
    thanks = claim(s, ("North Korea's state", "welcome."), "thanked", "SUPPORT", "Kozlov=RUS", "them=PRK",
                   "KCNA=PRK=media",
                   date=day(2024, 11, 20), confidence=0.62)
    birds = claim(s, ("In April 2024", "zoo."), "sent", "AID", "Russia=RUS", "the same zoo=PRK", date=day(2024, 4, 1,
                  30),
                  date_words="In April 2024", item="eagles, cranes and parrots")
    dogs = claim(s, ("In June", "Pyongyang."), "gave", "AID", "Kim Jong Un=PRK", "Vladimir Putin=RUS", date=day(2024,
                 6, 1, 30),
                 date_words="In June", item="a pair of Pungsan dogs", amounts=[("Pungsan dogs", 2.0, 2.0, None,
                 "a pair")])
    visit = claim(s, ("In June", "Pyongyang."), "visit", "CONSULT", "the Russian leader=RUS", "Pyongyang=PRK",
                  mode="visit",
                  date=day(2024, 6, 1, 30), place="PRK")
    signed = claim(s, ("On 19 June", "attacked."), "signed", "SUPPORT", "the two leaders=RUS + the two leaders=PRK",
                   treaty="signed",
                   date=day(2024, 6, 19), date_words="On 19 June 2024",
                   item="a treaty on a comprehensive strategic partnership")
    ratified = claim(s, ("Russia ratified", "12 November."), "ratified", "SUPPORT", "Russia=RUS", "North Korea=PRK",
                     treaty="ratified",
                     date=day(2024, 11, 9), date_words="9 November", item="the treaty")
    ratified2 = claim(s, ("Russia ratified", "12 November."), "ratified it", "SUPPORT", "North Korea=PRK",
                      "Russia=RUS", treaty="ratified",
                      date=day(2024, 11, 12), date_words="12 November")
    force = claim(s, ("It will enter", "documents."), "enter into force", "AGREE",
                  "the two countries=RUS + the two countries=PRK",
                  status=Status.PLANNED, treaty="in force")
    us = claim(s, ("The United States said", "to Russia."), "sent", "AID", "North Korea=PRK", "Russia=RUS",
               "The United States=USA=official", date=day(2024, 10, 1, 31), date_words="in October",
               item="at least 3,000 soldiers",
               amounts=[("soldiers", 3000.0, None, None, "at least 3,000")])
    ukraine = claim(s, ("Ukraine put", "war."), "put the number", "AID", "Pyongyang=PRK", "", "Ukraine=UKR=official",
                    amounts=[("soldiers", 11000.0, 11000.0, None, "11,000")], confidence=0.55)
    accused = claim(s, ("Ukraine put", "war."), "accused", "ACCUSE", "Ukraine=UKR", "Pyongyang=PRK", mode="allege",
                    date=day(2024, 10, 1, 31))
    plan = claim(s, ("South Korea's intelligence", "December."), "planned to send", "AID", "North Korea=PRK",
                 "Russia=RUS",
                 "South Korea's intelligence service=KOR=official", status=Status.PLANNED, certainty=Certainty.PROBABLE,
                 date=(D(2024, 11, 21), D(2024, 12, 31)), date_words="by December", amounts=[("troops", 10000.0,
                 10000.0, None, "10,000")])
    deny = claim(s, ("Moscow and Pyongyang denied", "at first."), "denied", "AID", "Pyongyang=PRK", "Moscow=RUS",
                 "Moscow=RUS=official + Pyongyang=PRK=official", **neg)
    fake = claim(s, ("The Kremlin dismissed", "rumours."), "dismissed", "AID", "North Korean=PRK", "Kremlin=RUS",
                 "The Kremlin=RUS=official", **neg)
    rumour = claim(s, ("The Kremlin dismissed", "rumours."), "called", "AID", "North Korean=PRK", "Kremlin=RUS",
                   "a North Korean diplomat=PRK=official", **neg)
    urged = claim(s, ("South Korea has urged", "North."), "urged", "REQUEST", "South Korea=KOR", "Russia=RUS",
                  mode="yield",
                  date=day(2024, 11, 21))
    warned = claim(s, ("Seoul also warned", "combat."), "warned", "THREATEN", "Seoul=KOR", "North Korean=PRK",
                   mode="violence",
                   status=Status.HYPOTHETICAL, certainty=Certainty.POSSIBLE, date=day(2024, 11, 21))
    joined = claim(s, ("Western governments", "unease."), "exchange", "COOPERATE", "Western governments=", "",
                   status=Status.ONGOING,
                   date=(D(2024, 6, 19), D(2024, 11, 21)), confidence=0.41)
    return {name: value for name, value in locals().items() if isinstance(value, Claim)}


def zoo() -> tuple[Coding, tuple[Treaty, ...], tuple[Transfer, ...]]:
    """Coding of zoo.txt with 23 claims, its treaty and its transfers."""
    s = story()
    c = zoo_claims(s)
    gift = event([c["given"], c["delivered"], c["gift"]], Standing.CONFIRMED_BY_PARTY, item="more than 70 animals",
        origins=2)
    birds = event([c["birds"]], item="eagles, cranes and parrots")
    dogs = event([c["dogs"]], item="a pair of Pungsan dogs")
    troops = event([c["us"], c["ukraine"], c["deny"], c["fake"], c["rumour"]], Standing.CONTESTED)
    plan = event([c["plan"]])
    alone = ("invasion", "met", "thanks", "visit", "signed", "ratified", "ratified2", "force", "accused", "urged",
        "warned", "joined")
    events = (gift, birds, dogs, troops, plan, *(event([c[name]]) for name in alone))

    def step(word: str, by: tuple[str, ...], of: Claim) -> TreatyStep:
        return TreatyStep(step=word, by=by, date=of.date, status=of.status, claims=(of.id,))

    treaty = Treaty(
        id="t1", name="Treaty on a comprehensive strategic partnership", parties=("RUS", "PRK"), steps=(
            step("signed", ("RUS", "PRK"), c["signed"]), step("ratified", ("RUS",), c["ratified"]),
            step("ratified", ("PRK",), c["ratified2"]), step("in force", ("RUS", "PRK"), c["force"]),
        ),
    )
    words = (Figure(c["birds"].id, "eagles, cranes and parrots", None, None, None),)
    transfers = tuple(
        Transfer(
            event=e.id, giver=e.actors, receiver=e.recipients, items=e.figures or words, date=e.date, status=e.status,
            standing=e.standing, claims=e.claims,
        )
        for e in (gift, birds, dogs, troops, plan)
    )
    return Coding(story=s, claims=tuple(c.values()), events=events), (treaty,), transfers

"""Claims: Sentences -> Claims.

Takes a story and its sentences, gives claims: who did what to whom, when, where, how many of what, who says so, and how
far along it is, each tied to the exact words. Never merges claims and never decides between two sources.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence

import msgspec

from verbale.claims import cameo as cameo_codes
from verbale.claims import (
    context,
    decide,
    denials,
    details,
    frames,
    network,
    pairs,
    story_time,
    telling,
    treaty_claims,
    treaty_steps,
)
from verbale.claims.find import Candidate, CandidateFinder
from verbale.claims.source import Attribution, Speakers, issuers
from verbale.claims.tree import Tree
from verbale.language import analyse
from verbale.naming import tables
from verbale.naming.amounts import find_amounts
from verbale.naming.dates import find_dates
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver
from verbale.record import (
    Actor,
    Claim,
    Date,
    EventType,
    Interval,
    Polarity,
    Reason,
    Sentence,
    Source,
    Span,
    Status,
    Story,
    claim_id,
)

# Confidence from the decision's log-odds (constant, factor), fitted by log loss on the open visible stories: they are
# plainer than the stories that the decision is fitted on.
CALIBRATION = (0.38, 1.25)
MATERIAL = frozenset({EventType.AID, EventType.COOPERATE, EventType.RETREAT})
NEWS_DAYS = 3  # how far before an inferred day of publication a full date may lie that dates the news


class _Coder:
    """Codes one story."""

    def __init__(self, story: Story, sentences: Sequence[Sentence]) -> None:
        self.story = story
        self.lexicon = frames.load()
        self.resolver = Resolver(tables.load(), story.text, story.published, sentences, outlet=story.outlet)
        self.trees = [Tree(i, s) for i, s in enumerate(sentences)]
        self.speakers = Speakers(self.resolver, self.trees, issuers(self.resolver, story.outlet), joint=_joint(story))
        self.resolver.first_person = self.speakers.speaker
        self.dates = find_dates(story.text, story.published)
        self.amounts = find_amounts(story.text)
        self.claims: list[Claim] = []
        self.weighed: list[list[decide.Weighed]] = []
        self.treaties = treaty_steps.TreatySteps(self.resolver, self.speakers)

    def code(self) -> tuple[Claim, ...]:
        """All claims, in order."""
        if self.story.title and not self.story.text.startswith(self.story.title):
            self.resolver.prime(self.story.title, analyse(Story(text=self.story.title)))
        weights = decide.weights()
        for view, framed in self._views():
            self.weighed.append(decide.weigh(view, framed, weights))
            here: list[Claim] = []
            for weighed in self.weighed[-1]:
                sure = weighed.probability >= weights.least
                claim = (
                    self._claim(view.tree, weighed.candidate, weighed.probability, weighed.decided) if sure else None
                )
                if claim is not None:
                    here.append(claim)
            self.claims += _distinct(treaty_claims.settled(here, self._steps(view.tree)))
            for denial in denials.find(view.tree, self.resolver, self.speakers):
                denied = denials.negated(denial, view.tree, self.claims, self.story.text)
                if denied is not None:
                    self.claims.append(denied)
        return tuple(_identified(self.story.id, self._in_context()))

    def _views(self) -> Iterator[tuple[decide.View, list[tuple[Candidate, str]]]]:
        """For each sentence what the network reads in it, and the candidates of the frames with their types."""
        found, named, asked = [], [], []
        for tree in self.trees:
            self.resolver.enter(tree.number)
            self.speakers.enter(tree.number)
            found.append(CandidateFinder(self.lexicon, tree, self.resolver).candidates())
            named.append(pairs.phrases(tree, self.resolver))
            asked.append(pairs.query(tree, named[-1]))
        model = network.load()
        for tree, candidates, phrases, query, readings in zip(
            self.trees, found, named, asked, model.read(asked), strict=True
        ):
            told = [(c, telling.read(tree, c, self.speakers.of(tree.number, c.verb))) for c in candidates]
            framed = [(c, t.event) for c, t in told if t is not None]
            yield decide.View(tree, phrases, query, readings, model.types), framed

    def _in_context(self) -> list[Claim]:
        """The claims with what only the whole story tells (see context.py)."""
        claims = story_time.settled(self.claims, [t.sentence.start for t in self.trees])
        claims = context.friends(claims, self.story.text)
        claims = context.consulted(claims, self.story.title, self.story.text)
        claims = story_time.dated_denials(claims)
        wars = context.opponents(claims)
        trees = {t.sentence.start: t for t in self.trees}
        result: list[Claim] = []
        for claim in context.fill_victims(claims, wars):
            result.append(claim)
            tree = trees[claim.span.start]
            derived = context.helpers_at_war(claim, tree, self.resolver, wars, self._troops(claim, tree))
            if (
                derived is not None
                and claim.polarity == Polarity.POSITIVE
                and not any(
                    c.span == derived.span and c.event == derived.event and c.codes == derived.codes for c in claims
                )
            ):
                result.append(derived)
        return result

    def _troops(self, claim: Claim, tree: Tree) -> bool:
        """Whether the help is given by or in soldiers."""
        troops = self.lexicon.classes.get("troops", frozenset())
        spans = [a.span for a in claim.actors] + ([claim.item] if claim.item else [])
        return any(
            s.start <= t.start < s.end and tree.lemma(i) in troops for s in spans for i, t in enumerate(tree.tokens)
        ) or any(tree.lemma(i) in troops for i, t in enumerate(tree.tokens) if tree.relation(i) in ("obj", "nsubj"))

    def _steps(self, tree: Tree) -> list[Claim]:
        """The steps of treaties that a sentence tells, whether or not it names two parties."""
        found = []
        for step in self.treaties.read(tree):
            claim = self._claim(tree, step, step.score, f"words of {step.frame.id}")
            if claim is not None:
                waiting = treaty_claims.awaited(tree, step)
                found.append(treaty_claims.still_to_come(claim, waiting=waiting, published=self.story.published))
        return found

    def _claim(self, tree: Tree, candidate: Candidate, probability: float, decided: str) -> Claim | None:
        said = self.speakers.of(tree.number, candidate.verb)
        if said is None and candidate.noun and denials.is_denial(tree, candidate.verb):
            said = self.speakers.of(tree.number, candidate.trigger)  # "denied any sale"
        told = telling.read(tree, candidate, said)
        if told is None:
            return None
        frame, text = candidate.frame, self.story.text
        interval, date_span, state = self._when(tree, candidate, told)
        place, place_span = details.place_of(tree, candidate, self.resolver)
        trigger = tree.span(candidate.trigger)
        why = [Reason("event", decided, trigger)]
        if told.said is not None:
            sources = told.said.sources
            why.append(Reason("source", f"attribution {told.said.act.value}", sources[0].span if sources else None))
        return Claim(
            id="",
            story=self.story.id,
            span=Span(tree.sentence.start, tree.sentence.end),
            trigger=trigger,
            event=EventType(told.event),
            mode=told.mode,
            actors=_actors(candidate.actors, text),
            recipients=_actors(candidate.recipients, text),
            date=interval,
            date_span=date_span,
            status=state,
            polarity=told.polarity,
            certainty=told.certainty,
            sources=self._sources(candidate, told.said, told.event),
            amounts=details.amounts_of(tree, candidate, self.amounts),
            place=place,
            place_span=place_span,
            item=details.item_of(tree, candidate, self.resolver, self.dates),
            treaty=treaty_claims.as_told(frame.treaty, state),
            cameo=frame.cameo if told.event == frame.type else cameo_codes.FUTURE.get(told.event),
            confidence=round(probability, 3),
            why=tuple(why),
        )

    def _when(
        self, tree: Tree, candidate: Candidate, told: telling.Telling
    ) -> tuple[Interval | None, Span | None, Status]:
        """The date of the event, its words, and the status that the date makes of it."""
        state, published = told.status, self.story.published
        interval, span, since = details.date_of(tree, candidate, self.dates, state, published)
        if interval is not None and telling.spoken(tree, candidate, told, interval, published):
            interval, span = None, None
        if since and state == Status.DONE:
            state = Status.ONGOING
        over = interval is not None and published is not None and interval[1] < published
        if state == Status.ONGOING and over and not since and not told.progressive:
            state = Status.DONE
        if (
            interval is None
            and published
            and state in (Status.DONE, Status.ONGOING)
            and told.polarity is Polarity.POSITIVE
            and telling.is_news(tree, candidate)
        ):
            interval = (self._news_day(published), self._news_day(published))
        return interval, span, state

    def _news_day(self, published: Date) -> Date:
        """The day of undated news: of publication; where that is only inferred, the last full date just before it."""
        if self.story.published_basis != "inferred":
            return published
        named = [d.first for d in self.dates if d.kind == "day" and d.basis == "calendar" and d.first is not None]
        return max((d for d in named if 0 <= (published - d).days <= NEWS_DAYS), default=published)

    def _sources(self, candidate: Candidate, said: Attribution | None, event: str) -> tuple[Source, ...]:
        if said is None:
            return ()
        speakers = {p.entity for p in said.parties if p.code}
        own = {p.entity for p in candidate.actors}
        if event in frames.SPEECH_TYPES and speakers and speakers <= own and candidate.frame.speech:
            return ()  # guide, ruling 14; another reporter of the speech act is its source (31)
        return said.sources


def _joint(story: Story) -> bool:
    """Whether "we" of a text means several states: a joint statement, declaration, readout."""
    opening = (story.title + " " + story.text[:300]).lower()
    return any(
        word in opening
        for word in (
            "joint ",
            "jointly",
            "trilateral",
            "leaders of",
            "ministers of foreign affairs of",
            "foreign ministers of",
            "communiqué",
            "communique",
        )
    )


def _actors(parties: Sequence[Party], text: str) -> tuple[Actor, ...]:
    return tuple(Actor(text[p.span.start : p.span.end], p.code, p.sector, p.span) for p in parties)


def _distinct(claims: Sequence[Claim]) -> list[Claim]:
    """Without the weaker of two claims of one sentence that say the same, or that read one word in two ways."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda c: -c.confidence):
        same = [
            k
            for k in kept
            if k.event == claim.event
            and k.polarity == claim.polarity
            and k.codes == claim.codes
            and (
                {a.code for a in k.actors} == {a.code for a in claim.actors} or not k.recipients or not claim.recipients
            )
            and (k.date == claim.date or k.date_span is None or claim.date_span is None)
            and not treaty_claims.two(k, claim)
        ]
        if not same and not any(_reread(k, claim) for k in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: c.trigger.start)


def _reread(kept: Claim, claim: Claim) -> bool:
    """Whether a word is read again where a stronger reading is kept: as help or trade, turned round, or without frame.

    Where a frame speaks for a word and its parties, the network's other type for the same word is its second thought.
    """
    if kept.trigger != claim.trigger or kept.codes != claim.codes or bool(kept.recipients) != bool(claim.recipients):
        return False
    if _framed(kept) and not _framed(claim) and _doers(kept) == _doers(claim):
        return True
    return kept.event in MATERIAL and claim.event in MATERIAL and kept.polarity is claim.polarity


def _framed(claim: Claim) -> bool:
    return claim.why[0].rule.startswith("frame ")


def _doers(claim: Claim) -> frozenset[str | None]:
    return frozenset(a.code for a in claim.actors)


def _identified(story_id: str, claims: Sequence[Claim]) -> list[Claim]:
    result: list[Claim] = []
    for c in claims:
        key = claim_id(
            story_id,
            c.span.start,
            c.trigger.start,
            c.event,
            sorted(a.code or "" for a in c.actors),
            sorted(r.code or "" for r in c.recipients),
            c.polarity,
            [s.code for s in c.sources],
        )
        if all(key != r.id for r in result):
            result.append(msgspec.structs.replace(c, id=key, confidence=_calibrated(c.confidence)))
    return result


def _calibrated(probability: float) -> float:
    p = min(max(probability, 0.001), 0.999)
    odds = CALIBRATION[0] + CALIBRATION[1] * math.log(p / (1 - p))
    return round(1 / (1 + math.exp(-odds)), 3)


def find_claims(story: Story, sentences: Sequence[Sentence]) -> tuple[Claim, ...]:
    """All claims of a story, in the order of the text. The story's date anchors its dates; see `Story.published`."""
    return _Coder(story, sentences).code()


def published_or_inferred(text: str) -> datetime.date | None:
    """The date that a text without one bears in itself, or None."""
    from verbale.naming.dates import infer_published

    return infer_published(text)

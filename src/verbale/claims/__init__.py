"""Claims: Sentences -> Claims.

Takes a story and its sentences, gives claims: who did what to whom, when, where, how many of what, who says so, and how
far along it is, each tied to the exact words. Never merges claims and never decides between two sources.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec

from verbale.claims import cameo as cameo_codes
from verbale.claims import context, denials, details, frames, status
from verbale.claims.cues import cues
from verbale.claims.find import Candidate, CandidateFinder
from verbale.claims.source import Act, Attribution, Speakers, issuers
from verbale.claims.tree import Tree
from verbale.language import analyse
from verbale.naming import tables
from verbale.naming.amounts import find_amounts
from verbale.naming.dates import find_dates
from verbale.naming.mentions import Party
from verbale.naming.phrases import Resolver
from verbale.record import (
    Actor,
    Certainty,
    Claim,
    EventType,
    Polarity,
    Reason,
    Sentence,
    Source,
    Span,
    Status,
    Story,
    claim_id,
)

FUTURE = {
    "CONSULT": "AGREE",
    "SUPPORT": "AGREE",
    "COOPERATE": "AGREE",
    "AID": "AGREE",
    "RETREAT": "CONCEDE",
}  # guide, rule 2
MIN_CONFIDENCE = 0.2  # set on the visible stories that were open for reading
SPEECH_TYPES = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"})


class _Coder:
    """Codes one story."""

    def __init__(self, story: Story, sentences: Sequence[Sentence]) -> None:
        self.story = story
        self.lexicon = frames.load()
        self.resolver = Resolver(tables.load(), story.text, story.published, sentences)
        self.trees = [Tree(i, s) for i, s in enumerate(sentences)]
        self.speakers = Speakers(self.resolver, self.trees, issuers(self.resolver, story.outlet), joint=_joint(story))
        self.resolver.first_person = self.speakers.speaker
        self.dates = find_dates(story.text, story.published)
        self.amounts = find_amounts(story.text)
        self.claims: list[Claim] = []

    def code(self) -> tuple[Claim, ...]:
        """All claims, in order."""
        if self.story.title and not self.story.text.startswith(self.story.title):
            self.resolver.prime(self.story.title, analyse(Story(text=self.story.title)))
        for tree in self.trees:
            self.resolver.enter(tree.number)
            self.speakers.enter(tree.number)
            here: list[Claim] = []
            for candidate in CandidateFinder(self.lexicon, tree, self.resolver).candidates():
                claim = self._claim(tree, candidate)
                if claim is not None:
                    here.append(claim)
            self.claims += _distinct(here)
            for denial in denials.find(tree, self.resolver):
                denied = denials.negated(denial, tree, self.claims, self.story.text)
                if denied is not None:
                    self.claims.append(denied)
        return tuple(_identified(self.story.id, self._in_context()))

    def _in_context(self) -> list[Claim]:
        """The claims with what only the whole story tells (see context.py)."""
        claims = context.friends(self.claims, self.story.text)
        wars = context.opponents(claims)
        result: list[Claim] = []
        for claim in context.fill_victims(claims, wars):
            result.append(claim)
            tree = next(t for t in self.trees if t.sentence.start == claim.span.start)
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

    def _claim(self, tree: Tree, candidate: Candidate) -> Claim | None:
        frame = candidate.frame
        modality = status.read(
            tree,
            candidate.verb if not candidate.noun else candidate.trigger,
            noun=candidate.noun and candidate.verb == candidate.trigger,
        )
        if (
            candidate.noun
            and candidate.verb != candidate.trigger
            and status.read(tree, candidate.trigger, noun=True).negative
        ):
            modality.negative = not modality.negative
        if modality.ordered or self._unsaid(tree, candidate.verb):
            return None
        said = self.speakers.of(tree.number, candidate.verb)
        state = modality.status or Status.DONE
        if (
            modality.would
            and said is not None
            and state == Status.HYPOTHETICAL
            and not status.conditional(tree, candidate.verb)
        ):
            state = Status.PLANNED  # "said it would": the future of the past
        if (
            modality.present
            and not frame.speech
            and not said
            and frame.type in ("COOPERATE", "AID", "SANCTION", "COERCE", "ASSAULT")
            and not candidate.noun
            and tree.tokens[-1].upos == "PUNCT"  # the present of a headline is past
        ):
            state = Status.ONGOING
        event = frame.type
        mode = frame.mode
        if event == "ASSAULT" and self._underway(tree, candidate):
            event, mode = "MOBILIZE", "troops"  # guide, ruling 34: moving to the front is not yet fighting
        if state in (Status.PLANNED, Status.HYPOTHETICAL) and event in FUTURE:
            event, mode = FUTURE[event], None
        if event == "AGREE" and self._promised(tree, candidate):
            state = Status.PLANNED
        interval, date_span, since = details.date_of(tree, candidate, self.dates, state, self.story.published)
        if since and state == Status.DONE:
            state = Status.ONGOING
        if (
            interval is not None
            and not since
            and state == Status.ONGOING
            and not modality.progressive
            and self.story.published
            and interval[1] < self.story.published
        ):
            state = Status.DONE
        if (
            interval is None
            and state in (Status.DONE, Status.ONGOING)
            and self.story.published
            and self._news(tree, candidate)
        ):
            interval = (self.story.published, self.story.published)
        negative = modality.negative or (said is not None and said.act == Act.DENY)
        certainty = modality.certainty
        if said is not None and said.hedged and candidate.noun and candidate.verb == candidate.trigger:
            said = None  # "reports of troops helping Russia's war": the war itself is not in doubt
        if said is not None and said.hedged and certainty == Certainty.CERTAIN:
            certainty = Certainty.PROBABLE
        place, place_span = details.place_of(tree, candidate, self.resolver)
        text = self.story.text
        trigger = tree.span(candidate.trigger)
        why = [Reason("event", f"frame {frame.id}", trigger)]
        if said is not None:
            why.append(
                Reason("source", f"attribution {said.act.value}", said.sources[0].span if said.sources else None)
            )
        return Claim(
            id="",
            story=self.story.id,
            span=Span(tree.sentence.start, tree.sentence.end),
            trigger=trigger,
            event=EventType(event),
            mode=mode,
            actors=_actors(candidate.actors, text),
            recipients=_actors(candidate.recipients, text),
            date=interval,
            date_span=date_span,
            status=state,
            polarity=Polarity.NEGATIVE if negative else Polarity.POSITIVE,
            certainty=certainty,
            sources=self._sources(candidate, said, event),
            amounts=details.amounts_of(tree, candidate, self.amounts),
            place=place,
            place_span=place_span,
            item=details.item_of(tree, candidate, self.resolver),
            treaty=frame.treaty if state == Status.DONE or not frame.treaty else "announced",
            cameo=frame.cameo if event == frame.type else cameo_codes.FUTURE.get(event),
            confidence=candidate.score,
            why=tuple(why),
        )

    def _unsaid(self, tree: Tree, i: int) -> bool:
        """'declined to comment on whether ...', 'neither confirmed nor denied ...' (guide, ruling 15)."""
        for x in tree.ancestors(i):
            if tree.lemma(x) in ("comment", "confirm", "deny", "say") and (
                tree.lemma(tree.tokens[x].head) in ("decline", "refuse")
                or any(tree.lemma(c) in ("neither", "nor") for c in tree.children(x, "cc:preconj", "advmod", "cc"))
                or any(
                    tree.lemma(c) in ("neither", "nor")
                    for h in tree.children(x, "conj")
                    for c in tree.children(h, "cc")
                )
            ):
                return True
        return False

    def _underway(self, tree: Tree, candidate: Candidate) -> bool:
        """'sent soldiers to fight against ...'."""
        head = tree.tokens[candidate.trigger].head
        return (
            "VerbForm=Inf" in tree.tokens[candidate.trigger].feats
            and head >= 0
            and tree.lemma(head) in cues("status")["sending_verbs"]
            and tree.relation(candidate.trigger) in ("advcl", "xcomp", "acl")
        )

    def _promised(self, tree: Tree, candidate: Candidate) -> bool:
        """A promise, pledge or intention is of the deed, still to come (guide, rulings 11 and 30)."""
        words = cues("status")["promises"]
        if tree.lemma(candidate.trigger) in words:
            return True
        return (candidate.object is not None and tree.lemma(candidate.object) in words) or any(
            tree.lemma(o) in words for o in tree.objects(candidate.verb)
        )

    def _news(self, tree: Tree, candidate: Candidate) -> bool:
        """Whether an undated event is the story's own news: a finite verb outside relative clauses."""
        return not any(tree.tokens[x].deprel == "acl:relcl" for x in (candidate.verb, *tree.ancestors(candidate.verb)))

    def _sources(self, candidate: Candidate, said: Attribution | None, event: str) -> tuple[Source, ...]:
        if said is None:
            return ()
        speakers = {p.entity for p in said.parties if p.code}
        own = {p.entity for p in candidate.actors}
        if event in SPEECH_TYPES and speakers and speakers <= own and candidate.frame.speech:
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
    """Without the weaker of two claims of one sentence that say the same."""
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
        ]
        if claim.confidence >= MIN_CONFIDENCE and not same:
            kept.append(claim)
    return sorted(kept, key=lambda c: c.trigger.start)


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
            result.append(msgspec.structs.replace(c, id=key))
    return result


def find_claims(story: Story, sentences: Sequence[Sentence]) -> tuple[Claim, ...]:
    """All claims of a story, in the order of the text. The story's date anchors its dates; see `Story.published`."""
    return _Coder(story, sentences).code()


def published_or_inferred(text: str) -> datetime.date | None:
    """The date that a text without one bears in itself, or None."""
    from verbale.naming.dates import infer_published

    return infer_published(text)

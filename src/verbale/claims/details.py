"""When, where and how many: dates, places and amounts of the story, given to the events they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from verbale.claims import offsets, treaty_words
from verbale.claims.cues import cues
from verbale.claims.find import Candidate
from verbale.claims.tree import Tree
from verbale.naming import amounts as amount_grammar
from verbale.naming import mentions as m
from verbale.naming.dates import DateMention
from verbale.naming.phrases import Resolver
from verbale.record import Amount, Date, Interval, Span, Status

FAR = 9
CARRYING = frozenset({"carry", "bring", "bear", "transport", "haul", "hold", "contain"})


def date_of(
    tree: Tree, candidate: Candidate, dates: Sequence[DateMention], status: Status, published: Date | None
) -> tuple[Interval | None, Span | None, bool]:
    """(interval, its words, whether it is open 'since') of the event, or (None, None, False)."""
    best: tuple[int, int, DateMention] | None = None
    counted = counted_from(tree, candidate)
    leading = counted_to(tree, candidate)
    if leading is not None:
        return (*_counted_back(tree, leading, dates, published), False)
    for mention in dates:
        if mention.first is None or mention.last is None or mention.role == "time":
            continue
        if status == Status.DONE and published and mention.first > published:
            continue  # what has happened is not of a day to come: "agreed to complete it by Friday"
        token = next((i for i, t in enumerate(tree.tokens) if t.start < mention.end and t.end > mention.start), None)
        if token is None:
            continue
        if counted is not None and token in counted.words:
            shifted = offsets.shifted(counted, mention)
            if shifted is not None:
                return shifted, Span(mention.start, mention.end), False
            continue
        if mention.kind == "year" and tree.tokens[token].text.isdigit() and _in_name(tree, candidate, token):
            continue
        cost = _distance(tree, candidate, token)
        if cost < FAR and (best is None or (cost, abs(token - candidate.trigger)) < best[:2]):
            best = cost, abs(token - candidate.trigger), mention
    if best is None:
        return None, None, False
    mention = best[2]
    assert mention.first is not None
    assert mention.last is not None
    return (*_as_told(mention, mention.first, mention.last, status, published), mention.role == "since")


def _counted_back(
    tree: Tree, offset: offsets.Offset, dates: Sequence[DateMention], published: Date | None
) -> tuple[Interval | None, Span | None]:
    """The day of what another event is counted from: by a day of the other, else by the day of the news."""
    inside = [m for m in dates if m.first and any(_touches(tree, w, m) for w in offset.words)]
    if inside:
        told = inside[0]
        return (told.first, told.last) if told.first and told.last else None, Span(told.start, told.end)
    for mention in dates:
        first, last = mention.first, mention.last
        if (
            first is None
            or last is None
            or mention.kind != "day"
            or not tree.sentence.start <= mention.start < tree.sentence.end
        ):
            continue
        if published is None or last <= published:
            return offsets.moved(offset, (first, last)), Span(mention.start, mention.end)
    return (offsets.moved(offset, (published, published)) if published else None), None


def _touches(tree: Tree, token: int, mention: DateMention) -> bool:
    return tree.tokens[token].start < mention.end and tree.tokens[token].end > mention.start


def _in_name(tree: Tree, candidate: Candidate, token: int) -> bool:
    """Whether a year belongs to the name of a thing and dates no deed: "the 2003 accord", "the protocol of 1974".

    "Fired it in a 1993 test" does date the deed.
    """
    head = tree.tokens[token].head
    if head < 0 or head in (candidate.trigger, candidate.verb) or tree.tokens[head].upos not in ("NOUN", "PROPN"):
        return False
    if tree.preposition(head) in ("in", "at", "during", "under", "after", "since"):
        return False
    if token < head:
        return tree.relation(token) in ("nummod", "amod", "compound", "nmod") and not tree.children(token, "case")
    return tree.preposition(token) == "of" and treaty_words.load().names(tree, head)


def told_before(tree: Tree, verb: int) -> bool:
    """'... expired, six months after Oman had left it': the clause of something earlier than what it hangs on."""
    marks = {tree.lemma(c) for c in tree.children(verb, "mark")}
    past = any(tree.tokens[c].text.lower() in ("had", "'d") for c in tree.children(verb, "aux"))
    return tree.relation(verb) == "advcl" and past and "after" in marks


def counted_from(tree: Tree, candidate: Candidate) -> offsets.Offset | None:
    """The phrase that counts the event's time from another's ("a week after the flood"), or None."""
    return offsets.find(tree, candidate.verb) or offsets.find(tree, candidate.trigger)


def _as_told(
    mention: DateMention, first: Date, last: Date, status: Status, published: Date | None
) -> tuple[Interval, Span]:
    span = Span(mention.start, mention.end)
    if mention.role == "since" and published and first <= published:
        return (first, published), span
    if (
        mention.role in ("by", "until")
        and published
        and published <= last
        and status in (Status.PLANNED, Status.HYPOTHETICAL, Status.ONGOING)
    ):
        return (published, last), span
    return (first, last), span


def counted_to(tree: Tree, candidate: Candidate) -> offsets.Offset | None:
    """The phrase that counts another event's time from this one ("a day after they met"), or None."""
    return offsets.counted_to(tree, candidate.trigger) or offsets.counted_to(tree, candidate.verb)


def _distance(tree: Tree, candidate: Candidate, token: int) -> int:
    """How far a date stands from an event in the tree: 0 its own, FAR not its own."""
    targets = {candidate.trigger, candidate.verb}
    path = [token, *tree.ancestors(token)]
    for k, x in enumerate(path):
        if x in targets:
            crossed = [y for y in path[1:k] if tree.tokens[y].upos == "VERB"]
            return (
                1 if not crossed else 3 if all(tree.relation(y) in ("xcomp", "conj", "advcl") for y in crossed) else FAR
            )
    up = [candidate.verb, *tree.ancestors(candidate.verb)]
    meeting = next((x for x in path if x in up), None)
    if meeting is None:
        return FAR
    between = [y for y in path[1 : path.index(meeting)] if tree.tokens[y].upos == "VERB"]
    if between or told_before(tree, candidate.verb):
        return FAR
    climbed = up[: up.index(meeting)]
    if (
        any(tree.relation(y) in ("ccomp", "parataxis") for y in climbed)
        and tree.lemma(meeting) in cues("reporting")["assert"]
    ):
        return FAR
    if any(tree.relation(y) == "acl" and tree.tokens[y].deprel == "acl:relcl" for y in climbed):
        return FAR
    return 2 + len(climbed)


def amounts_of(tree: Tree, candidate: Candidate, amounts: Sequence[amount_grammar.Amount]) -> tuple[Amount, ...]:
    """The amounts inside the object of an event (or its other core phrases)."""
    zone = _zone(tree, candidate)
    found = []
    for a in amounts:
        token = next((i for i, t in enumerate(tree.tokens) if t.start < a.end and t.end > a.start), None)
        if token is not None and token in zone and a.unit not in ("%", "share"):
            found.append(Amount(a.item or "", a.low, a.high, a.unit, Span(a.start, a.end)))
    return tuple(found)


def _zone(tree: Tree, candidate: Candidate) -> set[int]:
    heads = [candidate.trigger] if candidate.noun else []
    heads += _described(tree, candidate)
    if not candidate.noun:
        heads += [o for o in tree.objects(candidate.trigger) if not _is_party(tree, candidate, o)]
        if not heads and tree.particle(candidate.trigger) == "over":  # "handed over a cheque", read as "over a cheque"
            heads += [c for c in tree.children(candidate.trigger, "obl") if tree.preposition(c) in ("", "over")]
        if not heads:  # "agreed to buy 20 jets"
            heads += [o for c in tree.children(candidate.trigger, "xcomp") for o in tree.objects(c)]
        if not heads:
            heads += tree.subject(candidate.trigger)
            heads += [
                o for h in heads for c in tree.children(h, "acl") if tree.lemma(c) in CARRYING for o in tree.objects(c)
            ]
            heads += [c for p, c in tree.obliques(candidate.trigger) if p in ("with", "of")]
            governor = tree.tokens[candidate.trigger].head
            if governor >= 0 and tree.relation(candidate.trigger) in ("advcl", "xcomp") and tree.is_verbal(governor):
                heads += tree.objects(governor)  # "sent 3,000 men to help ..."
    inside: set[int] = set()
    for h in heads:
        inside |= _core(tree, h, candidate.trigger)
    return inside


def _described(tree: Tree, candidate: Candidate) -> list[int]:
    """What an event's noun says in apposition: "two pandas, a gift from China"."""
    head = tree.tokens[candidate.trigger].head
    beside = candidate.noun and tree.relation(candidate.trigger) == "appos" and tree.tokens[head].upos == "NOUN"
    return [head] if beside else []


def _core(tree: Tree, head: int, trigger: int) -> set[int]:
    """A phrase without clauses, appositions and what follows a comma, but with lists and "including ..."."""
    comma = next((i for i in range(head + 1, len(tree.tokens)) if tree.tokens[i].text == ","), len(tree.tokens))
    inside, stack = {head}, [head]
    while stack:
        for c in tree.children(stack.pop()):
            relation = tree.relation(c)
            listed = relation in ("conj", "cc") or tree.preposition(c) in ("including", "such as", "among")
            if (relation in ("acl", "advcl", "parataxis", "appos") and c != trigger) or (c > comma and not listed):
                continue
            comma = len(tree.tokens) if listed else comma
            inside.add(c)
            stack.append(c)
    return inside


def _is_party(tree: Tree, candidate: Candidate, token: int) -> bool:
    """Whether a phrase is a bare name or pronoun of a party, and so no item ("ten Russian diplomats" is one)."""
    start = tree.tokens[token].start
    named = tree.tokens[token].upos in ("PROPN", "PRON")
    return named and any(p.span.start <= start < p.span.end for p in (*candidate.actors, *candidate.recipients))


def place_of(tree: Tree, candidate: Candidate, resolver: Resolver) -> tuple[str | None, Span | None]:
    """Where it happened: a place named with 'in', 'at', 'near' beside the event."""
    i = candidate.verb
    for preposition, t in [*tree.obliques(candidate.trigger), *tree.obliques(i)]:
        if preposition in ("in", "at", "near", "inside", "outside", "off", "across", "over", "throughout"):
            mention = resolver.mention_at(tree.number, t)
            inside = mention or next(
                (
                    x
                    for c in sorted(tree.subtree(t))
                    if (x := resolver.mention_at(tree.number, c)) is not None and x.code
                ),
                None,
            )
            if (
                inside is not None
                and inside.code
                and inside.kind in (m.COUNTRY, m.CAPITAL, m.PLACE, m.METONYM, m.ADJECTIVE)
            ):
                return inside.code, Span(tree.tokens[inside.first].start, tree.tokens[inside.last - 1].end)
    if (
        candidate.frame.mode == "visit"
        and len(candidate.recipients) == 1
        and len(candidate.recipients[0].code or "") == 3
    ):
        party = candidate.recipients[0]
        if party.code in resolver.tables.country_names and party.kind != m.ORGANISATION:
            return party.code, party.span
    return None, None


def item_of(tree: Tree, candidate: Candidate, resolver: Resolver, dates: Sequence[DateMention]) -> Span | None:
    """The words of the object, up to a comma or a date ("the treaty on 9 November": "the treaty")."""
    head = next(iter(_described(tree, candidate)), candidate.object)
    if head is None or _is_party(tree, candidate, head):
        return None
    span = resolver.phrase(tree.number, head)
    core = _core(tree, head, candidate.trigger)
    ends = [tree.tokens[t].end for t in core if tree.tokens[t].end <= span.end]
    for date in dates:
        before = [t for t in range(head, len(tree.tokens)) if tree.tokens[t].start < date.start]
        if tree.tokens[head].end < date.start < span.end and before:
            last = before[-1] - 1 if tree.tokens[before[-1]].upos in ("ADP", "SCONJ") else before[-1]
            ends = [e for e in ends if e <= tree.tokens[last].end]
    end = max([tree.tokens[head].end, *ends])
    return Span(span.start, end)

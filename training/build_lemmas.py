"""Lemma exceptions and known lemmas from the training treebanks: `python training/build_lemmas.py DATA OUT.tsv`.

A row `form upos lemma` stands where the rules of `verbale.language.lemmas` would go wrong; a row `- upos lemma` names a
lemma that the rules may aim at.
"""

from __future__ import annotations

import pathlib
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "src"))
from verbale.language.lemmas import Lemmas

OPEN = {"VERB", "AUX", "NOUN", "ADJ"}


def _triggers() -> set[tuple[str, str]]:
    """Verbs of the frames lexicon: lemmas that the spelling rules must know."""
    folder = pathlib.Path(__file__).resolve().parent.parent / "src" / "verbale" / "ontology" / "frames"
    verbs = {
        v.split(":")[0].split(" ")[0]
        for p in folder.glob("*.toml")
        for f in tomllib.loads(p.read_text(encoding="utf-8")).get("frame", [])
        for v in f.get("verbs", [])
    }
    return {("VERB", v) for v in verbs if v.isalpha()}


def _irregular() -> Iterator[tuple[str, str, str]]:
    """Rows of tables/irregular_verbs.txt; they go before what the treebanks say."""
    path = pathlib.Path(__file__).parent / "tables" / "irregular_verbs.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        lemma, *cells = line.split()
        yield "-", "VERB", lemma
        yield from ((form, "VERB", lemma) for cell in cells for form in cell.split("/") if form != lemma)


def main() -> None:
    data, out = map(pathlib.Path, sys.argv[1:3])
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name in ("en_ewt-ud-train", "en_gum-open-train"):
        for line in (data / "treebanks" / f"{name}.conllu").open(encoding="utf-8"):
            cells = line.split("\t")
            if (
                len(cells) == 10
                and cells[0].isdigit()
                and cells[3] in OPEN
                and cells[1].isascii()
                and "Typo=Yes" not in cells[5]
            ):
                seen[cells[1].lower(), cells[3]][cells[2].lower()] += 1
    lemmas = {
        (upos, c.most_common(1)[0][0])
        for (_, upos), c in seen.items()
        if sum(c.values()) > 1 or upos in ("VERB", "NOUN")
    }
    lemmas = {(u, x) for u, x in lemmas if u in ("VERB", "NOUN") and x.isalpha()}
    lemmas |= _triggers()
    rules = Lemmas({}, lemmas)
    rows = [("-", u, x) for u, x in lemmas]
    for (form, upos), counts in seen.items():
        lemma = counts.most_common(1)[0][0]
        if (rules.lemma(form, upos) != lemma and form != lemma) or (form == lemma and rules.lemma(form, upos) != lemma):
            rows.append((form, upos, lemma))
    irregular = list(_irregular())
    forms = {r[:2] for r in irregular if r[0] != "-"}
    rows = sorted({*(r for r in rows if r[:2] not in forms), *irregular})
    out.write_text("form\tupos\tlemma\n" + "".join("\t".join(r) + "\n" for r in rows), encoding="utf-8")
    print(len(rows), "rows")


if __name__ == "__main__":
    main()

"""Lemma exceptions and known lemmas from the training treebanks: `python training/build_lemmas.py DATA OUT.tsv`.

A row `form upos lemma` stands where the rules of `verbale.language.lemmas` would go wrong; a row `- upos lemma` names a
lemma that the rules may aim at.
"""

from __future__ import annotations

import pathlib
import sys
import tomllib
from collections import Counter, defaultdict

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
    for line in (
        (pathlib.Path(__file__).parent / "tables" / "irregular_verbs.txt").read_text(encoding="utf-8").split("\n")
    ):
        lemma, *forms = (
            line.split()[:1] + [f for cell in line.split()[1:] for f in cell.split("/")] if line.strip() else [""]
        )
        rows += [
            (form, "VERB", lemma)
            for form in forms
            if form != lemma and (form, "VERB", lemma) not in rows and all(r[:2] != (form, "VERB") for r in rows)
        ]
        if lemma and ("-", "VERB", lemma) not in rows:
            rows.append(("-", "VERB", lemma))
    out.write_text("form\tupos\tlemma\n" + "".join("\t".join(r) + "\n" for r in sorted(rows)), encoding="utf-8")
    print(len(rows), "rows")


if __name__ == "__main__":
    main()

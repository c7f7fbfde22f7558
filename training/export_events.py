"""Export a trained event network to ONNX int8: `python training/export_events.py RUN OUT`."""

from __future__ import annotations

import json
import pathlib
import sys

import onnx_int8
import torch
from train_events import MARKS, EventNetwork


def main() -> None:
    run, out = map(pathlib.Path, sys.argv[1:3])
    names = json.loads((run / "events.json").read_text(encoding="utf-8"))
    network = EventNetwork(tuple(names["tags"]))
    network.load_state_dict(torch.load(run / "events.pt", weights_only=True))
    network.eval()
    inputs = {
        "ids": torch.randint(5, 900, (2, 9)),
        "shapes": torch.zeros(2, 9, dtype=torch.long),
        "mask": torch.ones(2, 9, dtype=torch.long),
        "marks": torch.randint(0, 8, (2, 3, MARKS)),
        "relations": torch.zeros(2, 3, 8, dtype=torch.long),
    }
    outputs = ["kind", "tag", "status", "negative", "also"]
    axes = {name: {0: "b", 1: "t"} for name in ("ids", "shapes", "mask")}
    axes |= {name: {0: "b", 1: "p"} for name in ("marks", "relations", *outputs)}
    onnx_int8.write(network, inputs, outputs, axes, out / "events.onnx")
    (out / "events.json").write_text(json.dumps(names, indent=1) + "\n", encoding="utf-8")
    print((out / "events.onnx").stat().st_size)


if __name__ == "__main__":
    main()

"""A network as ONNX with 8-bit weights: what both exporters share."""

from __future__ import annotations

import pathlib
import tempfile
from collections.abc import Callable, Mapping, Sequence

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn


def write(
    network: nn.Module,
    inputs: Mapping[str, Tensor],
    outputs: Sequence[str],
    axes: Mapping[str, Mapping[int, str]],
    target: pathlib.Path,
    keep: Callable[[str], bool] = lambda _: False,
) -> None:
    """Write `target`: `inputs` are examples, `axes` name the free axes, `keep` tells which MatMuls stay float."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        full = pathlib.Path(folder) / "full.onnx"
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            str(full),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: dict(free) for name, free in axes.items()},
            opset_version=17,
            dynamo=False,
        )
        kept = [n.name for n in onnx.load(full).graph.node if n.op_type == "MatMul" and keep(n.name)]
        quantize_dynamic(
            full,
            target,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
            nodes_to_exclude=kept,
        )

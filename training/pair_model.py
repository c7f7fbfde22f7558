"""The pair classifier: which event, if any, a sentence tells between two marked parties."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from importlib import resources
from typing import Any, NamedTuple

import numpy as np

from verbale.language.model import shape_code
from verbale.language.words import words

MARKS = {"a": (1, 2), "r": (3, 4)}  # opening and closing marks: unused entries of the vocabulary
MAX_SUBTOKENS = 254
BATCH = 16
Offsets = tuple[int, int]


class Marked(NamedTuple):
    """A sentence with the character spans of actor and recipient; (0, 0) for a party that it does not name."""

    sentence: str
    actor: Offsets
    recipient: Offsets


class PairModel:
    """One loaded classifier; deterministic."""

    def __init__(self, folder: Any) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        weights = (folder / "pairs.onnx").read_bytes()
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self.types: list[str] = json.loads((folder / "pairs.json").read_text(encoding="utf-8"))["types"]

    def probabilities(self, pairs: Sequence[Marked]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """(n, 17) probabilities over `types`, rows in the order of the pairs."""
        codes = [self._encode(p) for p in pairs]
        result = np.zeros((len(codes), len(self.types)))
        order = sorted(range(len(codes)), key=lambda i: len(codes[i][0]))
        for k in range(0, len(order), BATCH):
            part = order[k : k + BATCH]
            width = max(len(codes[i][0]) for i in part)
            ids, shapes, mask = (np.zeros((len(part), width), np.int64) for _ in range(3))
            for row, i in enumerate(part):
                n = len(codes[i][0])
                ids[row, :n], shapes[row, :n], mask[row, :n] = codes[i][0], codes[i][1], 1
            marks = np.array([codes[i][2] for i in part], np.int64)
            (logits,) = self._session.run(None, {"ids": ids, "shapes": shapes, "mask": mask, "marks": marks})
            scaled = np.exp(logits - logits.max(1, keepdims=True))
            result[part] = scaled / scaled.sum(1, keepdims=True)
        return result

    def _encode(self, pair: Marked) -> tuple[list[int], list[int], list[int]]:
        """Subtokens, shapes and the positions of the two opening marks."""
        cuts = sorted(
            (at, MARKS[name][end], name if not end else "")
            for name, span in (("a", pair.actor), ("r", pair.recipient))
            if span[1] > span[0]
            for end, at in enumerate(span)
        )
        ids, shapes, marks = [101], [0], {"a": 0, "r": 0}
        start = 0
        for at, mark, opens in [*cuts, (len(pair.sentence), 0, "")]:
            piece = pair.sentence[start:at]
            spans = words(piece, 0, len(piece))
            encoding = self._tokenizer.encode(
                [piece[a:b] for a, b in spans], is_pretokenized=True, add_special_tokens=False
            )
            ids += encoding.ids
            shapes += [shape_code(piece[slice(*spans[w])]) if w is not None else 0 for w in encoding.word_ids]
            if mark:
                if opens:
                    marks[opens] = len(ids)
                ids.append(mark)
                shapes.append(0)
            start = at
        ids, shapes = [*ids[:MAX_SUBTOKENS], 102], [*shapes[:MAX_SUBTOKENS], 0]
        return ids, shapes, [min(marks["a"], MAX_SUBTOKENS), min(marks["r"], MAX_SUBTOKENS)]


@functools.cache
def load() -> PairModel | None:
    """The classifier that ships with the package, or None where it is left out."""
    folder = resources.files("verbale") / "data" / "models"
    return PairModel(folder) if (folder / "pairs.onnx").is_file() else None


def classify(sentence: str, actor_span: Offsets, recipient_span: Offsets) -> dict[str, float]:
    """Probability of each PLOVER type, and of NONE, for the event that the sentence tells from actor to recipient.

    Spans are (start, end) characters of the sentence; (0, 0) for a party that it does not name.
    """
    model = load()
    if model is None:
        from verbale.errors import InstallError

        raise InstallError("V402", "The pair classifier is missing from the package.", "Install the wheel again.")
    row = model.probabilities([Marked(sentence, actor_span, recipient_span)])[0]
    return {name: float(p) for name, p in zip(model.types, row, strict=True)}

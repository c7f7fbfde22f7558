"""The language model at run time: words in, tags, tree and names out (onnxruntime on one thread, no network)."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from importlib import resources
from typing import Any, NamedTuple

import numpy as np

from verbale.errors import InstallError
from verbale.language.trees import heads

BATCH_SUBTOKENS = 1200
PADDING = 1.15  # subtokens of a batch to those that are not padding: padding costs time
MAX_SUBTOKENS = 500


class Parse(NamedTuple):
    """Tags, tree (0-based heads, -1 the root) and names in IOB2 of one sentence, a value a word."""

    upos: list[str]
    feats: list[str]
    heads: list[int]
    deprels: list[str]
    ner: list[str]


def shape_code(word: str) -> int:
    """The shape of a word as an integer 0..8, in training and at run time: what the uncased vocabulary cannot see."""
    if not any(ch.isalpha() for ch in word):
        return 1 if any(ch.isdigit() for ch in word) else 0
    if any(ch.isdigit() for ch in word):
        return 2
    if word.islower():
        return 3
    if len(word) == 1:
        return 4
    if word.isupper():
        return 5 if len(word) <= 4 else 6
    if word[0].isupper() and word[1:].islower():
        return 7
    return 8


def opened(folder: Any, name: str) -> tuple[Any, Any]:
    """The network `name` of a folder on one thread, and the tokenizer that all networks share.

    Raises InstallError V401 where the network is missing.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    weights = folder / f"{name}.onnx"
    if not weights.is_file():
        raise InstallError(
            "V401",
            f"The {name} model is missing from the package.",
            "Install the wheel, or run `make -C training`.",
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(weights.read_bytes(), options, providers=["CPUExecutionProvider"])
    return session, Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))


class Model:
    """One loaded model; `parse` is deterministic."""

    def __init__(self, folder: Any) -> None:
        self._session, self._tokenizer = opened(folder, "language")
        self._labels: dict[str, list[str]] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))

    def parse(self, sentences: Sequence[Sequence[str]]) -> list[Parse]:
        """Parse sentences given as words.

        A sentence beyond MAX_SUBTOKENS is parsed up to there, the rest hangs on its root.
        """
        codes = [self._encode(words) for words in sentences]
        order = sorted(range(len(codes)), key=lambda i: len(codes[i][0]))
        result: list[Parse | None] = [None] * len(codes)
        batch: list[int] = []
        for i in order:
            padded = (len(batch) + 1) * len(codes[i][0])
            real = sum(len(codes[k][0]) for k in (*batch, i))
            if batch and (padded > BATCH_SUBTOKENS or padded > PADDING * real):
                self._run(batch, codes, sentences, result)
                batch = []
            batch.append(i)
        if batch:
            self._run(batch, codes, sentences, result)
        return [p for p in result if p is not None]

    def _encode(self, words: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
        plain = [w.encode("utf-8", "replace").decode("utf-8") for w in words]  # lone surrogates are no text
        encoding = self._tokenizer.encode(plain, is_pretokenized=True)
        ids, shapes, first = encoding.ids[:MAX_SUBTOKENS], [0] * min(len(encoding.ids), MAX_SUBTOKENS), [0]
        seen = -1
        for position, word in enumerate(encoding.word_ids[:MAX_SUBTOKENS]):
            if word is None:
                continue
            shapes[position] = shape_code(words[word])
            while seen < word:  # a word without a subtoken of its own shares its neighbour's
                seen += 1
                first.append(position)
        return ids, shapes, first

    def _run(
        self,
        batch: list[int],
        codes: list[tuple[list[int], list[int], list[int]]],
        sentences: Sequence[Sequence[str]],
        result: list[Parse | None],
    ) -> None:
        longest = max(len(codes[i][0]) for i in batch)
        widest = max(len(codes[i][2]) for i in batch)
        ids, shapes, mask = (np.zeros((len(batch), longest), np.int64) for _ in range(3))
        first = np.zeros((len(batch), widest), np.int64)
        for row, i in enumerate(batch):
            code = codes[i]
            ids[row, : len(code[0])], shapes[row, : len(code[1])], mask[row, : len(code[0])] = code[0], code[1], 1
            first[row, : len(code[2])] = code[2]
        upos, feats, ner, arc, rel = self._session.run(
            None, {"ids": ids, "shapes": shapes, "mask": mask, "first": first}
        )
        for row, i in enumerate(batch):
            n, total = len(codes[i][2]) - 1, len(sentences[i])
            if n <= 0:
                result[i] = Parse(
                    ["X"] * total,
                    ["_"] * total,
                    [-1, *([0] * (total - 1))][:total],
                    ["root", *(["dep"] * (total - 1))][:total],
                    ["O"] * total,
                )
                continue
            chosen = heads(arc[row, :n, : n + 1])
            root = chosen.index(-1)
            beyond = total - n
            result[i] = Parse(
                [self._labels["upos"][t] for t in upos[row, :n]] + ["X"] * beyond,
                [self._labels["feats"][t] for t in feats[row, :n]] + ["_"] * beyond,
                chosen + [root] * beyond,
                [self._labels["deprels"][int(rel[row, d, h + 1])] if h >= 0 else "root" for d, h in enumerate(chosen)]
                + ["dep"] * beyond,
                _iob2([self._labels["ner"][t] for t in ner[row, :n].argmax(-1)]) + ["O"] * beyond,
            )


def _iob2(tags: list[str]) -> list[str]:
    """Mend I- tags that continue nothing."""
    for i, tag in enumerate(tags):
        if tag[0] == "I" and (i == 0 or tags[i - 1][2:] != tag[2:]):
            tags[i] = "B" + tag[1:]
    return tags


@functools.cache
def load() -> Model:
    """The model that ships with the package."""
    return Model(resources.files("verbale") / "data" / "models")

"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import json
import re
import unicodedata

import torch


def bert_ids(text, vocabulary, longest):
    """Split into words, then each word greedily into the longest pieces that the vocabulary knows."""
    bare = unicodedata.normalize("NFD", text)  # é becomes e and an accent, which is dropped
    bare = "".join(c for c in bare if c in "\t\n\r" or unicodedata.category(c) not in ("Mn", "Cc", "Cf"))
    pieces = ["[CLS]"]
    for word in re.findall(r"\[[A-Z]+\]|[\u4e00-\u9fff_]|[^\W_\u4e00-\u9fff]+|[^\w\s]", bare):
        word = word if word in vocabulary else word.lower()
        start, found = 0, []
        while start < len(word):
            prefix = "##" if start else ""
            ends = [end for end in range(len(word), start, -1) if prefix + word[start:end] in vocabulary]
            if not ends or len(word) > 100:
                found = ["[UNK]"]
                break
            found.append(prefix + word[start : ends[0]])
            start = ends[0]
        pieces += found
    return [vocabulary[piece] for piece in [*pieces[: longest - 1], "[SEP]"]]


def unigram_pieces(text, scores):
    """Of all ways to cut a text into pieces, the one whose log-probabilities have the largest sum."""
    text = "▁" + " ".join(unicodedata.normalize("NFKC", text).split()).replace(" ", "▁")
    unknown = min(scores.values()) - 10
    best = [(0.0, 0)]  # of the first characters: the largest sum, and where its last piece begins
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - 20), end)
        sums = [best[s][0] + scores.get(text[s:end], unknown if s == end - 1 else -1e9) for s in starts]
        most = max(sums)
        best.append((most, starts[sums.index(most)]))
    pieces, end = [], len(text)
    while end:
        pieces, end = [text[best[end][1] : end], *pieces], best[end][1]
    return pieces


def adamw_steps(weights, gradients, rate, decay):
    """Adam's step for each gradient, and the weights shrunk beside it."""
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    for step, gradient in enumerate(gradients, start=1):
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        m, v = mean / (1 - 0.9**step), square / (1 - 0.999**step)  # both began at 0: made up for
        weights = weights * (1 - rate * decay) - rate * m / (v.sqrt() + 1e-8)
    return weights


def clip(gradients, max_norm):
    """If all gradients together are longer than `max_norm`, shorten them to it."""
    norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
    return [gradient * min(1.0, max_norm / (norm.item() + 1e-6)) for gradient in gradients]


def tensor_shapes(file):
    """A safetensors file begins with 8 bytes, the length of the JSON behind them."""
    with open(file, "rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(length))
    header.pop("__metadata__", None)
    return {name: tuple(fields["shape"]) for name, fields in header.items()}


def tensors(file):
    """The header says for each tensor which bytes behind it are its own."""
    floats = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
    dtypes = {**floats, "I64": torch.int64, "I32": torch.int32, "U8": torch.uint8, "BOOL": torch.bool}
    with open(file, "rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        header, data = json.loads(stream.read(length)), bytearray(stream.read())
    header.pop("__metadata__", None)
    found = {}
    for name, fields in header.items():
        begin, end = fields["data_offsets"]
        dtype, size = dtypes[fields["dtype"]], fields["shape"]
        content = data[begin:end]
        found[name] = torch.frombuffer(content, dtype=dtype).view(size) if content else torch.empty(size)
    return found

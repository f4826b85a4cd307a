"""A function's arguments as Python code and one block of text, for a file that runs anywhere.

Small numbers stand in the code as they are, larger ones in the block: a compressed NPZ archive in base64.
"""

import base64
import dataclasses
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

MOST_NUMBERS = 2_500_000  # in a file: some 6 MB where the weights are halves, as the shipped ones
LOADING = "ARRAYS = np.load(io.BytesIO(base64.b64decode(DATA)), allow_pickle=False)"
FEW = 16  # numbers of a tensor that stand in the code
MOST_WRITTEN = 60  # entries of a list or dictionary of plain values that stand in the code
WIDTH = 110  # characters of a line of the block

STORED = '''
def stored(name):
    """An array of the block at the end of this file."""
    return ARRAYS[name]
'''
TENSORS = """
def tensor(name, dtype):
    return torch.from_numpy(stored(name)).to(dtype)
"""
PLAIN = '''
def plain(name):
    """Words and numbers that are no tensor."""
    return json.loads(stored(name).tobytes().decode("utf-8"))
'''
FILES = '''
def file_of(name, suffix, size):
    """A file of `size` bytes that begins with the stored ones."""
    path = Path(tempfile.mkdtemp()) / f"numbers{suffix}"
    path.write_bytes(stored(name).tobytes())
    with open(path, "r+b") as stream:
        stream.truncate(size)
    return path
'''
TOKENIZERS = """
def tokenizer_of(text, names):
    return PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_str(text), **names)
"""
MODELS = """
def model_of(model_class, config, weights):
    network = model_class(model_class.config_class(**config))
    network.load_state_dict(weights)
    return network.eval()
"""


@dataclass(frozen=True)
class HeadOf:
    """A file of which only the first `length` bytes matter; the others may be zero."""

    path: Path
    length: int


class NotPortableError(TypeError):
    """An argument of a kind that cannot be written down."""


def count_numbers(value: Any) -> int:
    """How many numbers a value would put into a file."""
    if isinstance(value, Tensor):
        return value.numel()
    if isinstance(value, Path | HeadOf):
        return (value.stat().st_size if isinstance(value, Path) else value.length) // 4
    if isinstance(value, torch.nn.Module):
        return sum(count_numbers(tensor) for tensor in value.state_dict().values())
    if isinstance(value, Mapping):
        return sum(map(count_numbers, value.values()))
    return sum(map(count_numbers, value)) if isinstance(value, list | tuple) else 1


@dataclass
class Packed:
    """What `code` has met so far: the arrays of the block, imports, and the functions that read them."""

    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    imports: set[str] = field(default_factory=lambda: {"import torch"})
    reading: dict[str, None] = field(default_factory=dict)
    classes: dict[type, None] = field(default_factory=dict)

    def code(self, value: Any) -> str:
        """An expression that makes an equal value. Raises NotPortableError."""
        if value is None or isinstance(value, bool | int | str):
            return repr(value)
        if isinstance(value, float):
            return repr(value) if math.isfinite(value) else f'float("{value}")'
        if isinstance(value, Tensor):
            return self._tensor(value)
        if isinstance(value, torch.Generator):
            return f"torch.Generator().manual_seed({value.initial_seed()})"
        if isinstance(value, Path | HeadOf):
            return self._file(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            self.classes[type(value)] = None
            fields = (self.code(getattr(value, one.name)) for one in dataclasses.fields(value))
            return f"{type(value).__name__}({', '.join(fields)})"
        if isinstance(value, Mapping | list | tuple):
            return self._collection(value)
        return self._of_transformers(value)

    def block(self) -> str:
        """Statements that read the arrays back; nothing where there are none."""
        if not self.arrays:
            return ""
        packed = io.BytesIO()
        np.savez_compressed(packed, **self.arrays)  # type: ignore[arg-type]
        text = base64.b64encode(packed.getvalue()).decode("ascii")
        lines = "\n".join(text[start : start + WIDTH] for start in range(0, len(text), WIDTH))
        return f'DATA = """\n{lines}\n"""\n{LOADING}'

    def _store(self, array: np.ndarray) -> str:
        self.imports |= {"import base64", "import io", "import numpy as np"}
        self.reading[STORED] = None
        name = f"a{len(self.arrays)}"
        self.arrays[name] = array
        return repr(name)

    def _tensor(self, tensor: Tensor) -> str:
        dtype = str(tensor.dtype)
        if tensor.numel() == 0:
            return f"torch.empty({tuple(tensor.shape)}, dtype={dtype})"
        if tensor.numel() <= FEW and torch.isfinite(tensor).all():
            return f"torch.tensor({tensor.tolist()}, dtype={dtype})"
        wide = tensor.float() if tensor.dtype == torch.bfloat16 else tensor
        code = f"tensor({self._store(narrowed(wide.detach().cpu().numpy()))}, {dtype})"
        self.reading[TENSORS] = None
        return code

    def _collection(self, value: Any) -> str:
        if len(value) > MOST_WRITTEN and _is_plain(value):
            return self._plain(value)
        if isinstance(value, Mapping):
            return "{" + _joined(f"{key!r}: {self.code(one)}" for key, one in value.items()) + "}"
        parts = _joined(map(self.code, value))
        if isinstance(value, tuple):
            return f"({parts.removesuffix(',')},)" if value else "()"
        return f"[{parts}]"

    def _plain(self, value: Any) -> str:
        self.imports.add("import json")
        stored = self._store(np.frombuffer(json.dumps(value).encode(), dtype=np.uint8))
        self.reading[PLAIN] = None
        return f"plain({stored})"

    def _file(self, file: Path | HeadOf) -> str:
        path = file if isinstance(file, Path) else file.path
        self.imports |= {"import tempfile", "from pathlib import Path"}
        with open(path, "rb") as stream:
            content = stream.read(-1 if isinstance(file, Path) else file.length)
        name = self._store(np.frombuffer(content, dtype=np.uint8))
        self.reading[FILES] = None
        return f"file_of({name}, {path.suffix!r}, {path.stat().st_size})"

    def _of_transformers(self, value: Any) -> str:
        """A model by its settings and weights, a tokenizer by its rules and vocabulary."""
        if isinstance(value, torch.nn.Module):
            self.imports.add(f"from transformers import {type(value).__name__}")
            self.reading[MODELS] = None
            config: Any = value.config
            weights = self.code(dict(value.state_dict()))
            return f"model_of({type(value).__name__}, {self._plain(config.to_diff_dict())}, {weights})"
        if hasattr(value, "backend_tokenizer"):
            self.imports |= {
                "from tokenizers import Tokenizer",
                "from transformers import PreTrainedTokenizerFast",
            }
            self.reading[TOKENIZERS] = None
            names = {
                key: str(token) for key, token in value.special_tokens_map.items() if isinstance(token, str)
            }
            return f"tokenizer_of({self._plain(value.backend_tokenizer.to_str())}, {names!r})"
        raise NotPortableError(type(value).__name__)


def narrowed(array: np.ndarray) -> np.ndarray:
    """The array in fewer bytes, if no number changes by it: shipped weights are halves."""
    if not np.issubdtype(array.dtype, np.floating):
        return array
    for dtype in (np.float16, np.float32):
        with np.errstate(over="ignore"):
            smaller = array.astype(dtype)
        if dtype().itemsize < array.dtype.itemsize and np.array_equal(smaller, array, equal_nan=True):
            return smaller
    return array


def _joined(parts: Iterable[str]) -> str:
    """In one line, or a line each where that is too long."""
    texts = list(parts)
    line = ", ".join(texts)
    return (
        line if len(line) <= WIDTH or len(texts) < 2 else "".join(f"\n            {text}," for text in texts)
    )


def _is_plain(value: Any) -> bool:
    """Whether JSON gives the value back as it is."""
    if isinstance(value, Mapping):
        return all(isinstance(key, str) for key in value) and all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return (
        value is None
        or isinstance(value, bool | int | str)
        or (isinstance(value, float) and math.isfinite(value))
    )

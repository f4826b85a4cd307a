"""A causal language model for decoding: a prompt in, the next token's log-probabilities out.

The keys and values of what was read are kept between steps and reordered with the beams, so that
each step reads one new token a beam, all beams as one batch.
"""

import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.base.errors import SentiscopeError
from core.models.byte_tokens import UNREADABLE, is_of_bytes, written_bytes
from core.models.catalog import WEIGHTS, WRITER
from core.models.damage import damage_as
from core.models.files.half_precision import compute_in_float32, half_of
from core.models.loading import load_tokenizer
from core.models.locate import locate
from core.models.reading.folder import check_folder
from core.models.text_checks import readable
from core.models.transformers_library import quiet_transformers

NAME = WRITER  # where no other is chosen
DEFAULT_WINDOW = 1024  # tokens, where a configuration names none


@dataclass(frozen=True)
class LanguageModel:
    """A network with its tokenizer. `ends` are the ids that end a text; a model may have none."""

    network: Any
    tokenizer: Any
    name: str
    origin: str
    ends: tuple[int, ...]
    window: int
    vocabulary: int

    def prompt(self, text: str, steps: int = 0) -> Int[Tensor, "1 S"]:
        """The ids of a prompt that leaves room for `steps` tokens.

        Raises SentiscopeError("text_empty") or ("prompt_too_long").
        """
        ids = self.tokenizer(readable(text), add_special_tokens=False, verbose=False)["input_ids"]
        if len(ids) + steps > self.window:
            raise SentiscopeError("prompt_too_long", tokens=len(ids), steps=steps, window=self.window)
        return torch.tensor([ids], dtype=torch.long)  # (1, S)

    def start_of(self, text: str, most: int) -> tuple[str, int, int]:
        """The start of a prompt that has at most so many tokens, their number, and how many were left out.

        A character whose bytes are several tokens stays whole or is left out.
        Raises SentiscopeError("text_empty").
        """
        whole = readable(text)
        read = self.tokenizer(
            whole, add_special_tokens=False, verbose=False, return_offsets_mapping=self.tokenizer.is_fast
        )
        ids = read["input_ids"]
        if len(ids) <= most:
            return text, len(ids), 0
        start = (
            whole[: read["offset_mapping"][most][0]] if self.tokenizer.is_fast else self._decoded(ids[:most])
        )
        return start, most, len(ids) - most

    def piece(self, token: int) -> str:
        """A token as text; a blank at its start stays. Bytes that are no whole character stand as `<E5>`."""
        return self.text([token])

    def text(self, tokens: list[int]) -> str:
        """Tokens as one text, in which bytes that are no whole character stand as `<E5>`."""
        text = self._decoded(tokens)
        written = "".join(map(str, self.tokenizer.convert_ids_to_tokens(tokens)))
        return written_bytes(written) if UNREADABLE in text and is_of_bytes(written) else text

    def _decoded(self, tokens: list[int]) -> str:
        return str(self.tokenizer.decode(tokens, clean_up_tokenization_spaces=False))


class Continuation:
    """Next-token scores after one prompt, for `core.topics.decoding.concepts.search`.

    Prefixes that each continue one of the last call's cost one new token; others are read from the prompt on.
    The prompt is read at the first call.
    """

    def __init__(self, network: Any, prompt: Int[Tensor, "1 S"]) -> None:
        self.network, self.prompt = network, prompt
        self._cache_rows: dict[tuple[int, ...], int] = {}  # the row of the cache of each prefix

    def __call__(self, prefixes: Int[Tensor, "W T"]) -> Float[Tensor, "W V"]:
        """Log-probabilities of the next token after the prompt and each prefix."""
        return self.logits(prefixes).log_softmax(-1)

    @torch.inference_mode()
    def logits(self, prefixes: Int[Tensor, "W T"]) -> Float[Tensor, "W V"]:
        """The network's scores before the softmax, in float32."""
        W, T = prefixes.shape
        if T == 0:
            self._restart()
            return self._root[1].expand(W, -1)
        rows = [tuple(row) for row in prefixes.tolist()]
        parents = [self._cache_rows.get(row[:-1]) for row in rows]
        if None in parents:  # not what we read last: start at the prompt
            self._restart()
            parents, new = [0] * W, prefixes  # (W, T)
        else:
            new = prefixes[:, -1:]  # (W, 1)
        if parents != list(range(len(self._cache_rows))):
            self._cache.reorder_cache(torch.tensor(parents))
        logits = self._forward(new, self._cache)  # (W, V)
        self._cache_rows = {row: number for number, row in enumerate(rows)}
        if len(self._cache_rows) < W:  # equal rows would no longer match their numbers
            self._cache.reorder_cache(torch.tensor(list(self._cache_rows.values())))
            self._cache_rows = {row: number for number, row in enumerate(self._cache_rows)}
        return logits

    def _restart(self) -> None:
        self._cache = copy.deepcopy(self._root[0])
        self._cache_rows = {(): 0}

    @cached_property
    def _root(self) -> tuple[Any, Float[Tensor, "1 V"]]:
        """Keys and values of the prompt, and the scores after it."""
        cache = quiet_transformers().DynamicCache(config=self.network.config)
        return cache, self._forward(self.prompt, cache)

    def _forward(self, ids: Int[Tensor, "W T"], cache: Any) -> Float[Tensor, "W V"]:
        out = self.network(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
        return out.logits[:, -1].float()


def load_language_model(name: str = NAME, *, network: bool = False) -> LanguageModel:
    """The model of a catalog name, folder or hub id; fetches from the hub only if `network`."""
    located = locate(name, network=network)
    causal = load_causal(located.folder)
    config = causal.config
    return LanguageModel(
        network=causal,
        tokenizer=load_tokenizer(located.folder),
        name=name,
        origin=located.origin,
        ends=_ends(causal),
        window=getattr(config, "max_position_embeddings", None) or DEFAULT_WINDOW,
        vocabulary=config.vocab_size,
    )


def load_causal(folder: Path) -> Any:
    """A causal network that computes in float32, in evaluation mode. Raises SentiscopeError("not_causal").

    Where its one file is in half precision, so are its matrices in memory.
    """
    check_folder(folder)
    with damage_as("weights_unreadable", folder):
        half = half_of(folder / WEIGHTS) if (folder / WEIGHTS).is_file() else None
        try:
            network, report = quiet_transformers().AutoModelForCausalLM.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=half or torch.float32,
                output_loading_info=True,
            )
        except ValueError as error:  # an architecture without a causal head
            raise SentiscopeError("not_causal", folder=folder.name) from error
    if half:
        compute_in_float32(network)
    if report["missing_keys"] or not _is_causal(network.eval()):
        raise SentiscopeError("not_causal", folder=folder.name)
    return network.eval()


@torch.inference_mode()
def _is_causal(network: Any) -> bool:
    """True if a later token changes nothing before it, which is what causal means."""
    first, second = network(input_ids=torch.tensor([[1, 2], [1, 3]])).logits[:, 0]  # (V,) each
    return bool(torch.allclose(first, second, rtol=1e-3, atol=1e-3))


def _ends(network: Any) -> tuple[int, ...]:
    """The end-of-text ids that the model declares, in its generation settings or its configuration."""
    for config in (network.generation_config, network.config):
        declared = getattr(config, "eos_token_id", None)
        if declared is not None:
            return tuple(declared) if isinstance(declared, list) else (declared,)
    return ()

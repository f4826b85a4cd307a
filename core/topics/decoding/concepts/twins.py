"""Each decoding strategy and filter beside `model.generate` and the logits processors of `transformers`."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.twin import Twin, in_double
from core.topics.decoding.concepts import filters, minimal
from core.topics.decoding.concepts import search as decoding
from core.topics.decoding.concepts.search import NextLogProbs, Search

GENERATE = "https://huggingface.co/docs/transformers/main_classes/text_generation"
PROCESSORS = "https://huggingface.co/docs/transformers/internal/generation_utils"
SCIPY = "https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.chisquare.html"
NOTHING = -1  # stands where a sequence has ended


def from_network(network: Any, prompt: Int[Tensor, "1 S"]) -> NextLogProbs:
    """A causal language model of `transformers` as the function the strategies work over, without a cache."""

    def next_log_probs(prefixes: Int[Tensor, "W T"]) -> Float[Tensor, "W V"]:
        W, _ = prefixes.shape
        ids = torch.cat([prompt.expand(W, -1), prefixes], dim=1)  # (W, S+T)
        with torch.inference_mode():
            return network(input_ids=ids).logits[:, -1].float().log_softmax(-1)  # (W, V)

    return next_log_probs


def sequences(search: Search, steps: int) -> Float[Tensor, "N columns"]:
    """The n best as rows: token ids, filled up with −1, and last the score."""
    rows = []
    for hypothesis in search.best:
        tokens = search.tree.tokens(hypothesis.node)
        rows.append([*_filled_up(tokens, steps), hypothesis.score])
    return torch.tensor(rows, dtype=torch.float)  # (N, T+1)


def run_greedy(network: Any, prompt: Tensor, steps: int, ends: list[int]) -> Tensor:
    """Ours: the sequence found, (1, T)."""
    search = decoding.greedy(from_network(network, prompt), steps, ends=ends)
    return sequences(search, steps)[:, :-1]


def run_beam(
    network: Any, prompt: Tensor, width: int, steps: int, penalty: float, early: bool | str, ends: list[int]
) -> Tensor:
    """Ours: the n best sequences with their scores, (W, T+1)."""
    search = decoding.beam(
        from_network(network, prompt), width, steps, ends=ends, length_penalty=penalty, early_stopping=early
    )
    return sequences(search, steps)


def run_minimal_greedy(network: Any, prompt: Tensor, steps: int, ends: list[int]) -> Tensor:
    """The minimal version: the sequence found, (1, T)."""
    tokens = minimal.greedy_search(from_network(network, prompt), steps, ends)
    return torch.tensor([_filled_up(tokens, steps)], dtype=torch.float)


def run_minimal_beam(
    network: Any, prompt: Tensor, width: int, steps: int, penalty: float, early: bool | str, ends: list[int]
) -> Tensor:
    """The minimal version: the n best sequences with their scores, (W, T+1)."""
    best = minimal.beam_search(from_network(network, prompt), width, steps, penalty, early, ends)
    return torch.tensor([[*_filled_up(tokens, steps), score] for tokens, score in best], dtype=torch.float)


def _filled_up(tokens: list[int], steps: int) -> list[int]:
    return [*tokens, *[NOTHING] * (steps - len(tokens))]


def generate(network: Any, prompt: Tensor, steps: int, ends: list[int], **settings: Any) -> Any:
    """`generate` with every default that would matter said aloud."""
    from transformers import GenerationConfig

    config = GenerationConfig(
        max_new_tokens=steps,
        do_sample=False,
        eos_token_id=ends or None,
        pad_token_id=ends[0] if ends else 0,
        repetition_penalty=1.0,
        return_dict_in_generate=True,
        output_scores=True,
        **settings,
    )
    own, network.generation_config = network.generation_config, config  # its own adds an end token
    try:
        return network.generate(prompt, attention_mask=torch.ones_like(prompt), generation_config=config)
    finally:
        network.generation_config = own


def _ended(ids: Tensor, steps: int, ends: list[int]) -> list[list[int]]:
    """Generated ids cut behind the first end token and filled up with −1."""
    rows = []
    for row in ids.tolist():
        stop = next((n + 1 for n, token in enumerate(row) if token in ends), len(row))
        rows.append([*row[:stop], *[NOTHING] * (steps - stop)])
    return rows


def _library_greedy(network: Any, prompt: Tensor, steps: int, ends: list[int]) -> Tensor:
    output = generate(network, prompt, steps, ends, num_beams=1)
    return torch.tensor(_ended(output.sequences[:, prompt.shape[1] :], steps, ends), dtype=torch.float)


def library_beam(
    network: Any, prompt: Tensor, width: int, steps: int, penalty: float, early: bool | str, ends: list[int]
) -> Tensor:
    """The library's n best sequences with their scores, (W, T+1)."""
    output = generate(
        network,
        prompt,
        steps,
        ends,
        num_beams=width,
        num_return_sequences=width,
        length_penalty=penalty,
        early_stopping=early,
    )
    rows = _ended(output.sequences[:, prompt.shape[1] :], steps, ends)
    ids = torch.tensor(rows, dtype=torch.float)  # (W, T)
    return torch.cat([ids, output.sequences_scores[:, None]], dim=1)  # (W, T+1)


def _processor(name: str) -> Callable[..., Tensor]:
    """A logits processor of the library as a function of our arguments, the setting last."""

    def library(logits: Tensor, *rest: Any) -> Tensor:
        import transformers

        seen = rest[0] if len(rest) == 2 else None
        return getattr(transformers, name)(rest[-1])(seen, logits)

    return library


def _library_chi_square(counts: Tensor, probabilities: Tensor) -> Tensor:
    from scipy.stats import chisquare

    # In double, where probabilities that were rounded to float would no longer add up.
    return torch.tensor(chisquare(counts.numpy(), (counts.sum() * probabilities).numpy()).statistic)


TINY_LLAMA: dict[str, Any] = {
    "vocab_size": 40,
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "initializer_range": 0.4,
    "eos_token_id": None,
    "bos_token_id": None,
}


def tiny_network(seed: int = 0, **settings: Any) -> Any:
    """A random Llama of two layers, always the same; `settings` replace those of `TINY_LLAMA`."""
    from transformers import LlamaConfig, LlamaForCausalLM

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return LlamaForCausalLM(LlamaConfig(**TINY_LLAMA | settings)).eval()


PROMPT = torch.tensor([[5, 17, 3]])
ENDS = [7, 21]


def _greedy_examples() -> Iterator[tuple[Any, ...]]:
    network = tiny_network()
    yield network, PROMPT, 8, []
    yield network, PROMPT, 8, ENDS


def _beam_examples() -> Iterator[tuple[Any, ...]]:
    network = tiny_network()
    for width, penalty, early in ((2, 1.0, False), (4, 0.0, "never"), (8, 2.0, True), (3, -1.0, False)):
        for ends in ([], ENDS):
            yield network, PROMPT, width, 6, penalty, early, ends


def _filter_examples(*settings: Any, seen: bool = False) -> Callable[[], Iterator[tuple[Any, ...]]]:
    def examples() -> Iterator[tuple[Any, ...]]:
        generator = torch.Generator().manual_seed(42)
        logits = 3 * torch.randn(4, 50, generator=generator)  # (W, V)
        ids = torch.randint(0, 50, (4, 7), generator=generator)  # (W, T)
        for setting in settings:
            yield (logits, ids, setting) if seen else (logits, setting)

    return examples


def _chi_square_examples() -> Iterator[tuple[Any, ...]]:
    generator = torch.Generator().manual_seed(42)
    probabilities = torch.rand(6, generator=generator, dtype=torch.double)
    counts = torch.multinomial(probabilities, 1000, replacement=True, generator=generator).bincount(
        minlength=6
    )
    yield counts.double(), probabilities / probabilities.sum()


def _filter(name: str, ours: Any, library: str, parameter: str, settings: tuple[Any, ...]) -> Twin:
    seen = name == "repetition_penalty"
    ids = "input_ids" if seen else "None"
    return Twin(
        f"filter_{name}",
        ours,
        _processor(library),
        f"{library}({parameter})({ids}, scores)",
        f"from transformers import {library}",
        PROCESSORS,
        _filter_examples(*settings, seen=seen),
        relative=0.0,
        absolute=0.0,
    )


TWINS = (
    Twin(
        "greedy",
        run_greedy,
        _library_greedy,
        "AutoModelForCausalLM.from_pretrained(folder).generate(\n"
        "    ids,\n    max_new_tokens=steps,\n    num_beams=1,\n    do_sample=False,\n"
        "    eos_token_id=ends,\n    repetition_penalty=1.0,\n)",
        "from transformers import AutoModelForCausalLM",
        GENERATE,
        _greedy_examples,
        relative=0.0,
        absolute=0.0,
        shown=(decoding.greedy,),
        minimal=run_minimal_greedy,
        minimal_shown=(minimal.greedy_search,),
    ),
    Twin(
        "beam",
        run_beam,
        library_beam,
        "AutoModelForCausalLM.from_pretrained(folder).generate(\n"
        "    ids,\n    max_new_tokens=steps,\n    num_beams=width,\n    num_return_sequences=width,\n"
        "    do_sample=False,\n    length_penalty=alpha,\n    early_stopping=early,\n"
        "    eos_token_id=ends,\n    repetition_penalty=1.0,\n    output_scores=True,\n"
        "    return_dict_in_generate=True,\n)",
        "from transformers import AutoModelForCausalLM",
        GENERATE,
        _beam_examples,
        relative=0.0,
        absolute=1e-4,
        shown=(decoding.beam, decoding._candidates, decoding._is_over),
        minimal=run_minimal_beam,
        minimal_shown=(minimal.beam_search,),
    ),
    _filter(
        "repetition_penalty",
        filters.penalise_repetition,
        "RepetitionPenaltyLogitsProcessor",
        "penalty=1.3",
        (1.3, 0.8),
    ),
    _filter(
        "temperature",
        filters.scale_temperature,
        "TemperatureLogitsWarper",
        "temperature=0.7",
        (0.7, 1.5),
    ),
    _filter("top_k", filters.keep_top_k, "TopKLogitsWarper", "top_k=10", (1, 10, 99)),
    _filter("top_p", filters.keep_top_p, "TopPLogitsWarper", "top_p=0.9", (0.1, 0.9, 0.999)),
    _filter("min_p", filters.keep_min_p, "MinPLogitsWarper", "min_p=0.1", (0.05, 0.1, 1.0)),
    Twin(
        "chi_square",
        filters.chi_square,
        _library_chi_square,
        "chisquare(counts, expected).statistic",
        "from scipy.stats import chisquare",
        SCIPY,
        _chi_square_examples,
        **in_double(absolute=1e-9),
    ),
)

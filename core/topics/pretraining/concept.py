"""BERT's pre-training tasks from scratch: masked language modelling and next sentence prediction.

And what the vectors learned that way are alike to. Source: Devlin et al. 2019, section 3.1 and appendix A.1.
The heads' weights have the names that they have in a checkpoint of BertForPreTraining.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.classification import cross_entropy
from core.nn.encoder import Weights, part_of
from core.nn.layers import gelu, layer_norm, linear
from core.nn.twin import Twin, documented, in_double
from core.topics.embeddings.concept import cosine
from core.topics.pretraining import minimal

NOT_CHOSEN = -100  # the target of a position that the loss ignores, as in torch's cross_entropy
IS_NEXT, NOT_NEXT = 0, 1  # the classes of the next-sentence head, as in BERT's checkpoints

Sentence = TypeVar("Sentence")


def corrupt(
    ids: Int[Tensor, "B T"],
    special: Int[Tensor, "N"],
    vocabulary: int,
    mask: int,
    generator: torch.Generator,
    rate: float = 0.15,
    masked: float = 0.8,
    random: float = 0.1,
) -> Int[Tensor, "2 B T"]:
    """BERT's corruption: the corrupted input ids, and the targets, -100 where no token was chosen.

    Each token but the `special` ids is chosen with probability `rate`. Of the chosen, the proportion
    `masked` becomes the id `mask`, the proportion `random` a uniformly drawn ordinary token of the V =
    `vocabulary`, and the rest stays. Source: Devlin et al. 2019, section 3.1, "Masked LM".
    """
    ordinary = torch.ones(vocabulary).index_fill(0, special, 0).nonzero()[:, 0]  # (V - N,)
    probabilities = torch.full(ids.shape, rate).masked_fill(torch.isin(ids, special), 0.0)  # (B, T)
    chosen = torch.bernoulli(probabilities, generator=generator).bool()  # (B, T)
    hidden = chosen & torch.bernoulli(torch.full(ids.shape, masked), generator=generator).bool()  # (B, T)
    random_if_unmasked = min(1.0, random / (1 - masked)) if masked < 1 else 0.0
    swapped = torch.bernoulli(torch.full(ids.shape, random_if_unmasked), generator=generator).bool()  # (B, T)
    drawn = ordinary[torch.randint(len(ordinary), ids.shape, generator=generator)]  # (B, T)
    corrupted = ids.masked_fill(hidden, mask).where(~(chosen & ~hidden & swapped), drawn)  # (B, T)
    return torch.stack([corrupted, ids.masked_fill(~chosen, NOT_CHOSEN)])  # (2, B, T)


def sentence_pairs(
    documents: Sequence[Sequence[Sentence]], generator: torch.Generator, harder: bool = False
) -> list[tuple[Sentence, Sentence, bool]]:
    """(first, second, is_next) for each sentence that has a successor, in order.

    With probability 0.5 `second` is the successor, else a sentence of another document; with `harder`
    it is another of the same document, and documents of fewer than three sentences are skipped.
    Raises ValueError for fewer than two documents without `harder`.
    Source: Devlin et al. 2019, section 3.1, "Next Sentence Prediction".
    """
    documents = [sentences for sentences in documents if len(sentences)]
    if len(documents) < 2 and not harder:
        raise ValueError("negative pairs need a second document to draw from")
    pairs = []
    for number, sentences in enumerate(documents):
        for position in range(len(sentences) - 1 if not harder or len(sentences) > 2 else 0):
            is_next = _draw(2, generator) == 1
            if is_next:
                second = sentences[position + 1]
            elif harder:
                second = _not_next(sentences, position, generator)
            else:
                second = _elsewhere(documents, number, generator)
            pairs.append((sentences[position], second, is_next))
    return pairs


def pair_input(
    first: Int[Tensor, "T1"], second: Int[Tensor, "T2"], start: int, end: int
) -> Int[Tensor, "2 T"]:
    """Ids of [CLS] first [SEP] second [SEP] (row 0) and segment ids (row 1): 0 to the first [SEP], then 1.

    `start` and `end` are the ids of [CLS] and [SEP]; T = T1 + T2 + 3.
    """
    ids = torch.cat([torch.tensor([start]), first, torch.tensor([end]), second, torch.tensor([end])])  # (T,)
    segments = (torch.arange(len(ids)) >= len(first) + 2).long()  # (T,)
    return torch.stack([ids, segments])  # (2, T)


def mlm_head(
    vectors: Float[Tensor, "... D"], weights: Weights, epsilon: float = 1e-12
) -> Float[Tensor, "... V"]:
    """BERT's masked-LM head: linear, GELU, LayerNorm, then logits over the vocabulary.

    The output matrix is tied to the token embeddings. Source: Press & Wolf 2017 (tying).
    """
    head = part_of(weights, "cls.predictions.")
    dense = linear(vectors, head["transform.dense.weight"], head["transform.dense.bias"])  # (..., D)
    gain, shift = head["transform.LayerNorm.weight"], head["transform.LayerNorm.bias"]
    normal = layer_norm(gelu(dense), gain, shift, epsilon)  # (..., D)
    return linear(normal, weights["bert.embeddings.word_embeddings.weight"], head["bias"])  # (..., V)


def mlm_loss(logits: Float[Tensor, "... V"], targets: Int[Tensor, "..."]) -> Float[Tensor, ""]:
    """Mean cross-entropy (nats) over the chosen positions; 0 if there are none."""
    chosen = targets != NOT_CHOSEN  # (...)
    if not chosen.any():
        return logits.sum() * 0.0
    return cross_entropy(logits[chosen], targets[chosen])


def next_sentence_head(pooled: Float[Tensor, "B D"], weights: Weights) -> Float[Tensor, "B 2"]:
    """Logits from the pooled vector of [CLS]: class 0 is "next sentence", class 1 is "not next"."""
    return linear(pooled, weights["cls.seq_relationship.weight"], weights["cls.seq_relationship.bias"])


def nearest_contexts(
    query: Float[Tensor, "D"], vectors: Float[Tensor, "N D"], texts: Int[Tensor, "N"], count: int
) -> tuple[Int[Tensor, "K"], Float[Tensor, "K"]]:
    """The K = `count` rows nearest to `query` by cosine, one from each text, best first, and their cosines.

    `texts` says for each of the N vectors which text it stands in; K is less where there are fewer texts.
    Of equally near rows the first counts. Source: Hoover, Strobelt & Gehrmann 2020 (exBERT).
    """
    alike = cosine(query[None, :], vectors)[0]  # (N,)
    order = alike.argsort(descending=True, stable=True)  # (N,)
    best: dict[int, int] = {}  # text → its nearest row
    for row, text in zip(order.tolist(), texts[order].tolist(), strict=True):
        best.setdefault(text, row)
    rows = torch.tensor(list(best.values())[:count])  # (K,)
    return rows, alike[rows]


def _draw(count: int, generator: torch.Generator) -> int:
    return int(torch.randint(count, (), generator=generator))


def _elsewhere(documents: Sequence[Sequence[Sentence]], own: int, generator: torch.Generator) -> Sentence:
    """A random sentence of a random document other than number `own`."""
    number = _draw(len(documents) - 1, generator)
    other = documents[number + (number >= own)]
    return other[_draw(len(other), generator)]


def _not_next(sentences: Sequence[Sentence], position: int, generator: torch.Generator) -> Sentence:
    """A random sentence of this document other than those at `position` and `position` + 1."""
    number = _draw(len(sentences) - 2, generator)
    return sentences[number + 2 * (number >= position)]


class _Vocabulary:
    """The part of a tokenizer's interface that the library's collator needs."""

    mask_token = "[MASK]"

    def __init__(self, size: int, mask: int) -> None:
        self.size, self.mask = size, mask

    def __len__(self) -> int:
        return self.size

    def convert_tokens_to_ids(self, token: str) -> int:
        return self.mask


def _library_corrupt(
    ids: Tensor, special: Tensor, vocabulary: int, mask: int, generator: torch.Generator
) -> Tensor:
    """The library draws random tokens from the first `len(tokenizer)` ids: special ids move to the end."""
    from transformers import DataCollatorForLanguageModeling

    others = [number for number in range(vocabulary) if number not in set(special.tolist())]
    order = torch.tensor(others + special.tolist())  # (V,)
    position = order.argsort()  # (V,): the new id of each id
    tokenizer = _Vocabulary(len(others), int(position[mask]))
    collator = DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15)
    collator.generator = torch.Generator().manual_seed(generator.initial_seed())
    inputs, labels = collator.torch_mask_tokens(position[ids], torch.isin(ids, special))
    return torch.stack([order[inputs], torch.where(labels < 0, labels, order[labels.clamp(min=0)])])


def _library_pair(first: Tensor, second: Tensor, start: int, end: int) -> Tensor:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit
    from tokenizers.processors import BertProcessing

    numbers = {start, end, *first.tolist(), *second.tolist()}
    tokenizer = Tokenizer(WordLevel({str(number): number for number in numbers}, unk_token=str(end)))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.post_processor = BertProcessing((str(end), end), (str(start), start))
    texts = [" ".join(map(str, ids.tolist())) for ids in (first, second)]
    encoding = tokenizer.encode(texts[0], texts[1])
    return torch.tensor([encoding.ids, encoding.type_ids])


def _library_mlm_head(vectors: Tensor, weights: Weights) -> Tensor:
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertLMPredictionHead

    V, D = weights["bert.embeddings.word_embeddings.weight"].shape
    head = BertLMPredictionHead(BertConfig(vocab_size=V, hidden_size=D))
    own = part_of(weights, "cls.predictions.")
    decoder = {"weight": weights["bert.embeddings.word_embeddings.weight"], "bias": own["bias"]}
    head.load_state_dict(own | {f"decoder.{name}": tensor for name, tensor in decoder.items()})
    with torch.inference_mode():
        return head(vectors)


def _library_next_sentence_head(pooled: Tensor, weights: Weights) -> Tensor:
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertOnlyNSPHead

    head = BertOnlyNSPHead(BertConfig(hidden_size=pooled.shape[-1]))
    own = part_of(weights, "cls.")
    head.load_state_dict({name: own[name] for name in head.state_dict()})
    with torch.inference_mode():
        return head(pooled)


def _library_contexts(query: Tensor, vectors: Tensor, texts: Tensor, count: int) -> Tensor:
    """All neighbours in order; of each text the first, as the corpus is searched by tokens."""
    import numpy as np
    from sklearn.neighbors import NearestNeighbors

    finder = NearestNeighbors(n_neighbors=len(vectors), metric="cosine", algorithm="brute")
    distances, rows = finder.fit(vectors.numpy()).kneighbors(query[None, :].numpy())  # (1, N) each
    _, first = np.unique(texts.numpy()[rows[0]], return_index=True)
    return torch.from_numpy(1 - distances[0][np.sort(first)[:count]])  # (K,)


def _with_prefix(weights: Weights, prefix: str) -> Weights:
    return {name: tensor for name, tensor in weights.items() if name.startswith(prefix)}


def _corrupt_examples() -> Iterator[tuple]:
    generator = torch.Generator().manual_seed(42)
    for B, T, vocabulary in ((1, 8, 30), (4, 128, 300)):
        ids = torch.randint(5, vocabulary, (B, T), generator=generator)  # (B, T)
        ids[:, 0], ids[:, -1] = 2, 3
        yield ids, torch.tensor([0, 1, 2, 3, 4]), vocabulary, 4, torch.Generator().manual_seed(7)
        yield ids, torch.tensor([0, 2, 3, 17]), vocabulary, 17, torch.Generator().manual_seed(8)


def _pair_examples() -> Iterator[tuple[Tensor, Tensor, int, int]]:
    yield torch.tensor([2023, 2003]), torch.tensor([2307]), 101, 102
    yield torch.tensor([7]), torch.arange(10, 40), 1, 2


def _loss_examples() -> Iterator[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(42)
    for B, T, V in ((2, 5, 11), (3, 40, 200)):
        targets = torch.randint(V, (B, T), generator=generator)  # (B, T)
        chosen = torch.rand(B, T, generator=generator) < 0.3
        yield torch.randn(B, T, V, generator=generator) * 3, targets.masked_fill(~chosen, NOT_CHOSEN)


def _head_examples() -> Iterator[tuple[Tensor, dict[str, Tensor]]]:
    generator = torch.Generator().manual_seed(42)
    for B, D, V in ((3, 16, 40), (7, 32, 100)):
        shapes = {
            "bert.embeddings.word_embeddings.weight": (V, D),
            "cls.predictions.bias": (V,),
            "cls.predictions.transform.dense.weight": (D, D),
            "cls.predictions.transform.dense.bias": (D,),
            "cls.predictions.transform.LayerNorm.weight": (D,),
            "cls.predictions.transform.LayerNorm.bias": (D,),
            "cls.seq_relationship.weight": (2, D),
            "cls.seq_relationship.bias": (2,),
        }
        weights = {name: torch.randn(shape, generator=generator) * 0.3 for name, shape in shapes.items()}
        yield torch.randn(B, D, generator=generator), weights


def _context_examples() -> Iterator[tuple[Tensor, Tensor, Tensor, int]]:
    generator = torch.Generator().manual_seed(42)
    for N, D, texts, count in ((20, 4, 5, 3), (300, 32, 40, 8), (6, 8, 2, 4)):
        numbers = torch.randint(texts, (N,), generator=generator)  # (N,)
        yield (
            torch.randn(D, generator=generator),
            torch.randn(N, D, generator=generator),
            numbers,
            count,
        )


BERT_DOCUMENTATION = "https://huggingface.co/docs/transformers/model_doc/bert"

COLLATORS = "https://huggingface.co/docs/transformers/main_classes/data_collator"
PROCESSORS = "https://huggingface.co/docs/tokenizers/api/post-processors"
TWINS = (
    Twin(
        name="corrupt",
        ours=corrupt,
        library=_library_corrupt,
        call="DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15, seed=42)",
        **documented("transformers.DataCollatorForLanguageModeling", COLLATORS),
        examples=_corrupt_examples,
        minimal=minimal.mask_tokens,
    ),
    Twin(
        name="pair_input",
        ours=pair_input,
        library=_library_pair,
        call='BertProcessing(("[SEP]", 102), ("[CLS]", 101))  # inside tokenizer(first, second)',
        **documented("tokenizers.processors.BertProcessing", PROCESSORS),
        examples=_pair_examples,
    ),
    Twin(
        name="mlm_loss",
        ours=mlm_loss,
        library=lambda logits, targets: F.cross_entropy(
            logits.flatten(0, -2), targets.flatten(), ignore_index=NOT_CHOSEN
        ),
        call="F.cross_entropy(logits.flatten(0, -2), targets.flatten(), ignore_index=-100)",
        **documented("torch.nn.functional.cross_entropy"),
        examples=_loss_examples,
        absolute=1e-6,
    ),
    Twin(
        name="mlm_head",
        ours=mlm_head,
        library=_library_mlm_head,
        call="BertLMPredictionHead(config)(vectors)",
        **documented("transformers.models.bert.modeling_bert.BertLMPredictionHead", BERT_DOCUMENTATION),
        examples=_head_examples,
        absolute=1e-5,  # each logit is a sum of D terms that may cancel
        minimal=minimal.masked_token_head,
    ),
    Twin(
        name="next_sentence_head",
        ours=next_sentence_head,
        library=_library_next_sentence_head,
        call="BertOnlyNSPHead(config)(pooled)",
        portable=lambda pooled, weights: (pooled, _with_prefix(weights, "cls.seq_relationship.")),
        **documented("transformers.models.bert.modeling_bert.BertOnlyNSPHead", BERT_DOCUMENTATION),
        examples=_head_examples,
        absolute=1e-5,
    ),
    Twin(
        name="nearest_contexts",
        ours=lambda *arguments: nearest_contexts(*arguments)[1],
        library=_library_contexts,
        call='NearestNeighbors(metric="cosine").fit(vectors).kneighbors([query])',
        **documented("sklearn.neighbors.NearestNeighbors"),
        examples=_context_examples,
        **in_double(absolute=1e-9),
        shown=(nearest_contexts,),
        minimal=lambda *arguments: minimal.similar_places(*arguments)[1],
        minimal_shown=(minimal.similar_places,),
    ),
)

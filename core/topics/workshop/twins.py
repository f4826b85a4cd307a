"""WordPiece, Unigram, loss, AdamW, clipping, schedule, metrics and safetensors beside the libraries'."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from core.base.scratch import scratch_folder
from core.nn import classification, metrics, schedule
from core.nn.metrics import Confusion
from core.nn.source.portable import HeadOf
from core.nn.twin import Twin, documented, in_double
from core.topics.workshop import minimal
from core.topics.workshop.concepts import adamw, clipping, safetensors_header, unigram, wordpiece

TOKENIZERS = "https://huggingface.co/docs/transformers/main_classes/tokenizer"
MODELS = "https://huggingface.co/docs/tokenizers/api/models"
SAFETENSORS = "https://huggingface.co/docs/safetensors/api/torch"


def predictions_and_labels(counts: Confusion) -> tuple[Int[Tensor, "B"], Int[Tensor, "B"]]:
    """B predictions and their labels, of which `confusion` counts just these."""
    outcomes = (
        (counts.true_positive, 1, 1),
        (counts.false_positive, 1, 0),
        (counts.false_negative, 0, 1),
        (counts.true_negative, 0, 0),
    )
    predictions = torch.cat([torch.full((count,), prediction) for count, prediction, _ in outcomes])  # (B,)
    labels = torch.cat([torch.full((count,), label) for count, _, label in outcomes])  # (B,)
    return predictions, labels


# ---- WordPiece


def _library_ids(texts: Sequence[str], tokenizer: Any, longest: int = 128) -> Tensor:
    encoding = tokenizer(list(texts), truncation=True, max_length=longest, padding=True, return_tensors="pt")
    return encoding["input_ids"]


def _minimal_ids(texts: Sequence[str], tokenizer: Any, longest: int = 128) -> Tensor:
    vocabulary = tokenizer.get_vocab()
    rows = [torch.tensor(minimal.bert_ids(text, vocabulary, longest)) for text in texts]
    return pad_sequence(rows, batch_first=True, padding_value=vocabulary["[PAD]"])  # (B, T)


def _wordpiece_examples() -> Iterator[tuple[list[str], Any, int]]:
    from transformers import BertTokenizer

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = [*special, "a", "un", "##for", "##get", "##table", "##ly", "cafe", "!", "$", "好", "'", "s"]
    tokenizer = BertTokenizer(vocab={word: number for number, word in enumerate(words)})
    texts = ["", "A Café's UNFORGETTABLE!", "unforgettably 好好 $", "a\u200bun [SEP] a\x00\tun", "a" * 101]
    yield texts, tokenizer, 128
    yield texts, tokenizer, 6


def _piece_ids(words: Sequence[str], vocabulary: Mapping[str, int]) -> Int[Tensor, "T"]:
    pieces = [piece for word in words for piece in wordpiece.word_pieces(word, vocabulary)]
    return torch.tensor([vocabulary[piece] for piece in pieces])


def _library_piece_ids(words: Sequence[str], vocabulary: Mapping[str, int]) -> Tensor:
    from tokenizers.models import WordPiece

    model = WordPiece(dict(vocabulary), unk_token="[UNK]")
    return torch.tensor([token.id for word in words for token in model.tokenize(word)])


def _piece_examples() -> Iterator[tuple[list[str], dict[str, int]]]:
    pieces = ["[UNK]", "a", "un", "for", "##for", "##f", "get", "##get", "##table", "##t", "##ly", "like"]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    yield ["a", "unforgettable", "unlike", "forgetly", "unforgetting"], vocabulary
    yield ["like"], vocabulary


# ---- Unigram


def _minimal_unigram(texts: Sequence[str], tokenizer: Any, longest: int = 128) -> Tensor:
    scores = unigram.scores_of(tokenizer)
    ids = {piece: number for number, piece in enumerate(scores)}
    rows = []
    for text in texts:
        pieces = unigram.unknown_joined(minimal.unigram_pieces(text, scores), scores)[: longest - 2]
        inside = [ids.get(piece, tokenizer.unk_token_id) for piece in pieces]
        rows.append(torch.tensor([tokenizer.bos_token_id, *inside, tokenizer.eos_token_id]))
    return pad_sequence(rows, batch_first=True, padding_value=tokenizer.pad_token_id)  # (B, T)


def small_unigram() -> Any:
    """A tokenizer of E5's kind with a handful of pieces."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    pieces = [*"ailmf剧情好看,。1▁", "▁a", "▁film", "剧情", "好看"]
    scored = [(piece, -1.0 - number / 3) for number, piece in enumerate(pieces)]
    plain = Tokenizer(models.Unigram([*((mark, 0.0) for mark in special.values()), *scored], unk_id=3))
    steps = (
        normalizers.Nmt(),
        normalizers.NFKC(),
        normalizers.Strip(),
        normalizers.Replace(Regex(" {2,}"), " "),
    )
    plain.normalizer = normalizers.Sequence(list(steps))
    plain.pre_tokenizer = pre_tokenizers.Metaspace()
    plain.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(tokenizer_object=plain, **special)


def _unigram_examples() -> Iterator[tuple[list[str], Any, int]]:
    tokenizer = small_unigram()
    texts = [
        "剧情好看，好。",
        "Ａ ａ　ｆｉｌｍ！",
        " a  film ",
        "劇情好看𠮷𠮷１",
        "剧情好" * 30,
        "情剧 a剧情看好",
    ]
    yield texts, tokenizer, 128
    yield texts, tokenizer, 6


# ---- AdamW and clipping


def _torch_adamw(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    parameter = torch.nn.Parameter(weights.clone())
    optimizer = torch.optim.AdamW([parameter], lr=rate, weight_decay=decay)
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimizer.step()
    return parameter.detach()


def _adamw_examples() -> Iterator[tuple[Tensor, Tensor, float, float]]:
    generator = torch.Generator().manual_seed(42)
    for rate, decay in ((5e-5, 0.01), (0.1, 0.0), (0.01, 0.5)):
        drawn = torch.randn(101, 12, generator=generator)
        yield drawn[0], drawn[1:] * 10.0 ** torch.arange(-6, 6), rate, decay  # 100 steps, tiny to huge


def _torch_clip(gradients: Tensor, max_norm: float) -> Tensor:
    parameters = [torch.nn.Parameter(torch.zeros_like(row)) for row in gradients]
    for parameter, row in zip(parameters, gradients, strict=True):
        parameter.grad = row.clone()
    torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    return torch.stack([p.grad for p in parameters if p.grad is not None])


def _clipping_examples() -> Iterator[tuple[Tensor, float]]:
    drawn = torch.randn(3, 5, generator=torch.Generator().manual_seed(42))
    for scale in (0.0, 0.01, 1.0, 1e6):
        yield drawn * scale, 1.0


# ---- safetensors


def _library_shapes(file: Path) -> Tensor:
    from safetensors import safe_open

    with safe_open(file, framework="pt") as opened:
        shapes = {name: tuple(opened.get_slice(name).get_shape()) for name in opened.keys()}  # noqa: SIM118
    return safetensors_header.shape_table(shapes)


def _library_values(file: Path) -> Tensor:
    from safetensors.torch import load_file

    return torch.cat([tensor.double().reshape(-1) for _, tensor in sorted(load_file(file).items())])


def _header_alone(file: Path) -> tuple[HeadOf]:
    """The length, and as many bytes behind it."""
    with open(file, "rb") as stream:
        return (HeadOf(file, 8 + int.from_bytes(stream.read(8), "little")),)


def _minimal_values(file: Path) -> Tensor:
    return torch.cat([tensor.double().reshape(-1) for _, tensor in sorted(minimal.tensors(file).items())])


def _safetensors_examples() -> Iterator[tuple[Path]]:
    from safetensors.torch import save_file

    drawn = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(42))
    tensors = {
        "weight": drawn,
        "half": drawn[0].half(),
        "brain": drawn[1].bfloat16(),
        "steps": torch.arange(5),
        "nothing": torch.empty(0, 3),
        "one": torch.tensor(7.0),
    }
    with scratch_folder() as folder:
        file = folder / "small.safetensors"
        save_file(tensors, file, metadata={"format": "pt"})
        yield (file,)


TWINS = (
    Twin(
        name="wordpiece",
        ours=wordpiece.batch_ids,
        library=_library_ids,
        call='AutoTokenizer.from_pretrained(folder)(texts, truncation=True, padding=True)["input_ids"]',
        **documented("transformers.AutoTokenizer", TOKENIZERS),
        examples=_wordpiece_examples,
        minimal=_minimal_ids,
        minimal_shown=(minimal.bert_ids,),
        shown=(wordpiece.basic_tokens, wordpiece.word_pieces, wordpiece.tokenize, wordpiece.input_ids),
    ),
    Twin(
        name="word_pieces",
        ours=_piece_ids,
        library=_library_piece_ids,
        call='WordPiece(vocabulary, unk_token="[UNK]").tokenize(word)',
        **documented("tokenizers.models.WordPiece", MODELS),
        examples=_piece_examples,
        shown=(wordpiece.word_pieces,),
    ),
    Twin(
        name="unigram",
        ours=unigram.batch_ids,
        library=_library_ids,
        call='AutoTokenizer.from_pretrained(folder)(texts, truncation=True, padding=True)["input_ids"]',
        **documented("transformers.AutoTokenizer", TOKENIZERS),
        examples=_unigram_examples,
        minimal=_minimal_unigram,
        minimal_shown=(minimal.unigram_pieces,),
        shown=(unigram.normal, unigram.stretches, unigram.best_cut, unigram.tokenize, unigram.input_ids),
    ),
    *(twin for twin in classification.TWINS if twin.name == "cross_entropy"),
    Twin(
        name="adamw",
        ours=adamw.adamw,
        library=_torch_adamw,
        call="AdamW([weights], lr=rate, weight_decay=decay).step()",
        **documented("torch.optim.AdamW"),
        examples=_adamw_examples,
        **in_double(),
        shown=(adamw.adamw_step,),
        minimal=minimal.adamw_steps,
    ),
    Twin(
        name="clipping",
        ours=clipping.clipped_rows,
        library=_torch_clip,
        call="clip_grad_norm_(model.parameters(), max_norm)",
        **documented("torch.nn.utils.clip_grad_norm_"),
        examples=_clipping_examples,
        **in_double(),
        shown=(clipping.clip_gradients, clipping.total_norm),
        minimal=lambda gradients, most: torch.stack(minimal.clip(list(gradients), most)),
        minimal_shown=(minimal.clip,),
    ),
    *schedule.TWINS,
    *metrics.TWINS,
    Twin(
        name="safetensors_header",
        ours=safetensors_header.shapes,
        library=_library_shapes,
        call='safe_open(file, framework="pt").get_slice(name).get_shape()',
        **documented("safetensors.safe_open", SAFETENSORS),
        examples=_safetensors_examples,
        shown=(safetensors_header.read_header,),
        minimal=lambda file: safetensors_header.shape_table(minimal.tensor_shapes(file)),
        minimal_shown=(minimal.tensor_shapes,),
        portable=_header_alone,
    ),
    Twin(
        name="safetensors_values",
        ours=safetensors_header.values,
        library=_library_values,
        call="load_file(file)",
        **documented("safetensors.torch.load_file", SAFETENSORS),
        examples=_safetensors_examples,
        **in_double(relative=0.0, absolute=0.0),
        shown=(safetensors_header.read_tensor,),
        minimal=_minimal_values,
        minimal_shown=(minimal.tensors,),
    ),
)

"""Tiny random classifiers of many architectures, each with a tokenizer that frames texts as its own does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

WORDS = (
    "a the film movie story acting is was it not very and but . , good bad warm dull funny slow superb awful"
)
SIZE = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 66,
}
WIDE = {"d_model": 16, "d_ff": 32, "d_kv": 8, "num_heads": 2, "num_layers": 2}
XLNET = {"d_model": 16, "n_layer": 2, "n_head": 2, "d_inner": 32}
GPT2 = {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 66}
BART = {"d_model": 16, "max_position_embeddings": 66} | {
    f"{side}_{name}": number
    for side in ("encoder", "decoder")
    for name, number in (("layers", 2), ("attention_heads", 2), ("ffn_dim", 32))
}
DEBERTA = {**SIZE, "relative_attention": True, "pos_att_type": ["p2c", "c2p"], "max_relative_positions": 66}
ALBERT = {**SIZE, "embedding_size": 8}
ELECTRA = {**SIZE, "embedding_size": 8}
DISTILBERT = {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32, "max_position_embeddings": 66}
QWEN2 = {**SIZE, "num_key_value_heads": 2}
MODERN = {**SIZE, "global_attn_every_n_layers": 2, "local_attention": 8}

# Each: transformers' class before "Config", its sizes, how a text is framed, and how many tokens fit.
ARCHITECTURES: dict[str, tuple[str, dict[str, Any], str, int]] = {
    "bert": ("Bert", SIZE, "cls", 66),
    "distilbert": ("DistilBert", DISTILBERT, "cls", 66),
    "roberta": ("Roberta", SIZE, "cls", 64),
    "xlm-roberta": ("XLMRoberta", SIZE, "cls", 64),
    "camembert": ("Camembert", SIZE, "cls", 64),
    "mpnet": ("MPNet", SIZE, "cls", 64),
    "albert": ("Albert", ALBERT, "cls", 66),
    "electra": ("Electra", ELECTRA, "cls", 66),
    "ernie": ("Ernie", SIZE, "cls", 66),
    "deberta": ("Deberta", DEBERTA, "cls", 66),
    "deberta-v2": ("DebertaV2", DEBERTA, "cls", 66),
    "modernbert": ("ModernBert", MODERN, "cls", 66),
    "convbert": ("ConvBert", ELECTRA, "cls", 66),
    "xlnet": ("XLNet", XLNET, "behind", 512),
    "gpt2": ("GPT2", GPT2, "plain", 66),
    "qwen2": ("Qwen2", QWEN2, "bytes", 66),
    "bart": ("Bart", BART, "cls", 66),
    "t5": ("T5", WIDE, "end", 512),
}
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<cls>", "<sep>")  # ids from 0 on, as RoBERTa has them
FRAMES: dict[str, Callable[[dict[str, int]], Any]] = {
    "cls": lambda ids: ("<s> $A </s>", ["<s>", "</s>"]),
    "end": lambda ids: ("$A </s>", ["</s>"]),
    "behind": lambda ids: ("$A:0 <sep>:0 <cls>:2", ["<sep>", "<cls>"]),
}


def write_tiny(folder: Path, name: str, *, padding: bool = True, **changes: Any) -> Path:
    """Write a random two-class model of an architecture; `changes` go into its configuration."""
    import torch

    from core.models.transformers_library import quiet_transformers

    transformers = quiet_transformers()
    kind, size, frame, _ = ARCHITECTURES[name]
    tokenizer = tiny_tokenizer(frame, padding=padding)
    config = getattr(transformers, f"{kind}Config")(
        **{
            "vocab_size": len(tokenizer),
            "bos_token_id": 0,
            "pad_token_id": 1 if padding else None,
            "eos_token_id": 2,
            "decoder_start_token_id": 2,
            "cls_token_id": 0,
            "sep_token_id": 2,
            "id2label": {0: "negative", 1: "positive"},
            "label2id": {"negative": 0, "positive": 1},
            **size,
            **changes,
        }
    )
    with torch.random.fork_rng():
        torch.manual_seed(1)
        network = getattr(transformers, f"{kind}ForSequenceClassification")(config)
        for parameter in network.parameters():  # an untrained head says the same of everything
            if parameter.dim() > 1:
                torch.nn.init.normal_(parameter, std=0.3)
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def tiny_tokenizer(frame: str, *, padding: bool = True) -> Any:
    """A tokenizer over some twenty words that splits at blanks."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from tokenizers.processors import TemplateProcessing

    from core.models.transformers_library import quiet_transformers

    names = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    names |= {"pad_token": "<pad>"} if padding else {}
    if (
        frame == "bytes"
    ):  # transformers reads any Qwen2 folder as byte pairs, whatever its tokenizer.json says
        from core.models.byte_tokens import byte_of

        bytes_of = {token: number for number, token in enumerate([*SPECIAL, *byte_of()])}
        tokenizer = quiet_transformers().Qwen2Tokenizer(vocab=bytes_of, merges=[], **names)
        if not padding:
            tokenizer.pad_token = None
        return tokenizer
    ids = {word: number for number, word in enumerate([*SPECIAL, *WORDS.split()])}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if frame in FRAMES:
        template, special = FRAMES[frame](ids)
        tokenizer.post_processor = TemplateProcessing(
            single=template, special_tokens=[(token, ids[token]) for token in special]
        )
    names |= {"cls_token": "<s>", "sep_token": "</s>"} if frame == "cls" else {}
    names |= {"cls_token": "<cls>", "sep_token": "<sep>"} if frame == "behind" else {}
    segments = ["token_type_ids"] if frame == "behind" else []
    return quiet_transformers().PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        padding_side="left" if frame == "behind" else "right",
        model_input_names=["input_ids", *segments, "attention_mask"],
        **names,
    )

"""What the workshop says of transformers' tokenizers, loading, saving and accumulating, asked of it."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from torch import Tensor, nn

from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.topics.workshop.concepts.safetensors_header import read_header

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SIZES = {"vocab_size": 50, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}


@pytest.fixture
def cased(tmp_path: Path) -> Path:
    """A BERT's folder whose tokenizer.json keeps capitals, splits at blanks alone and frames with < and >."""
    pieces = [*SPECIAL, "Good", "good", "film", "Good,", ",", "<", ">"]
    tokenizer = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    frame = [(piece, pieces.index(piece)) for piece in "<>"]
    tokenizer.post_processor = processors.TemplateProcessing(single="< $A >", special_tokens=frame)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    assert tokenizer.encode("Good, film").tokens == ["<", "Good,", "film", ">"]
    return tmp_path


def test_a_bert_tokenizer_takes_only_its_vocabulary_from_tokenizer_json(cased: Path) -> None:
    tokenizer = load_tokenizer(cased)
    assert type(tokenizer) is transformers.BertTokenizer
    assert len(tokenizer) == 12
    read = tokenizer.convert_ids_to_tokens(tokenizer("Good, film")["input_ids"])
    assert read == ["[CLS]", "good", ",", "film", "[SEP]"]


def test_capitals_are_kept_where_tokenizer_config_says_so(cased: Path) -> None:
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": False}
    (cased / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    assert load_tokenizer(cased).tokenize("Good, film") == ["Good", ",", "film"]


def test_a_new_head_is_told_as_missing_in_a_load_report(tmp_path: Path, caplog) -> None:
    transformers.BertModel(transformers.BertConfig(**SIZES)).save_pretrained(tmp_path)
    logger = logging.getLogger("transformers")
    logger.addHandler(caplog.handler)
    level = logger.level
    try:
        transformers.logging.set_verbosity_warning()
        transformers.AutoModelForSequenceClassification.from_pretrained(tmp_path, num_labels=2)
    finally:
        logger.setLevel(level)
        logger.removeHandler(caplog.handler)
    assert "LOAD REPORT" in caplog.text
    assert "classifier.weight | MISSING" in caplog.text
    assert "newly initialized because missing from the checkpoint" in caplog.text
    assert "Some weights" not in caplog.text


class Inattentive(transformers.BertForSequenceClassification):
    """The same classifier with a `forward` that takes no further arguments."""

    def forward(
        self, input_ids: Tensor, labels: Tensor | None = None, attention_mask: Tensor | None = None
    ) -> Any:
        return super().forward(input_ids=input_ids, labels=labels, attention_mask=attention_mask)


def rows(of_language: bool) -> list[dict[str, Any]]:
    ids = torch.randint(5, 50, (16, 6), generator=torch.Generator().manual_seed(0))
    labels = ids if of_language else ids[:, 0] % 2
    return [{"input_ids": row, "labels": label} for row, label in zip(ids, labels, strict=True)]


def trainer_of(network: nn.Module, folder: Path, batch: int = 16, batches: int = 1, **more: Any) -> Any:
    arguments = transformers.TrainingArguments(
        output_dir=str(folder),
        per_device_train_batch_size=batch,
        gradient_accumulation_steps=batches,
        max_steps=1,
        logging_steps=1,
        optim="sgd",
        learning_rate=0.1,
        max_grad_norm=0,
        report_to="none",
        save_strategy="no",
        disable_tqdm=True,
        use_cpu=True,
        dataloader_pin_memory=False,
    )
    made = transformers.Trainer(network, arguments, **more)
    made.remove_callback(transformers.PrinterCallback)
    return made


def a_step(kind: type, folder: Path, batch: int, batches: int) -> tuple[float, Tensor]:
    """The loss that Trainer logs for one step of plain gradient descent, and how far the weights moved."""
    torch.manual_seed(0)
    if kind is transformers.LlamaForCausalLM:
        config = transformers.LlamaConfig(**SIZES, intermediate_size=16, num_key_value_heads=2)
    else:
        still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        config = transformers.BertConfig(**SIZES, intermediate_size=16, **still)
    network = kind(config)
    before = nn.utils.parameters_to_vector(network.parameters()).detach().clone()
    of_language = kind is transformers.LlamaForCausalLM
    trainer = trainer_of(network, folder, batch, batches, train_dataset=rows(of_language))
    trainer.train()
    moved = nn.utils.parameters_to_vector(network.parameters()).detach() - before
    return trainer.state.log_history[0]["loss"], moved


@pytest.mark.parametrize(
    ("kind", "times"),
    [
        (transformers.LlamaForCausalLM, 1),
        (Inattentive, 1),
        (transformers.BertForSequenceClassification, 4),
    ],
)
def test_four_batches_of_four_are_one_of_sixteen_where_somebody_divides(
    kind: type, times: int, tmp_path: Path
) -> None:
    loss, moved = a_step(kind, tmp_path, 16, 1)
    added_loss, added_moved = a_step(kind, tmp_path, 4, 4)
    assert added_loss == pytest.approx(times * loss, rel=1e-3)
    torch.testing.assert_close(added_moved, times * moved, atol=1e-6, rtol=1e-3)


def test_trainer_saves_the_tokenizer_that_its_collator_holds(cased: Path, tmp_path: Path) -> None:
    network = transformers.BertForSequenceClassification(transformers.BertConfig(**SIZES))
    collator = transformers.DataCollatorWithPadding(load_tokenizer(cased))
    trainer_of(network, tmp_path, data_collator=collator).save_model(str(tmp_path / "best"))
    saved = {file.name for file in (tmp_path / "best").iterdir()}
    assert saved == {
        *("config.json", "model.safetensors", "training_args.bin"),
        *("tokenizer.json", "tokenizer_config.json"),
    }
    trainer_of(network, tmp_path).save_model(str(tmp_path / "bare"))
    assert not (tmp_path / "bare" / "tokenizer.json").exists()
    assert transformers.TrainingArguments.__dataclass_fields__["save_steps"].default == 500


def test_bert_brings_its_word_vectors_and_reads_chinese_as_unknown() -> None:
    folder = locate(MAIN_MODEL).folder
    entries = {entry.name: entry.shape for entry in read_header(folder / "model.safetensors")}
    tokenizer = load_tokenizer(folder)
    assert entries["bert.embeddings.word_embeddings.weight"][0] == len(tokenizer)
    pieces = tokenizer.tokenize("剧情拖沓得让人犯困，好在演员的表演十分动人。")
    assert pieces.count("[UNK]") > len(pieces) / 2


def test_the_graph_is_torch_s_and_not_the_model_s(tiny_classifier_folder: Path) -> None:
    network, ids = load_network(tiny_classifier_folder), torch.tensor([[2, 3]])
    with torch.no_grad():
        assert network(ids).logits.grad_fn is None
    loss = network(ids, labels=torch.tensor([1])).loss
    loss.backward()
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()


def test_numbers_as_text_take_several_times_the_room() -> None:
    numbers = torch.randn(1000, generator=torch.Generator().manual_seed(0)) * 0.02
    assert len(json.dumps(numbers.tolist())) > 3 * numbers.numel() * numbers.element_size()


def test_trainer_saves_every_500_steps_and_deletes_none(tmp_path: Path) -> None:
    defaults = transformers.TrainingArguments(str(tmp_path))
    assert (defaults.save_strategy, defaults.save_steps) == ("steps", 500)
    assert defaults.save_total_limit is None

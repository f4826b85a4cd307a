"""Folders that hold no model, half a model or a dangerous one: one clear error each."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from core.base.errors import SentiscopeError
from core.models.bag_of_words import BagOfWordsClassifier
from core.models.catalog import WEIGHTS
from core.models.classifiers import load_classifier
from core.models.loading import load_network, load_tokenizer
from core.models.transformer import TransformerClassifier
from tests.fakes import LABELS, edit_json, write_tiny_classifier


def error_of(call: Callable[[], object]) -> SentiscopeError:
    with pytest.raises(SentiscopeError) as caught:
        call()
    return caught.value


def remove_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def break_config(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "bert"', encoding="utf-8")


def make_config_binary(folder: Path) -> None:
    (folder / "config.json").write_bytes(b"\xff\xfe\x00")


def name_unknown_architecture(folder: Path) -> None:
    edit_json(folder / "config.json", model_type="no-such-model", architectures=["NoSuchModel"])


def change_width(folder: Path) -> None:
    edit_json(folder / "config.json", hidden_size=32)


def truncate_weights(folder: Path) -> None:
    content = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(content[: len(content) // 2])


def empty_weights(folder: Path) -> None:
    (folder / WEIGHTS).write_bytes(b"")


def remove_weights(folder: Path) -> None:
    (folder / WEIGHTS).unlink()


def leave_a_pickle_only(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "pytorch_model.bin")


def lie_in_the_card(folder: Path) -> None:
    (folder / "model_card.json").write_text(json.dumps({"sha256": "0" * 64}))


def change_the_card(folder: Path) -> None:
    (folder / "model_card.json").write_text("no JSON")


def remove_tokenizer(folder: Path) -> None:
    for file in folder.glob("tokenizer*"):
        file.unlink()


def break_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{")


def make_config_a_list(folder: Path) -> None:
    (folder / "config.json").write_text("[]", encoding="utf-8")


def name_no_architecture(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    del config["model_type"]
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


def name_an_architecture_of_pictures(folder: Path) -> None:
    edit_json(folder / "config.json", model_type="vit")


def come_with_code(folder: Path) -> None:
    edit_json(folder / "config.json", model_type="evil", auto_map={"AutoConfig": "evil.Evil"})


def quantize(folder: Path) -> None:
    edit_json(folder / "config.json", quantization_config={"quant_method": "gptq", "bits": 4})


def keep_tensors(folder: Path, keep: Callable[[str], bool]) -> None:
    from safetensors.torch import load_file, save_file

    kept = {name: tensor for name, tensor in load_file(folder / WEIGHTS).items() if keep(name)}
    save_file(kept, folder / WEIGHTS, metadata={"format": "pt"})


def lose_a_layer(folder: Path) -> None:
    keep_tensors(folder, lambda name: "layer.1." not in name)


def lose_the_head(folder: Path) -> None:
    keep_tensors(folder, lambda name: not name.startswith(("classifier.", "bert.pooler.")))


def name_weights_otherwise(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "model.fp16.safetensors")


def split_weights(folder: Path) -> list[Path]:
    network = load_network(folder)
    (folder / WEIGHTS).unlink()
    network.save_pretrained(folder, max_shard_size="4KB")
    return sorted(folder.glob("model-*.safetensors"))


def lose_a_shard(folder: Path) -> None:
    split_weights(folder)[1].unlink()


def break_the_index(folder: Path) -> None:
    split_weights(folder)
    (folder / "model.safetensors.index.json").write_text('{"weight_map": []}', encoding="utf-8")


def be_an_adapter_beside_weights(folder: Path) -> None:
    said = {"peft_type": "LORA", "base_model_name_or_path": "owner/base"}
    (folder / "adapter_config.json").write_text(json.dumps(said), encoding="utf-8")


def be_an_adapter(folder: Path) -> None:
    be_an_adapter_beside_weights(folder)
    (folder / WEIGHTS).rename(folder / "adapter_model.safetensors")


def leave_sentence_pieces_only(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text(
        '{"tokenizer_class": "XLMRobertaTokenizer"}', encoding="utf-8"
    )
    (folder / "sentencepiece.bpe.model").write_bytes(b"\x0a\x0e\x0a\x05<unk>\x15\x00\x00\x00\x00\x18\x02")


def ask_for_another_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    settings = {"tokenizer_class": "BertJapaneseTokenizer", "word_tokenizer_type": "mecab"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "vocab.txt").write_text("[UNK]\n[CLS]\n[SEP]\n[PAD]\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "key"),
    [
        (remove_config, "model_no_config"),
        (break_config, "model_bad_config"),
        (make_config_binary, "model_bad_config"),
        (make_config_a_list, "model_bad_config"),
        (name_unknown_architecture, "model_unknown_type"),
        (name_no_architecture, "model_no_type"),
        (name_an_architecture_of_pictures, "model_no_classifier"),
        (come_with_code, "model_needs_code"),
        (quantize, "model_needs_library"),
        (change_width, "weights_other_shape"),
        (lose_a_layer, "weights_layer_missing"),
        (lose_the_head, "no_trained_head"),
        (name_weights_otherwise, "weights_other_name"),
        (lose_a_shard, "weights_shard_missing"),
        (break_the_index, "weights_unreadable"),
        (be_an_adapter, "model_is_adapter"),
        (be_an_adapter_beside_weights, "model_is_adapter"),
        (leave_sentence_pieces_only, "model_needs_library"),
        (ask_for_another_tokenizer, "model_needs_library"),
        (truncate_weights, "weights_unreadable"),
        (empty_weights, "weights_unreadable"),
        (remove_weights, "weights_missing"),
        (leave_a_pickle_only, "weights_pickled"),
        (lie_in_the_card, "weights_tampered"),
        (change_the_card, "card_unreadable"),
        (remove_tokenizer, "tokenizer_unreadable"),
        (break_tokenizer, "tokenizer_unreadable"),
    ],
)
def test_each_damage_has_its_error(tiny_copy: Path, damage: Callable[[Path], None], key: str) -> None:
    damage(tiny_copy)
    error = error_of(lambda: load_classifier(str(tiny_copy)))
    assert error.key == key
    assert error.parameters["folder"] == "tiny"


def test_empty_folder_is_no_model_folder(tmp_path: Path) -> None:
    assert error_of(lambda: load_classifier(str(tmp_path))).key == "model_no_config"


def test_pickle_is_never_opened(tiny_copy: Path) -> None:
    trap = tiny_copy / "opened"
    (tiny_copy / WEIGHTS).unlink()
    (tiny_copy / "pytorch_model.bin").write_bytes(f"cos\nmkdir\n(S'{trap}'\ntR.".encode())  # os.mkdir(trap)
    assert error_of(lambda: load_classifier(str(tiny_copy))).key == "weights_pickled"
    assert not trap.exists()


def test_safetensors_of_something_else_do_not_let_a_pickle_through(tiny_copy: Path) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(tiny_copy / WEIGHTS), tiny_copy / "pytorch_model.bin")
    (tiny_copy / WEIGHTS).rename(tiny_copy / "adapter.safetensors")
    assert error_of(lambda: load_classifier(str(tiny_copy))).key == "weights_pickled"


def test_weights_in_several_files_are_one_model(tiny_copy: Path) -> None:
    one = load_classifier(str(tiny_copy)).classify(["a warm film"])[0].logits
    assert len(split_weights(tiny_copy)) > 2
    assert load_classifier(str(tiny_copy)).classify(["a warm film"])[0].logits == one


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lose_a_layer, {"count": 16, "tensor": "bert.encoder.layer.1.attention.output.LayerNorm.bias"}),
        (lose_a_shard, {"file": "model-00002-of-"}),
        (be_an_adapter, {"base": "owner/base"}),
        (leave_sentence_pieces_only, {"package": "sentencepiece"}),
        (ask_for_another_tokenizer, {"package": "fugashi"}),
        (quantize, {"package": "optimum"}),
        (name_weights_otherwise, {"found": "model.fp16.safetensors"}),
    ],
)
def test_the_true_reason_is_named(tiny_copy: Path, damage: Callable[[Path], None], told: dict) -> None:
    damage(tiny_copy)
    parameters = error_of(lambda: load_classifier(str(tiny_copy))).parameters
    for name, value in told.items():
        assert str(parameters[name]).startswith(str(value))


def test_a_layer_that_is_missing_is_never_drawn_for_training(tiny_copy: Path) -> None:
    lose_a_layer(tiny_copy)
    assert error_of(lambda: load_network(tiny_copy, labels=LABELS)).key == "weights_layer_missing"


def test_code_beside_the_weights_is_never_run(tiny_copy: Path) -> None:
    trap = tiny_copy / "ran"
    (tiny_copy / "evil.py").write_text(f"import os\nos.mkdir({str(trap)!r})\nclass Evil: ...\n")
    edit_json(
        tiny_copy / "config.json",
        model_type="evil",
        auto_map={"AutoConfig": "evil.Evil", "AutoModelForSequenceClassification": "evil.Evil"},
    )
    error_of(lambda: load_classifier(str(tiny_copy)))
    assert not trap.exists()


def test_code_beside_the_tokenizer_is_never_run(tiny_copy: Path) -> None:
    trap = tiny_copy / "ran"
    (tiny_copy / "evil.py").write_text(f"import os\nos.mkdir({str(trap)!r})\nclass Evil: ...\n")
    edit_json(
        tiny_copy / "tokenizer_config.json",
        tokenizer_class="Evil",
        auto_map={"AutoTokenizer": ["evil.Evil", "evil.Evil"]},
    )
    with suppress(SentiscopeError):
        load_tokenizer(tiny_copy)
    assert not trap.exists()


def test_encoder_without_a_trained_head_is_refused(tmp_path: Path) -> None:
    folder = write_tiny_classifier(tmp_path / "encoder", kind="BertModel")
    assert error_of(lambda: load_classifier(str(folder))).key == "no_trained_head"


def test_encoder_takes_a_new_head_for_training(tmp_path: Path) -> None:
    folder = write_tiny_classifier(tmp_path / "encoder", kind="BertModel")
    network = load_network(folder, labels=LABELS)
    assert network.config.id2label == LABELS
    assert network.classifier.out_features == 2
    assert not network.training


def test_half_precision_file_is_read_in_single_precision(tiny_copy: Path) -> None:
    import torch

    network = load_network(tiny_copy)
    network.half().save_pretrained(tiny_copy)
    loaded = load_network(tiny_copy)
    assert {parameter.dtype for parameter in loaded.parameters()} == {torch.float32}


def test_tokenizer_comes_from_the_folder(tiny_classifier_folder: Path) -> None:
    assert load_tokenizer(tiny_classifier_folder).tokenize("The acting") == ["the", "acting"]


@pytest.mark.parametrize("kind", ["bert", "llama", "qwen2"])
def test_a_vocabulary_of_words_is_read_as_its_file_says_whatever_the_model(tmp_path: Path, kind: str) -> None:
    words = {"[UNK]": 0, "a": 1, "fine": 2, "film": 3}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]"}
    for name, content in (("config.json", {"model_type": kind}), ("tokenizer_config.json", settings)):
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    assert load_tokenizer(tmp_path)("a fine film")["input_ids"] == [1, 2, 3]


def test_kind_of_classifier_follows_from_the_files(tiny_classifier_folder: Path) -> None:
    assert isinstance(load_classifier(str(tiny_classifier_folder)), TransformerClassifier)
    assert isinstance(load_classifier("bag-of-words"), BagOfWordsClassifier)


def test_loading_and_reading_ask_no_network(tiny_classifier_folder: Path, no_network: list) -> None:
    prediction = load_classifier(str(tiny_classifier_folder)).classify(["a warm film"])[0]
    assert 0 <= prediction.probability <= 1
    assert 0 <= load_classifier("bag-of-words").classify(["a warm film"])[0].probability <= 1
    assert no_network == []

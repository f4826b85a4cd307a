"""Continued pre-training on a dozen short texts: what it learns, writes and says, and that it resumes."""

import json
import math
import signal
from collections import Counter
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file

from core.base.errors import SentiscopeError
from core.base.i18n import label
from core.base.numbers import number_text
from core.data.documents import Documents, fingerprint, load_documents
from core.models.bert.pretraining import load_pretraining_network
from core.models.card import CARD
from core.models.catalog import PACKED, WEIGHTS
from core.models.files.packed import ROWS, TABLE, unpacked
from core.models.loading import load_network, load_tokenizer
from core.models.locate import Located
from core.models.transformers_library import quiet_transformers
from core.nn.encoder import EncoderShape, encode, pool
from core.topics.pretraining.concept import NOT_CHOSEN, mlm_head, next_sentence_head
from core.topics.pretraining.training.__main__ import main, pretrain
from core.topics.pretraining.training.loop import PretrainingRun, log_frequencies
from core.topics.pretraining.training.recipe import PretrainingRecipe, command
from core.topics.pretraining.training.rows import Batch
from core.training.run_folder import locked
from tests.fakes import edit_json
from tests.training.support import kill_after_first_checkpoint, sha256

SUBJECTS = (
    "film",
    "story",
    "cast",
    "drama",
    "comedy",
    "script",
    "music",
    "tale",
    "director",
    "jokes",
    "human",
    "year",
)


@dataclass(frozen=True)
class Ended:
    """The folder of a run to the end, its card, and what `pretrain` returned."""

    folder: Path
    card: dict[str, Any]
    measured: dict[str, Any]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen documents, each about one subject, so that a stranger's sentence can be told."""
    documents = [
        f"the {subject} is a delight .\nit made you smile all the way .\n"
        f"all of the {subject} is warm and funny .\nyou will leave with joy .\n"
        f"the {subject} is wonderful , the end is not .\n"
        for subject in SUBJECTS
    ]
    file = tmp_path_factory.mktemp("texts") / "documents.txt"
    file.write_text("\n".join(documents), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def documents(texts: Path) -> Documents:
    return load_documents(texts, 3)


@pytest.fixture(scope="module")
def recipe(tiny_classifier_folder: Path) -> PretrainingRecipe:
    return PretrainingRecipe(
        model=str(tiny_classifier_folder),
        epochs=2,
        evaluations=2,
        batch_size=4,
        learning_rate=0.005,
        block=32,
        held_out=3,
        precision="float32",
        threads=1,
    )


@pytest.fixture(scope="module")
def ended(recipe: PretrainingRecipe, documents: Documents, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    folder = tmp_path_factory.mktemp("runs") / "pretrained"
    measured = pretrain(recipe, documents, folder, cleaned=False)
    return Ended(folder, json.loads((folder / "model_card.json").read_text("utf-8")), measured)


def new_run(
    recipe: PretrainingRecipe, documents: Documents, folder: Path, dropout: float = 0.1
) -> PretrainingRun:
    torch.manual_seed(recipe.seed)
    network = load_pretraining_network(Path(recipe.model), draw_heads=True)
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = dropout
    return PretrainingRun(recipe, documents, load_tokenizer(Path(recipe.model)), network, folder)


def shell_options(recipe: PretrainingRecipe, texts: Path, output: Path) -> list[str]:
    options = ["--texts", str(texts), "-o", str(output)]
    for field in fields(recipe):
        value, name = getattr(recipe, field.name), field.name.replace("_", "-")
        options += (
            [f"--{name}" if value else f"--no-{name}"]
            if isinstance(value, bool)
            else [f"--{name}", str(value)]
        )
    return options


# ---- learning


@pytest.mark.whole
@pytest.mark.parametrize(
    "change", [{"nsp": False}, {}, {"pairs": "packed"}], ids=["blocks", "pairs", "packed"]
)
def test_loss_goes_down(
    change: dict, recipe: PretrainingRecipe, documents: Documents, tmp_path: Path
) -> None:
    chosen = replace(recipe, epochs=12, evaluations=1, **change)
    state = new_run(chosen, documents, tmp_path, dropout=0.0).train()
    first, last = state.curve[0], state.curve[-1]
    assert last["train_loss"] < 0.75 * first["train_loss"]
    assert last["perplexity"] < 0.5 * first["perplexity"]
    assert last["top_1"] > first["top_1"]
    assert ("next_sentence" in last) is chosen.nsp


def test_losses_are_the_librarys(recipe: PretrainingRecipe, documents: Documents, tmp_path: Path) -> None:
    """Logits at chosen places only, both losses added: the same as BertForPreTraining with labels."""
    run = new_run(recipe, documents, tmp_path, dropout=0.0)
    batch = next(run.batches())
    torch.manual_seed(recipe.seed)
    network = load_pretraining_network(Path(recipe.model), draw_heads=True)
    with torch.inference_mode():
        inputs = {"input_ids": batch.ids, "attention_mask": batch.mask, "token_type_ids": batch.segments}
        theirs = network(**inputs, labels=batch.targets, next_sentence_label=batch.is_next).loss
        torch.testing.assert_close(run.loss(batch), theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("scope", "still"),
    [
        ("all", set()),
        ("last", {"bert.embeddings"}),  # of two layers the last two learn
        ("frozen", {"bert.embeddings", "bert.encoder"}),
    ],
)
def test_scope_says_what_learns(
    scope: Any, still: set[str], recipe: PretrainingRecipe, documents: Documents, tmp_path: Path
) -> None:
    run = new_run(replace(recipe, scope=scope, warmup=0.0), documents, tmp_path)
    before = {name: tensor.clone() for name, tensor in run.model.named_parameters()}
    for batch in list(run.batches())[:3]:
        run.learn(batch)
    same = {name for name, tensor in run.model.named_parameters() if torch.equal(tensor, before[name])}
    assert {name for name in before if name.startswith(tuple(still) or ("-",))} == same
    assert any(name.startswith("bert.pooler") for name in before.keys() - same)


def test_masked_tokens_alone_leave_pooler_and_next_sentence_head(
    recipe: PretrainingRecipe, documents: Documents, tmp_path: Path
) -> None:
    run = new_run(replace(recipe, nsp=False, warmup=0.0), documents, tmp_path)
    before = {name: tensor.clone() for name, tensor in run.model.named_parameters()}
    run.learn(next(run.batches()))
    same = {name for name, tensor in run.model.named_parameters() if torch.equal(tensor, before[name])}
    assert same == {name for name in before if "pooler" in name or "next_sentence" in name}


def test_pairs_alone_are_read_without_holes(
    recipe: PretrainingRecipe, documents: Documents, tmp_path: Path
) -> None:
    run = new_run(replace(recipe, mlm=False, warmup=0.0), documents, tmp_path)
    batch = next(run.batches())
    assert not batch.chosen.any()
    _, predictions = run.guess(batch)
    torch.testing.assert_close(run.loss(batch), F.cross_entropy(predictions, batch.is_next))
    before = {name: tensor.clone() for name, tensor in run.model.named_parameters()}
    run.learn(batch)
    same = {name for name, tensor in run.model.named_parameters() if torch.equal(tensor, before[name])}
    assert same == {name for name in before if name.startswith(("transform", "bias"))}


def test_a_run_without_any_task_is_refused(recipe: PretrainingRecipe) -> None:
    with pytest.raises(SentiscopeError, match="pretraining_no_task"):
        replace(recipe, mlm=False, nsp=False)


def test_pairs_are_drawn_anew_each_epoch_and_holes_each_step(
    recipe: PretrainingRecipe, documents: Documents, tmp_path: Path
) -> None:
    run = new_run(recipe, documents, tmp_path)
    assert len(run.rows(0)) == len(run.rows(1)) == 9 * 4
    assert run.rows(0) == run.rows(0) != run.rows(1)
    first, again = next(run.batches()), next(run.batches())
    assert torch.equal(first.ids, again.ids)
    run.state.step = run.steps_per_epoch
    assert next(run.batches()).ids.tolist() != first.ids.tolist()


# ---- what is written


def test_folder_holds_the_network_and_nothing_else(ended: Ended) -> None:
    names = {file.name for file in ended.folder.iterdir()}
    assert names == {
        "config.json",
        "model.safetensors",
        "model_card.json",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    with safe_open(ended.folder / "model.safetensors", "pt") as file:
        assert {file.get_slice(name).get_dtype() for name in file.keys()} == {"F16"}  # noqa: SIM118
        assert "bert.pooler.dense.weight" in file.keys()  # noqa: SIM118


def test_transformers_loads_it_and_gives_our_logits(ended: Ended) -> None:
    transformers = quiet_transformers()
    network = transformers.BertForPreTraining.from_pretrained(ended.folder, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(ended.folder)
    inputs = tokenizer(["the film is [MASK] ."], ["you will smile ."], return_tensors="pt")
    with torch.inference_mode():
        theirs = network(**inputs)
    weights = network.state_dict()
    ids, mask, segments = (inputs[name] for name in ("input_ids", "attention_mask", "token_type_ids"))
    vectors = encode(ids, mask, weights, EncoderShape(2, 2), segments)
    torch.testing.assert_close(mlm_head(vectors, weights), theirs.prediction_logits, rtol=1e-4, atol=1e-5)
    prediction = next_sentence_head(pool(vectors, weights), weights)
    torch.testing.assert_close(prediction, theirs.seq_relationship_logits, rtol=1e-4, atol=1e-5)


def test_the_encoder_can_be_fine_tuned_and_read_alone(ended: Ended) -> None:
    classifier = load_network(ended.folder, labels={0: "negative", 1: "positive"})
    alone = quiet_transformers().AutoModel.from_pretrained(ended.folder, dtype=torch.float32).eval()
    written = load_pretraining_network(ended.folder).bert.state_dict()
    for encoder in (classifier.bert, alone):
        assert {name: tensor.sum() for name, tensor in encoder.state_dict().items()} == {
            name: tensor.sum() for name, tensor in written.items()
        }
    assert classifier.config.num_labels == 2


def test_card_tells_data_settings_and_curve(
    ended: Ended, recipe: PretrainingRecipe, documents: Documents
) -> None:
    card = ended.card
    assert card["sha256"] == sha256(ended.folder / "model.safetensors")
    assert card["recipe"] == {**asdict(recipe), "model": "folder"}
    assert card["data"]["train_sha256"] == fingerprint(documents.train)
    assert card["data"]["held_out_sha256"] == fingerprint(documents.held_out)
    assert (card["data"]["train_documents"], card["data"]["held_out_documents"]) == (9, 3)
    assert [point["step"] for point in card["curve"]] == [5, 10, 15, 18]
    assert card["curve"][-1]["epoch"] == 2.0
    assert card["heads"] == ["mlm", "nsp"]
    assert card["command"].startswith(
        "python -m core.topics.pretraining.training --texts TEXTS_FILE -o OUTPUT_FOLDER"
    )
    assert recipe.model not in json.dumps(card)


def test_card_judges_the_file_that_was_written(
    ended: Ended, recipe: PretrainingRecipe, documents: Documents, tmp_path: Path
) -> None:
    network = load_pretraining_network(ended.folder)
    run = new_run(recipe, documents, tmp_path)
    right = five = places = 0
    losses = []
    for batch in run.held_out_test.blocks:
        with torch.inference_mode():
            logits = network(batch.ids, batch.mask, batch.segments).prediction_logits
        for place in (
            ((batch.targets != NOT_CHOSEN) & (batch.ids == run.tokenizer.mask_token_id)).nonzero().tolist()
        ):
            row, truth = logits[*place], int(batch.targets[*place])
            rank = int((row > row[truth]).sum())
            right, five, places = right + (rank == 0), five + (rank < 5), places + 1
            losses.append(-row.log_softmax(-1)[truth].item())
    told = ended.card["held_out"]
    assert told == ended.measured["held_out"]
    assert (told["places"], told["top_1"], told["top_5"]) == (places, right / places, five / places)
    assert told["perplexity"] == pytest.approx(math.exp(sum(losses) / places), rel=1e-4)
    assert told["chosen_places"] > places


def test_card_judges_pairs_in_both_forms(ended: Ended) -> None:
    told = ended.card["next_sentence"]
    assert told["sentences"]["pairs"] == 3 * 4
    assert 0 < told["packed"]["pairs"] < told["sentences"]["pairs"]  # some sentences share a half
    for form in told.values():
        low, high = form["accuracy_interval_95"]
        assert 0 <= low <= form["accuracy"] <= high <= 1


def test_baselines_are_counted_at_the_same_places(recipe: PretrainingRecipe, tmp_path: Path) -> None:
    """Every document says the same: both neighbours always tell the token, the ones before do not."""
    same = ["a bad film .", "a bad story !"]
    run = new_run(recipe, Documents([same * 3] * 4, [same * 3] * 20), tmp_path)
    told = run.held_out_test.baselines(run.learned, recipe.block)
    guessed = [
        int(i) for batch in run.held_out_test.blocks for i in batch.targets[run.held_out_test.hidden(batch)]
    ]
    film, story, a, bad = run.tokenizer.convert_tokens_to_ids(["film", "story", "a", "bad"])
    assert told["most_frequent"] == guessed.count(min(a, bad)) / len(guessed)
    assert told["two_sided_trigram"] == 1.0
    wrong = guessed.count(max(film, story))  # "a bad" goes on with either as often
    assert wrong > 0
    assert told["left_trigram"] == 1 - wrong / len(guessed)
    assert told["chance"] == 1 / len(run.tokenizer)


# ---- interruption


def interrupt_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = PretrainingRun.loss, iter(range(10_000))

    def loss(run: PretrainingRun, batch: Batch) -> torch.Tensor:
        return real(run, batch) * (math.nan if next(calls) >= steps else 1.0)

    monkeypatch.setattr(PretrainingRun, "loss", loss)


@pytest.mark.whole
@pytest.mark.parametrize(
    "change",
    [{"nsp": False}, {"pairs": "packed"}, {"precision": "bfloat16"}, {"scope": "frozen"}, {"scope": "last"}],
    ids=lambda change: "-".join(map(str, next(iter(change.items())))),
)
def test_every_kind_of_run_resumes_to_the_same_weights(
    change: dict,
    recipe: PretrainingRecipe,
    documents: Documents,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = replace(recipe, evaluations=3, **change)
    undisturbed = new_run(chosen, documents, tmp_path / "whole")
    whole = undisturbed.train()
    with monkeypatch.context() as patch:
        interrupt_after(whole.step - 1, patch)
        with pytest.raises(SentiscopeError, match="training_diverged"):
            new_run(chosen, documents, tmp_path / "broken").train()
    resumed = new_run(chosen, documents, tmp_path / "broken")
    assert resumed.train().curve == whole.curve
    for ours, theirs in zip(resumed.model.parameters(), undisturbed.model.parameters(), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.whole
def test_killed_run_started_again_ends_with_the_same_bytes(
    ended: Ended, recipe: PretrainingRecipe, texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    output = tmp_path / "pretrained"
    options = shell_options(recipe, texts, output)
    assert kill_after_first_checkpoint("core.topics.pretraining.training", options, output) == -signal.SIGKILL
    assert not (output / "model.safetensors").exists()
    assert main(options) == 0
    card = json.loads((output / "model_card.json").read_text("utf-8"))
    assert sha256(output / "model.safetensors") == ended.card["sha256"]
    assert {**card, "seconds": 0} == {**ended.card, "seconds": 0}
    assert not (output / "checkpoint").exists()
    assert (
        number_text(ended.card["held_out"]["top_1"], ".1%", "en") in capsys.readouterr().out.splitlines()[-1]
    )


# ---- the command


def test_the_second_run_in_a_folder_is_refused(
    recipe: PretrainingRecipe, texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    with locked(folder):
        assert main(shell_options(recipe, texts, folder)) == 1
    assert capsys.readouterr().err.strip() == label("errors.training_folder_busy", "en", folder=folder)
    assert list(folder.iterdir()) == []


def test_steps_end_a_run_early_and_a_second_run_keeps_the_first_ones_story(
    recipe: PretrainingRecipe, documents: Documents, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for steps, model, folder in ((2, recipe.model, first), (3, str(first), second)):
        pretrain(replace(recipe, steps=steps, model=model), documents, folder, cleaned=False)
    one, two = (json.loads((folder / "model_card.json").read_text("utf-8")) for folder in (first, second))
    assert [card["curve"][-1]["step"] for card in (one, two)] == [2, 3]
    assert "card" not in one["base"]
    assert one["license"] == two["license"] == "LicenseRef-unknown"  # the folder it began at has no card
    assert two["base"]["card"]["curve"] == one["curve"]
    assert two["base"]["card"]["command"] == one["command"]


def test_runs_from_a_shipped_model_also_write_only_what_it_has_not(
    recipe: PretrainingRecipe, documents: Documents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Heads and pooler, of the first run and of one going on from its folder; read back they are equal."""
    name, base = "bilingual-e5", Path(recipe.model)
    entry = {name: Located(name, base, "shipped")}
    monkeypatch.setattr("core.models.locate._shipped", lambda asked: entry.get(asked.name))
    chosen = replace(recipe, steps=2, scope="frozen")
    first, second = tmp_path / "first", tmp_path / "second"
    for model, folder in ((name, first), (str(first), second)):
        pretrain(replace(chosen, model=model), documents, folder, cleaned=False)
        card = json.loads((folder / "packed" / CARD).read_text("utf-8"))
        assert card["rest_of"] == name
        assert card["packed_sha256"] == sha256(folder / "packed" / PACKED)
        written = load_file(folder / "packed" / PACKED)
        assert written
        assert all(key.startswith(("cls.", "bert.pooler.")) for key in written)
        plain = unpacked(folder / "packed", tmp_path / f"plain-{folder.name}", base)
        assert sha256(plain / WEIGHTS) == card["sha256"] == sha256(folder / WEIGHTS)


def test_of_a_shipped_models_table_only_the_masks_row_learns(
    recipe: PretrainingRecipe, documents: Documents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of its layers the first ones may be kept alone."""
    name, base = "bilingual-e5", Path(recipe.model)
    entry = {name: Located(name, base, "shipped")}
    monkeypatch.setattr("core.models.locate._shipped", lambda asked: entry.get(asked.name))
    folder = tmp_path / "run"
    chosen = replace(recipe, model=name, steps=3, scope="last", layers=1)
    pretrain(chosen, documents, folder, cleaned=False)
    mask = load_tokenizer(base).mask_token_id
    written = load_file(folder / "packed" / PACKED)
    assert written[ROWS].tolist() == [mask]
    assert TABLE not in written
    table, before = load_file(folder / WEIGHTS)[TABLE].float(), load_file(base / WEIGHTS)[TABLE]
    moved = (table - before).abs().max(dim=1).values
    assert moved[mask] > 10 * moved[torch.arange(len(moved)) != mask].max()  # those: rounded to float16
    network = load_pretraining_network(folder)
    assert (len(network.bert.encoder.layer), network.config.num_hidden_layers) == (1, 1)
    with pytest.raises(SentiscopeError, match="pretraining_layers"):
        pretrain(replace(chosen, layers=3), documents, tmp_path / "more", cleaned=False)


def test_dev_sentences_are_taken_out(
    recipe: PretrainingRecipe, texts: Path, small_sst2: Path, tmp_path: Path
) -> None:
    dev = (small_sst2 / "dev.tsv").read_text("utf-8").splitlines()[1].split("\t")[0]
    more = tmp_path / "more.txt"
    more.write_text(f"{texts.read_text('utf-8')}\n\n{dev.upper()}\nthe end .\nyou will go on .\n", "utf-8")
    chosen = replace(recipe, epochs=1, evaluations=1, nsp=False)
    options = [*shell_options(chosen, more, tmp_path / "run"), "--data", str(small_sst2)]
    assert main(options) == 0
    card = json.loads((tmp_path / "run" / "model_card.json").read_text("utf-8"))
    assert (card["data"]["sentences_removed"], card["data"]["sst2_dev_removed"]) == (1, True)
    assert "--data SST2_FOLDER" in card["command"]
    assert "--no-nsp" in card["command"]
    assert card["heads"] == ["mlm"]
    assert "next_sentence" not in card


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"block": 600}, "pretraining_block"),
        ({"held_out": 11}, "documents_held_out"),
        ({"model": "nowhere"}, "model_folder_missing"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    change: dict,
    key: str,
    recipe: PretrainingRecipe,
    texts: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture,
) -> None:
    from core.base.i18n import labels

    assert main(shell_options(replace(recipe, **change), texts, tmp_path / "run")) == 1
    said = capsys.readouterr().err
    ending = labels("en")[f"errors.{key}"].split("}")[-1].strip()
    assert ending in said
    assert "Traceback" not in said


def test_settings_out_of_range_are_refused() -> None:
    for change in ({"block": 7}, {"epochs": 0}, {"warmup": 1.5}, {"batch_size": 0}, {"layers": -1}):
        with pytest.raises(SentiscopeError, match="training_bad_setting"):
            PretrainingRecipe(**change)


def test_documents_of_one_sentence_have_no_pairs(recipe: PretrainingRecipe, tmp_path: Path) -> None:
    lonely = Documents([["you smile and you laugh ."]] * 4, [["you smile and you laugh ."]] * 4)
    with pytest.raises(SentiscopeError, match="documents_no_pairs"):
        new_run(recipe, lonely, tmp_path)


def test_held_out_without_a_single_hole_is_too_short(recipe: PretrainingRecipe, tmp_path: Path) -> None:
    short = Documents([["you smile ."] * 3] * 4, [["猫"]] * 2)  # unknown, so never chosen
    with pytest.raises(SentiscopeError, match="documents_too_short"):
        new_run(recipe, short, tmp_path)


def test_command_lists_what_differs_from_the_defaults() -> None:
    plain = "python -m core.topics.pretraining.training --texts TEXTS_FILE -o OUTPUT_FOLDER"
    assert command(PretrainingRecipe(), cleaned=False) == plain
    changed = command(PretrainingRecipe(model="a b", nsp=False, seed=7), cleaned=True)
    assert changed == f"{plain} --data SST2_FOLDER --model 'a b' --no-nsp --seed 7"


def test_folders_without_heads_or_without_bert_are_refused(tiny_copy: Path) -> None:
    with pytest.raises(SentiscopeError, match="pretraining_no_heads"):
        load_pretraining_network(tiny_copy)
    edit_json(tiny_copy / "config.json", model_type="gpt2")
    with pytest.raises(SentiscopeError, match="pretraining_not_bert"):
        load_pretraining_network(tiny_copy, draw_heads=True)


def test_a_new_head_may_begin_with_how_often_each_token_is_seen(
    recipe: PretrainingRecipe, documents: Documents, tmp_path: Path
) -> None:
    by_hand = [math.log(count / 9) for count in (2, 4, 1, 2)]  # five tokens, and one more of each
    assert log_frequencies([[[1, 1], [3]], [[1, 0]]], 4).tolist() == pytest.approx(by_hand)
    run = new_run(replace(recipe, bias="frequency"), documents, tmp_path)
    assert run.model.bias.exp().sum().item() == pytest.approx(1)
    counts = Counter(number for document in run.learned for sentence in document for number in sentence)
    most = (max(counts.values()) + 1) / (counts.total() + len(run.model.bias))
    assert run.model.bias.max().item() == pytest.approx(math.log(most))

"""The loop against one written by hand from the library's parts, and what happens when it breaks."""

import copy
import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData, Split
from core.data.sst2 import ABOUT
from core.models.loading import load_tokenizer
from core.models.transformers_library import quiet_transformers
from core.training.batches import batch_order, token_rows
from core.training.evaluate import evaluate_logits, logits_of
from core.training.loop import Run
from core.training.optimizer import make_optimizer
from core.training.recipe import TransformerRecipe
from tests.training.support import break_after, new_run

STEPS = 6


def library_steps(
    run: Run, recipe: TransformerRecipe, data: LabelledData, batches: list[list[int]]
) -> torch.nn.Module:
    """The same steps with F.cross_entropy, plain AdamW, the library's schedule and tokenizer padding."""
    model = copy.deepcopy(run.model)
    tokenizer = load_tokenizer(Path(recipe.model))
    matrices = [parameter for parameter in model.parameters() if parameter.ndim > 1]
    vectors = [parameter for parameter in model.parameters() if parameter.ndim == 1]
    decay = recipe.weight_decay
    groups = [{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0}]
    optimizer = torch.optim.AdamW(groups, lr=recipe.learning_rate)
    warmup = round(recipe.warmup * run.total_steps)
    schedule = quiet_transformers().get_linear_schedule_with_warmup(optimizer, warmup, run.total_steps)
    for batch in batches:
        inputs = tokenizer([data.train.sentences[i] for i in batch], padding=True, return_tensors="pt")
        labels = torch.tensor([data.train.labels[i] for i in batch])
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(**inputs).logits, labels).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), recipe.clip)
        optimizer.step()
        schedule.step()
    return model


def test_steps_equal_a_loop_of_library_parts(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    chosen = replace(recipe, batch_size=8, warmup=0.25, clip=0.5, weight_decay=0.1)
    run = new_run(chosen, data, tmp_path, dropout=False)
    run.model.double().train()  # float32 rounding, divided by Adam's tiny denominators, would show
    before = copy.deepcopy(run.model)
    batches = batch_order(run.lengths, chosen, 0)[:STEPS]
    theirs = library_steps(run, chosen, data, batches)
    for batch in batches:
        run.learn(batch)
    assert run.state.step == run.state.loss_steps == STEPS
    for (name, ours), reference, start in zip(
        run.model.named_parameters(), theirs.parameters(), before.parameters(), strict=True
    ):
        torch.testing.assert_close(ours, reference, rtol=1e-7, atol=1e-9, msg=name)
        if name.startswith("classifier"):
            assert not torch.equal(ours, start)


def test_decay_leaves_biases_and_norms_alone(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    run = new_run(recipe, data, tmp_path)
    decayed, plain = make_optimizer(run.model, recipe).param_groups
    assert (decayed["weight_decay"], plain["weight_decay"]) == (recipe.weight_decay, 0.0)
    assert {parameter.ndim for parameter in decayed["params"]} == {2}
    assert {parameter.ndim for parameter in plain["params"]} == {1}
    assert len(decayed["params"]) + len(plain["params"]) == len(list(run.model.parameters()))


def loss_and_shapes(
    recipe: TransformerRecipe, data: LabelledData, folder: Path
) -> tuple[float, set[tuple[int, ...]]]:
    """The loss of one fixed batch without dropout, and the shapes of ids that the model saw."""
    run = new_run(recipe, data, folder, dropout=False)
    shapes: set[tuple[int, ...]] = set()
    run.model.register_forward_pre_hook(
        lambda _, __, inputs: shapes.add(tuple(inputs["input_ids"].shape)), with_kwargs=True
    )
    for _ in range(2):
        run.learn([0, 1, 2, 11])
    return run.state.loss_sum, shapes


def test_full_padding_changes_the_shape_and_not_the_loss(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    dynamic, narrow = loss_and_shapes(recipe, data, tmp_path)
    full, wide = loss_and_shapes(replace(recipe, padding="max_length"), data, tmp_path)
    assert wide == {(4, 128)}
    assert narrow == {(4, 10)}  # "this story made me smile all the way" between [CLS] and [SEP]
    assert full == pytest.approx(dynamic, abs=1e-5)


def test_full_padding_gives_every_batch_the_same_width(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    chosen = replace(recipe, padding="max_length", batch_size=20, max_length=32)
    run = new_run(chosen, data, tmp_path)
    shapes = []
    run.model.register_forward_pre_hook(
        lambda _, __, inputs: shapes.append(tuple(inputs["input_ids"].shape)), with_kwargs=True
    )
    for batch in batch_order(run.lengths, chosen, 0):
        run.learn(batch)
    assert shapes == [(20, 32)] * 3


def test_rows_are_cut_to_the_longest_allowed_and_not_padded(tiny_classifier_folder: Path) -> None:
    rows = token_rows(load_tokenizer(tiny_classifier_folder), ["film " * 50, "dull"], 10)
    assert [len(row) for row in rows] == [10, 3]


def test_best_weights_are_returned(recipe: TransformerRecipe, data: LabelledData, tmp_path: Path) -> None:
    run = new_run(replace(recipe, epochs=1, batch_size=4, evaluations=5), data, tmp_path)
    trained, state = run.train()
    accuracies = [point["accuracy"] for point in state.curve]
    best = accuracies.index(max(accuracies))  # the first of equals
    assert (state.best_accuracy, state.best_step) == (accuracies[best], state.curve[best]["step"])
    kept = load_file(tmp_path / "best.safetensors")
    assert all(torch.equal(tensor, kept[name]) for name, tensor in trained.state_dict().items())
    assert not trained.training


def test_curve_follows_the_recipe(recipe: TransformerRecipe, data: LabelledData, tmp_path: Path) -> None:
    run = new_run(replace(recipe, epochs=2, batch_size=8, evaluations=3, warmup=0.0), data, tmp_path)
    _, state = run.train()
    assert (run.steps_per_epoch, run.total_steps, run.evaluate_every) == (8, 16, 3)
    assert [point["step"] for point in state.curve] == [3, 6, 9, 12, 15, 16]
    rates = [recipe.learning_rate * (1 - (point["step"] - 1) / 16) for point in state.curve]
    assert [point["learning_rate"] for point in state.curve] == pytest.approx(rates)
    assert state.curve[-1]["epoch"] == 2.0


def test_a_tiny_model_learns_a_few_sentences_by_heart(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    few = Split(data.train.sentences[:8], data.train.labels[:8])
    chosen = replace(recipe, epochs=40, batch_size=8, evaluations=1, learning_rate=0.02)
    _, state = new_run(chosen, LabelledData(few, few, "folder", ABOUT), tmp_path, dropout=False).train()
    assert state.best_accuracy == 1.0
    assert state.curve[-1]["dev_loss"] < 0.5  # by chance it is ln 2 = 0.69


def test_loss_that_is_no_number_stops_the_run_and_keeps_the_last_checkpoint(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = replace(recipe, epochs=1, batch_size=6, evaluations=2)  # 10 steps, evaluated after 5 and 10
    with monkeypatch.context() as patch:
        break_after(7, patch)
        with pytest.raises(SentiscopeError) as caught:
            new_run(chosen, data, tmp_path / "broken").train()
    assert (caught.value.key, caught.value.parameters) == ("training_diverged", {"step": 7})
    assert (tmp_path / "broken" / "checkpoint" / "latest").read_text() == "step-5"
    weights, state = new_run(chosen, data, tmp_path / "broken").train()
    expected, undisturbed = new_run(chosen, data, tmp_path / "whole").train()
    assert [p["dev_loss"] for p in state.curve] == [p["dev_loss"] for p in undisturbed.curve]
    for ours, theirs in zip(weights.parameters(), expected.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_learning_rate_that_is_far_too_high_diverges(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    wild = replace(recipe, learning_rate=1e38, warmup=0.0, epochs=1)
    with pytest.raises(SentiscopeError, match="training_diverged"):
        new_run(wild, data, tmp_path).train()


def test_weights_that_are_no_numbers_are_never_kept(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    run = new_run(replace(recipe, epochs=1, batch_size=60, evaluations=1), data, tmp_path)
    learn = run.learn

    def learn_and_break(batch: list[int]) -> None:
        learn(batch)
        with torch.no_grad():
            run.model.classifier.weight.fill_(math.nan)

    run.learn = learn_and_break  # type: ignore[method-assign]
    with pytest.raises(SentiscopeError, match="training_diverged"):
        run.train()
    assert not (tmp_path / "best.safetensors").exists()
    assert not (tmp_path / "checkpoint" / "latest").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"average": 0.9},
        {"r_drop": 1.0},
        {"label_smoothing": 0.1},
        {"layer_decay": 0.9},
        {"precision": "bfloat16"},
        {"keep": "last"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_ingredient_resumes_to_the_same_weights(
    change: dict,
    recipe: TransformerRecipe,
    data: LabelledData,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = replace(recipe, epochs=1, batch_size=6, evaluations=2, **change)
    expected, whole = new_run(chosen, data, tmp_path / "whole").train()
    with monkeypatch.context() as patch:
        break_after(7, patch)
        with pytest.raises(SentiscopeError, match="training_diverged"):
            new_run(chosen, data, tmp_path / "broken").train()
    weights, state = new_run(chosen, data, tmp_path / "broken").train()
    assert state.curve == whole.curve
    for ours, theirs in zip(weights.parameters(), expected.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_averaged_weights_are_those_judged_and_kept(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    chosen = replace(recipe, epochs=1, batch_size=12, evaluations=1, average=0.99, keep="last")
    run = new_run(chosen, data, tmp_path)
    trained, state = run.train()
    assert run.average is not None
    kept = dict(trained.named_parameters())
    assert all(torch.equal(tensor, kept[name]) for name, tensor in run.average.tensors.items())
    again = evaluate_logits(logits_of(trained, run.dev_rows, run.pad_id), data.dev.labels)
    assert again.loss == pytest.approx(state.curve[-1]["dev_loss"], abs=1e-6)


def test_keep_last_keeps_the_last_evaluation(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    _, state = new_run(replace(recipe, epochs=1, batch_size=4, keep="last"), data, tmp_path).train()
    assert state.best_step == state.curve[-1]["step"] == 15


def test_r_drop_without_dropout_is_plain_cross_entropy(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    plain, dropped = (
        new_run(replace(recipe, r_drop=weight), data, tmp_path, dropout=False) for weight in (0.0, 3.0)
    )
    for run in (plain, dropped):
        run.learn([0, 5, 9])
    assert dropped.state.loss_sum == pytest.approx(plain.state.loss_sum, abs=1e-6)

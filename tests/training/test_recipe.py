"""What an unfinished run is known by must never change: it could not be continued otherwise."""

from core.training.recipe import RecurrentRecipe, TransformerRecipe, default_recipe

# As checkpoints have held it since before the kinds of network had recipes of their own.
SHARED = {
    "weight_decay": 0.01,
    "clip": 1.0,
    "padding": "dynamic",
    "precision": "float32",
    "layer_decay": 1.0,
    "label_smoothing": 0.0,
    "r_drop": 0.0,
    "soft_labels": "",
    "teacher_share": 1.0,
    "freeze": "nothing",
    "width": 128,
    "seed": 42,
}
TRANSFORMER = {
    **SHARED,
    "model": "minilm",
    "epochs": 3,
    "batch_size": 32,
    "learning_rate": 5e-5,
    "warmup": 0.1,
    "max_length": 128,
    "evaluations": 4,
    "average": 0.0,
    "keep": "best",
    "dropout": 0.1,
    "word_dropout": 0.0,
    "threads": 2,
}
RECURRENT = {
    **SHARED,
    "model": "lstm",
    "epochs": 5,
    "batch_size": 50,
    "learning_rate": 2e-3,
    "warmup": 0.05,
    "max_length": 64,
    "evaluations": 2,
    "average": 0.999,
    "keep": "last",
    "dropout": 0.5,
    "word_dropout": 0.1,
    "threads": 1,
}


def test_identities_are_those_of_old_checkpoints() -> None:
    assert TransformerRecipe().identity() == TRANSFORMER
    assert RecurrentRecipe(model="lstm").identity() == RECURRENT


def test_usual_settings_follow_from_the_model() -> None:
    assert default_recipe("lstm") == RecurrentRecipe(model="lstm")
    assert default_recipe("some/folder") == TransformerRecipe(model="some/folder")

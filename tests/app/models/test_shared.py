"""What is loaded once: one copy whoever asks, which leaves when idle and comes back for whoever asks."""

import weakref
from pathlib import Path

from core.app.models import cached_models, shared, traced_model
from core.base.idle import Idle
from core.models.catalog import BAGS, MAIN_MODEL
from core.models.language_model import LanguageModel, load_language_model
from core.topics.pretraining.views import shared as pretraining


class Loaded:
    """Something that refers to itself, as networks do."""

    def __init__(self, name: str) -> None:
        self.name, self.own = name, self


def test_a_language_model_leaves_after_a_while_without_use_and_is_loaded_again(
    tiny_llama_folder: Path,
) -> None:
    now = 0.0

    @shared.loaded_once(max_entries=2, idle=Idle(60, clock=lambda: now))
    def language_model(name: str) -> LanguageModel:
        return load_language_model(name)

    name = str(tiny_llama_folder)
    network = weakref.ref(language_model(name).network)
    now = 59.0
    shared.forget_idle_models()
    assert language_model(name).network is network()
    now += 60
    shared.forget_idle_models()
    assert network() is None
    assert language_model(name).network is not None


def test_what_somebody_still_holds_is_not_loaded_a_second_time() -> None:
    now, names = 0.0, []

    @shared.loaded_once(max_entries=1, idle=Idle(60, clock=lambda: now))
    def load(name: str, variant: str = "plain") -> Loaded:
        names.append(name)
        return Loaded(name)

    held = load("held")
    assert load("held", "plain") is load(name="held") is held
    load("another")  # for which the cache lets go of the first
    now = 60.0
    shared.forget_idle_models()
    assert load("held") is held
    assert load("held", "other") is not held
    assert names == ["held", "another", "held"]
    del held
    load("another")
    now += 60
    shared.forget_idle_models()
    load("held")
    assert names == ["held", "another", "held", "another", "held"]


def test_the_ways_to_a_network_meet_in_one_copy_of_its_weights() -> None:
    model, opened = cached_models.classifier(MAIN_MODEL), traced_model.opened(MAIN_MODEL)
    own = {name: tensor.data_ptr() for name, tensor in model.network.state_dict().items()}
    assert {name: tensor.data_ptr() for name, tensor in opened.weights.items()} == own
    assert opened.source is model
    assert opened.tokenizer is model.tokenizer


def test_pretraining_and_why_guess_by_the_same_network() -> None:
    loaded, opened = cached_models.guessing_network(pretraining.MAIN), pretraining.opened(pretraining.MAIN)
    own = {name: tensor.data_ptr() for name, tensor in loaded.network.state_dict().items()}
    assert {name: tensor.data_ptr() for name, tensor in opened.weights.items()} == own


def test_a_bag_of_words_is_the_same_for_the_pages_that_open_it_and_those_that_only_ask_it() -> None:
    for name in BAGS:
        assert cached_models.classifier(name) is cached_models.answering(name)


def test_what_is_worked_out_is_kept_for_all_within_its_room_and_until_nobody_asks() -> None:
    now, asked = 0.0, []

    @shared.worked_out_once(most_bytes=10, size=len, idle=Idle(60, clock=lambda: now))
    def words(text: str, end: str = "") -> str:
        asked.append(text)
        return text + end

    assert words("abcd") is words("abcd", "") is words(text="abcd")
    words("efgh")
    words("abcd")
    words("ijkl")  # for which the second leaves, as it was used before the first
    words("abcd")
    words("efgh")
    assert asked == ["abcd", "efgh", "ijkl", "efgh"]
    words("too long to be kept")
    words("too long to be kept")
    assert asked[4:] == ["too long to be kept"] * 2
    words("abcd")
    now = 60.0
    shared.forget_idle_models()
    words("abcd")
    assert asked[6:] == ["abcd", "abcd"]

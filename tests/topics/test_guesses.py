"""Every guess comes to what the library, the data or a sum by hand gives; two at least a page."""

import json
import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from streamlit.runtime.caching import cache_resource_api
from torch import nn

from core.app.guess import Guess
from core.app.page import ConceptPage, Views
from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, labels
from core.data.example_sentences import DEFAULT
from core.data.film_sentences import film_sentences
from core.experiments import record
from core.models.bert.library_attention import library_attention
from core.models.bert.pretraining import load_pretraining_network
from core.models.catalog import MAIN_MODEL
from core.models.locate import locate
from core.nn.metrics import wilson_interval
from core.topics.decoding.views import guesses as decoding
from core.topics.decoding.views import shared as decoding_shared
from core.topics.positions.shuffles import shuffles
from tests.shared.pages import concept_pages
from tests.support.shipped_models import shipped
from tests.topics.support import example_trace

PAGES = concept_pages()
GUESSES = {guess.name: guess for page in PAGES.values() for guess in page.all_guesses()}
V, D, L = 30_522, 384, 6  # of the shipped MiniLM


def main_network() -> Any:
    return shipped(MAIN_MODEL).network


def good_bad() -> float:
    """From the shipped rows themselves, if they are on this machine."""
    try:
        from core.models.word_vectors import load_glove

        glove = load_glove()
    except SentiscopeError:
        pytest.skip("GloVe is not on this machine")
    good, bad = (glove.vectors[glove.words.index(word)].astype(float) for word in ("good", "bad"))
    return float(good @ bad / np.sqrt((good @ good) * (bad @ bad)))


def pairs() -> int:
    return sum(1 for centre in range(10) for near in range(10) if 0 < abs(centre - near) <= 2)


def first_word() -> float:
    """The library's own LSTM, given that word alone."""
    return shipped("sst2-lstm").classify([DEFAULT.split()[0]])[0].probability * 100


def cell_weights() -> float:
    networks = (shipped(f"sst2-{kind}").network for kind in ("gru", "lstm"))
    gru, lstm = (
        sum(
            weight.numel()
            for part in net.modules()
            if isinstance(part, nn.RNNBase)
            for weight in part.parameters()
        )
        for net in networks
    )
    return gru / lstm * 100


def cls_to_sep() -> float:
    maps = library_attention(main_network(), example_trace().inputs, MAIN_MODEL)
    return float(np.mean([maps[-1, head, 0, -1].item() for head in range(12)])) * 100


def causal_pairs() -> float:
    T = len(example_trace().inputs.tokens)
    return (T + 1) / (2 * T) * 100


def flips() -> int:
    own, *others = shipped(MAIN_MODEL).classify([DEFAULT, *shuffles(DEFAULT)])
    return sum(one.label != own.label for one in others)


def directions() -> int:
    table = main_network().bert.embeddings.position_embeddings.weight.detach().double().numpy()
    squares = np.linalg.svd(table - table.mean(0), compute_uv=False) ** 2
    return int(np.argmax(np.cumsum(squares) / squares.sum() >= 0.9)) + 1


def padding() -> float:
    tokenizer = shipped(MAIN_MODEL).tokenizer
    lengths = [min(32, len(tokenizer(text).input_ids)) for text in (DEFAULT, *film_sentences()[:3])]
    return 100 * (1 - sum(lengths) / (4 * max(lengths)))


def zeroed() -> float:
    maps = library_attention(main_network(), example_trace().inputs, MAIN_MODEL)
    return maps[0, 0, 2, :3].sum().item()


def vocabulary_share() -> float:
    return V * D / sum(weight.numel() for weight in main_network().parameters()) * 100


def pairs_share() -> float:
    """A layer: T × T scores and as much for the context; T rows through 4 D² and 2 · 4 D² weights."""
    T = len(example_trace().inputs.tokens)
    mixing, maps = 4 * T * T * D, 2 * T * 12 * D * D
    return L * mixing / (L * (mixing + maps) + 2 * D * D + 2 * D * 2) * 100


def last_word() -> float:
    """The library's network; the last word of the example stands before its full stop."""
    network, tokenizer = (
        load_pretraining_network(locate("pretrained-minilm").folder),
        example_trace().opened.tokenizer,
    )
    ids = tokenizer(DEFAULT, return_tensors="pt").input_ids
    truth, ids[0, -3] = ids[0, -3].item(), tokenizer.mask_token_id
    with torch.inference_mode():
        return network(input_ids=ids).prediction_logits[0, -3].softmax(-1)[truth].item() * 100


def rank() -> int:
    numbers = record.read(record.shipped("seeds"), "seeds").numbers
    accuracies = dict(zip(numbers["seeds"], numbers["accuracies"]["all"], strict=True))
    return 1 + sum(accuracy > accuracies[42] for accuracy in accuracies.values())


def tokens_a_row() -> float:
    """Of the eight batches of 32 rows that were drawn by chance."""
    numbers = record.read(record.shipped("padding_cost"), "padding_cost").numbers
    return float(numbers["tokens"]) / (8 * 32)


def dev() -> dict[str, Any]:
    return json.loads((locate(MAIN_MODEL).folder / "model_card.json").read_text(encoding="utf-8"))["dev"]


def interval() -> float:
    low, high = wilson_interval(round(dev()["accuracy"] * 872), 872)
    return (high - low) * 100


def causal_verdict() -> float:
    """The library's network, given [CLS] alone: under a causal mask it sees nothing else."""
    model = shipped(MAIN_MODEL)
    with torch.inference_mode():
        logits = model.network(input_ids=torch.tensor([[model.tokenizer.cls_token_id]])).logits[0]
    return logits.softmax(-1)[1].item() * 100


def masked_differences(hidden: list[list[int]]) -> list[float]:
    """The library's network: the example's logit difference where [MASK] stands at some positions."""
    model = shipped(MAIN_MODEL)
    ids = model.tokenizer(DEFAULT, return_tensors="pt").input_ids.repeat(len(hidden), 1)
    for row, positions in zip(ids, hidden, strict=True):
        row[positions] = model.tokenizer.mask_token_id
    with torch.inference_mode():
        negative, positive = model.network(input_ids=ids).logits.T
    return (positive - negative).tolist()


def alone() -> list[float]:
    """How much each word of the example carries the verdict: each is one token of the eleven."""
    whole, *without = masked_differences([[], *([position] for position in range(1, 12))])
    return [(whole - one) * np.sign(whole) for one in without]


def strongest_word() -> float:
    sizes = np.abs(alone())
    return float(sizes.max() / sizes.sum()) * 100


def words_until() -> int:
    order = [1 + position for position in np.argsort(alone())[::-1]]
    differences = masked_differences([order[:count] for count in range(12)])
    return next(count for count, one in enumerate(differences) if one * differences[0] < 0)


def decoder_share() -> float:
    """By hand: three layers of torch's own, and the shipped table."""
    card = json.loads((locate("translator").folder / "model_card.json").read_text(encoding="utf-8"))
    layers = {
        kind: sum(weights.numel() for weights in kind(128, 4, 256).parameters())
        for kind in (nn.TransformerEncoderLayer, nn.TransformerDecoderLayer)
    }
    assert card["parameters"] == 3 * sum(layers.values()) + 128 * card["pieces"]
    return 300 * layers[nn.TransformerDecoderLayer] / card["parameters"]


def smoothing_floor() -> float:
    card = json.loads((locate("translator").folder / "model_card.json").read_text(encoding="utf-8"))
    target = torch.full((card["pieces"],), 0.1 / card["pieces"], dtype=torch.float64)
    target[0] += 0.9
    return float(torch.distributions.Categorical(target).entropy())


TRUTHS: dict[str, Callable[[], Any]] = {
    "one_hot_size": lambda: str(400_000 // 50),
    "good_bad": good_bad,
    "window_pairs": pairs,
    "first_loss": lambda: 6 * math.log(2),
    "noise_power": lambda: 8.0,  # 16 to the power 0.75
    "gru_weights": cell_weights,
    "first_word": first_word,
    "cls_to_sep": cls_to_sep,
    "causal_share": causal_pairs,
    "changed_without_positions": lambda: "none",  # attention is a sum, and asks for no order
    "order_flips": flips,
    "table_directions": directions,
    "layer_means": lambda: str(4 * 32),
    "padding_share": padding,
    "causal_verdict": causal_verdict,
    "zeroed_row": zeroed,
    "empty_row": lambda: "nan" if torch.full((5,), -torch.inf).softmax(0).isnan().all() else "",
    "decoder_share": decoder_share,
    "smoothing_floor": smoothing_floor,
    "vocabulary_share": vocabulary_share,
    "pairs_share": pairs_share,
    "shown_as_mask": lambda: 12.0,
    "last_word": last_word,
    "tokens_a_row": tokens_a_row,
    "rank_of_42": rank,
    "interval_width": interval,
    "capitals": lambda: 0.0,  # its tokenizer writes all in small letters
    "logits_apart": lambda: math.log(99),
    "strongest_word": strongest_word,
    "words_until": words_until,
    "wrong_on_dev": lambda: round(872 * (1 - dev()["accuracy"])),
}


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A visitor, whose own caches the functions use."""
    monkeypatch.setattr(f"{cache_resource_api.__name__}.get_session_id_or_throw", lambda: "visitor")


@pytest.mark.parametrize("name", TRUTHS)
def test_a_guess_comes_to_what_is_true(name: str) -> None:
    truth, answer = TRUTHS[name](), GUESSES[name].computed(DEFAULT)
    assert answer == truth if isinstance(truth, str) else answer == pytest.approx(truth, rel=1e-4)


def test_continuations_are_the_vocabulary_to_the_third(monkeypatch: pytest.MonkeyPatch) -> None:
    for V, power in ((49_152, "e14"), (5_000, "e11"), (100, "e6")):
        monkeypatch.setattr(decoding, "language_model", lambda name, V=V: SimpleNamespace(vocabulary=V))
        assert GUESSES["continuations"].computed("") == power


@pytest.mark.parametrize(
    ("weight", "bucket"), [(5, "ten"), (50, "hundred"), (900, "thousand"), (3000, "more")]
)
def test_a_nucleus_holds_as_many_as_it_takes(
    monkeypatch: pytest.MonkeyPatch, weight: int, bucket: str
) -> None:
    """`weight` tokens share nearly all of the probability alike."""
    logits = torch.full((5000,), -20.0)
    logits[:weight] = 5.0
    monkeypatch.setattr(
        decoding, "language_model", lambda name: SimpleNamespace(name=name, start_of=lambda *_: ("", 0, 0))
    )
    monkeypatch.setattr(decoding_shared, "scores_at", lambda *arguments: logits)
    assert GUESSES["nucleus_size"].computed("a film") == bucket


def test_every_guess_is_tried() -> None:
    assert set(GUESSES) == {*TRUTHS, "continuations", "nucleus_size"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_about_two_of_its_views_or_parts(name: str) -> None:
    page = PAGES[name]
    guesses = page.all_guesses()
    assert len({guess.name for guess in guesses}) >= 2
    assert set(page.guesses) <= {"see", "compute", "code", "measured"}
    if isinstance(page.see, Views):
        assert set(page.see.guesses) <= set(page.see.views)
    for guess in guesses:
        assert words_of(guess) <= set(labels("en"))


def words_of(guess: Guess) -> set[str]:
    family = f"guesses.{guess.name}"
    unit = set() if guess.options else {f"guess.unit_{guess.unit}"}
    return {f"{family}.question", f"{family}.why", *(f"{family}.{option}" for option in guess.options)} | unit


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_a_newcomer_sees_first_has_a_guess(page: ConceptPage) -> None:
    """About the part See, or about its first view."""
    first = next(iter(page.see.views)) if isinstance(page.see, Views) else None
    assert "see" in page.guesses or (isinstance(page.see, Views) and first in page.see.guesses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_guess_belongs_to_one(language: str) -> None:
    written = {key for key in labels(language) if key.startswith("guesses.")}
    assert written == {
        key for guess in GUESSES.values() for key in words_of(guess) if key.startswith("guesses.")
    }

"""Training a translator: what it draws, the loss, that it learns and resumes, and the shipped one."""

import re
from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.base.settings import ASSETS, REPOSITORY
from core.models.card import read_card
from core.models.catalog import TRANSLATORS
from core.nn.threads import threads
from core.topics.transformer.concept import label_smoothed_loss, noam_rate, shift_right
from core.topics.transformer.phrases.sentences import draw
from core.topics.transformer.training.__main__ import main
from core.topics.transformer.training.evaluate import exact
from core.topics.transformer.training.loop import drawn_batches, smoothed_loss
from core.topics.transformer.training.recipe import TranslatorRecipe
from core.topics.transformer.translator import (
    KINDS,
    Translator,
    batch_of,
    learn_pieces,
    load,
    new_network,
    translate,
)
from core.training.small.vocabulary import END, START

PHRASES = draw("test", 60)
PIECES = learn_pieces(PHRASES)


@pytest.mark.whole
@pytest.mark.parametrize("kind", KINDS)
def test_every_network_learns_a_few_sentences_by_heart(kind) -> None:
    torch.manual_seed(1)
    network = new_network(kind, len(PIECES)).train()
    few = PHRASES[:4]
    batch = batch_of(few, PIECES)
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    with threads(1):
        for _ in range(80):
            loss = smoothed_loss(network, batch, 0.1)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        network.eval()
        right = exact(network, few, PIECES)
        assert right.sum() >= 3
        translator = Translator(kind, network, PIECES)
        for phrase, is_right in zip(few, right.tolist(), strict=True):
            written = translate(translator, phrase.english)
            assert (translator.write(written) == phrase.translation and written[-1] == END) == is_right


def test_the_loss_is_the_concept_s_over_the_real_pieces() -> None:
    network = new_network("transformer", len(PIECES)).eval()
    batch = batch_of(PHRASES[:3], PIECES)
    with torch.no_grad():
        loss = smoothed_loss(network, batch, 0.1)
        logits = network(batch.source, batch.real, shift_right(batch.target, START))
    real = batch.target != 0
    assert torch.allclose(loss, label_smoothed_loss(logits[real], batch.target[real], 0.1), atol=1e-5)


def test_what_is_drawn_is_fixed_by_seed_and_stretch() -> None:
    recipe = TranslatorRecipe(batch_size=2)
    pieces = learn_pieces(draw("42/pieces", 3000))
    first, again, other = (next(drawn_batches(recipe, n, pieces)).source for n in (0, 0, 1))
    assert torch.equal(first, again)
    assert first.shape != other.shape or not torch.equal(first, other)


def test_a_bad_setting_is_told() -> None:
    with pytest.raises(SentiscopeError) as error:
        TranslatorRecipe(steps=0)
    assert error.value.key == "training_bad_setting"


def test_the_card_s_command_names_what_differs() -> None:
    assert TranslatorRecipe(kind="gru", steps=10).command().endswith("-o OUTPUT_FOLDER --kind gru --steps 10")
    assert noam_rate(1, 128, 1000) < noam_rate(1000, 128, 1000)


@pytest.mark.whole
def test_the_command_writes_a_translator_once(tmp_path: Path) -> None:
    folder = tmp_path / "translator"
    options = ["-o", str(folder), "--batch-size", "2", "--held-out", "2"]
    assert main([*options, "--steps", "2"]) == 0
    assert read_card(folder)["recipe"]["steps"] == 2
    assert main([*options, "--steps", "2"]) == 1  # finished already


@pytest.mark.parametrize("name", TRANSLATORS)
def test_a_shipped_translator_is_small_and_whole(name: str) -> None:
    folder = ASSETS / "models" / name
    translator = load(folder)
    assert (folder / "model.safetensors").stat().st_size <= 3_000_000
    card = read_card(folder)
    assert card["name"] == name
    assert card["recipe"]["kind"] == translator.kind
    assert card["parameters"] == sum(weights.numel() for weights in translator.network.parameters())
    phrases = draw(
        f"{card['recipe']['seed']}/judge", 100, held_out=True
    )  # the first of those it was judged on
    right = exact(translator.network, phrases, translator.pieces).float().mean().item()
    low, high = card["held_out"]["exact_interval_95"]
    assert low - 0.1 <= right <= high + 0.1


def test_the_shipped_translators_learned_from_the_same_sentences() -> None:
    """All that differs is the network: so what is measured between them is its doing, and its size's."""
    cards = [read_card(ASSETS / "models" / name) for name in TRANSLATORS]
    recipes = [{**card["recipe"], "kind": ""} for card in cards]
    assert recipes == recipes[:1] * len(TRANSLATORS)
    sizes = {card["recipe"]["kind"]: card["parameters"] for card in cards}
    assert sizes["bahdanau"] == pytest.approx(sizes["transformer"], rel=0.01)
    assert sizes["gru"] == pytest.approx(2 / 3 * sizes["transformer"], rel=0.05)  # docs/models.md says so


def test_the_docs_say_what_the_cards_say() -> None:
    told = (REPOSITORY / "docs" / "models.md").read_text(encoding="utf-8")
    beginning = told.index("Transformer translates with")
    paragraph = told[beginning : told.index("\n\n", beginning)]
    cards = [read_card(ASSETS / "models" / name) for name in TRANSLATORS]
    figures = [f"{100 * card[part]['exact']:.1f}" for card in cards for part in ("held_out", "longer")]
    assert re.findall(r"(\d+\.\d) %", paragraph) == figures

"""What the article says was measured: that the numbers it takes from the records are the ones it means."""

import json
import re
from typing import Any

import pytest

from core.base.i18n import LANGUAGES
from core.base.settings import TOPICS

FOLDER = TOPICS / "transformer"


def numbers(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "experiments" / f"{name}.json").read_text())["numbers"]
    return found


def text(language: str) -> str:
    return (FOLDER / "text" / f"{language}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_and_the_layer_are_the_best_of_their_kind(language: str) -> None:
    told = text(language)
    (head,) = re.findall(r"heads_align\.numbers\.rates\.(\d\.\d):", told)
    assert head == numbers("heads_align")["best"]
    (place,) = re.findall(r"removable_layers\.numbers\.removed\.(\d+)\.right", told)
    removed = numbers("removable_layers")["removed"]
    layers = [one for one in removed if one["tower"] == "decoder" and one["part"] == "layer"]
    assert removed[int(place)] == max(layers, key=lambda one: one["chosen_by"])
    assert removed[int(place)]["right"] == max(one["right"] for one in layers)


def test_what_the_article_concludes_holds_in_the_records() -> None:
    trained, longer = numbers("one_vector")["points"][2:4]
    assert trained["gru"] < trained["transformer"] < trained["bahdanau"]
    assert longer["gru"] < longer["transformer"] < longer["bahdanau"]
    shares = numbers("exposure_bias")["shares"]
    assert shares["near"] < shares["forced"]
    low, high = numbers("warm_up")["points"][0], numbers("warm_up")["points"][2]
    assert max(low["post_without"]) < min(low["post_with"])  # no need of warm-up at the low rate
    assert high["post_without"][0] == min(high["post_without"])  # the two that are told: "or more", "or less"
    assert high["post_with"][2] == max(high["post_with"])
    assert high["post_without"][0] > high["post_with"][2]

"""Why: what every screen holds, values that add up, what is taken away, bad input."""

import re
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr

from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.classifiers import load_classifier
from core.nn.attribution.twins import TWINS
from core.topics.why.measuring.agreement_record import dev_agreement
from core.topics.why.views.shared import MOST_WORDS
from tests.topics.support import (
    Screen,
    chart,
    claims_are_measured,
    component,
    metrics,
    numbers,
    read_number,
    shown,
    twins_hold,
    visit,
    walk_through,
    written,
)

SHORT = "a fine, slow film"
POSITIVE = {"verdict": "verdict.positive"}
SCREENS = (
    Screen({"part": "see", "view": "words"}, components=["verdict", "words", "rows"]),
    Screen(
        {"part": "see", "view": "away"},
        charts=[("why.curves_deletion_title", POSITIVE)],
        components=["words"],
        tables=[(3, "why.column_method")],
        metrics=[("why.sure_of", POSITIVE)],
    ),
    Screen(
        {"part": "see", "view": "agree"},
        charts=[
            "why.agree_title",
            (
                "why.chance_title",
                {"first": "why.method_integrated_gradients", "second": "why.method_occlusion"},
            ),
            ("why.agree_dev_title", {"sentences": "300"}),
            ("why.agree_random_title", {"sentences": "40"}),
        ],
    ),
    Screen({"part": "see", "view": "flip"}, charts=["why.flip_title"]),
    Screen({"part": "compute", "compute": "path"}, charts=["why.path_title"], components=["words"]),
    Screen({"part": "compute", "compute": "gap"}, charts=["why.gap_title"]),
    Screen(
        {"part": "compute", "compute": "shapley", "word": "1"},
        charts=[("why.marginals_title", {"word": "fine"})],
    ),
)


def masked(positions: list[int]) -> float:
    """The library's own network: the logit difference with [MASK] at some positions of the short sentence."""
    model = load_classifier(MAIN_MODEL)
    ids = model.tokenizer(SHORT, return_tensors="pt").input_ids
    ids[0, positions] = model.tokenizer.mask_token_id
    with torch.inference_mode():
        negative, positive = model.network(input_ids=ids).logits[0].tolist()
    return positive - negative


def test_every_screen_holds_what_it_should(open_app) -> None:
    walk_through(open_app("why", sentence=SHORT), "why", SCREENS)


def test_each_claim_is_told_by_its_record(open_app) -> None:
    claims = (
        "faithfulness",
        "baselines",
        "shapley_ranks",
        "known_truth",
        "randomised_weights",
        "attention_is_explanation",
    )
    claims_are_measured(open_app("why"), "why", claims)


def test_occlusion_s_values_are_the_library_s_differences(open_app) -> None:
    app = open_app("why", sentence=SHORT, why_method="occlusion")
    words = component(app, "words")[0]["words"]
    assert [word["text"] for word in words] == ["a", "fine", ",", "slow", "film"]
    whole = masked([])
    expected = [whole - masked([position]) for position in range(1, 6)]
    assert [word["value"] for word in words] == pytest.approx(expected, abs=1e-4)
    rows = {row["method"]: row for row in component(app, "rows")[0]["rows"]}
    assert rows["occlusion"]["values"] == pytest.approx(expected, abs=1e-4)
    assert all(len(row["values"]) == 5 for row in rows.values())  # so short that all are run
    assert "coefficients" not in rows


def test_shapley_values_and_integrated_gradients_add_up_to_the_verdict(open_app) -> None:
    app = open_app("why", sentence=SHORT)
    rows = {row["method"]: row["values"] for row in component(app, "rows")[0]["rows"]}
    everything = masked([]) - masked([1, 2, 3, 4, 5])
    for method in ("exact_shapley", "kernel_shap", "integrated_gradients"):
        assert sum(rows[method]) == pytest.approx(everything, abs=2e-3), method


def test_words_that_are_taken_away_are_struck_and_move_the_verdict(open_app) -> None:
    app = open_app("why", sentence=SHORT, why_view="away", why_method="occlusion", why_taken="2")
    words = component(app, "words")[0]["words"]
    order = sorted(range(5), key=lambda place: -words[place]["value"])
    assert [place for place, word in enumerate(words) if word["gone"]] == sorted(order[:2])
    left = masked([1 + place for place in order[:2]])
    expected = torch.sigmoid(torch.tensor(left)).item()
    (told,) = metrics(app).values()
    assert read_number(told) == pytest.approx(100 * expected, abs=0.06)
    curves = chart(app, ("why.curves_deletion_title", POSITIVE))["data"]
    mine = next(one for one in curves if one["name"] == label("why.method_occlusion", "en"))
    assert numbers(mine["y"])[2] == pytest.approx(expected, abs=1e-4)
    for direction in ("deletion", "insertion"):
        visit(app, "why", direction=direction)
        sentences = label(f"why.chance_{direction}", "en").split("{")[0].strip()
        assert sentences in written(app)
    words = component(app, "words")[0]["words"]
    assert [place for place, word in enumerate(words) if not word["gone"]] == sorted(order[:2])


def test_methods_that_order_the_words_alike_correlate_and_chance_does_not(open_app) -> None:
    app = open_app("why", sentence=SHORT, why_view="agree", why_agree_first="lime")
    cells = chart(app, "why.agree_title")["data"][0]
    names = [name.split("  ")[0] for name in chart(app, "why.agree_title")["layout"]["yaxis"]["ticktext"]]
    first, second = (names.index(label(f"why.method_{one}", "en")) for one in ("lime", "occlusion"))
    values = {}
    visit(app, "why", view="words")
    for row in component(app, "rows")[0]["rows"]:
        values[row["method"]] = row["values"]
    expected = spearmanr(values["lime"], values["occlusion"]).statistic
    assert numbers(cells["z"])[first][second] == pytest.approx(expected, abs=1e-5)
    assert numbers(cells["z"]).diagonal() == pytest.approx(np.ones(len(names)))


def test_a_method_that_gives_all_words_the_same_is_left_out_of_the_comparison(open_app) -> None:
    app = open_app("why", sentence="a fine slow film", why_view="agree")
    look = chart(app, "why.agree_title")["layout"]
    names = [name.split("  ")[0] for name in look["yaxis"]["ticktext"]]
    assert label("why.method_occlusion", "en") in names
    assert label("why.method_clause_occlusion", "en") not in names


def test_the_shipped_measurements_stand_below_this_sentence_s(open_app) -> None:
    app = open_app("why", sentence=SHORT, why_view="agree")
    dev = dev_agreement()
    cells = numbers(chart(app, ("why.agree_random_title", {"sentences": "40"}))["data"][0]["z"])
    assert cells == pytest.approx(np.array(dev.random_network), abs=1e-6)
    first, second = (dev.methods.index(one) for one in ("integrated_gradients_mask", "occlusion"))
    told = number_text(dev.correlations[first][second], ".2f", "en")
    assert any(told in text.value for text in app.markdown)


def test_a_text_without_end_is_explained_up_to_a_word(open_app) -> None:
    app = open_app("why", sentence="film " * 2_000, why_model="bag-of-words", why_method="coefficients")
    assert label("why.cut", "en", read=MOST_WORDS, cut=2_000 - MOST_WORDS) in [
        told.value for told in app.info
    ]
    assert len(component(app, "words")[0]["words"]) == MOST_WORDS


def test_each_change_of_a_word_is_judged_as_predict_judges_it_and_a_flip_is_a_link(open_app) -> None:
    app = open_app("why", sentence=SHORT, why_view="flip")
    data = {one["name"]: one for one in chart(app, "why.flip_title")["data"]}
    deletions = data[label("why.flip_deletions", "en")]
    versions = ["fine, slow film", "a, slow film", "a fine slow film", "a fine, film", "a fine, slow"]
    expected = [one.probability for one in load_classifier(MAIN_MODEL).classify(versions)]
    assert list(numbers(deletions["x"])) == list(range(5))
    assert numbers(deletions["y"]) == pytest.approx(expected, abs=1e-3)
    replaced = data[label("why.flip_replacements", "en")]
    links = re.findall(r"\]\(predict\?(\S+?)\)", written(app))
    turned = sum(value < 0.5 for value in [*expected, *numbers(replaced["y"])])
    assert len(links) == min(12, turned) > 0
    settings = dict(parse_qsl(links[0]))
    assert (settings["predict_view"], settings["predict_models"]) == ("whatif", MAIN_MODEL)
    assert load_classifier(MAIN_MODEL).classify([settings["predict_edit"]])[0].label == "negative"


def test_of_a_chinese_sentence_words_are_also_put_in(open_app) -> None:
    """By the network that guesses Chinese pieces; each is judged by the model that reads Chinese."""
    text = "房间不大。"
    app = open_app("why", sentence=text, why_view="flip")
    data = {one["name"]: one for one in chart(app, "why.flip_title")["data"]}
    replaced = data[label("why.flip_replacements", "en")]
    told = [str(one) for one in replaced["customdata"]]
    assert len(told) > 20
    changes = [one.split(" → ") for one in told]
    versions = [text.replace(before, after, 1) for before, after in changes if text.count(before) == 1]
    expected = [one.probability for one in load_classifier(CHINESE_MODEL).classify(versions)]
    shown_there = [
        value
        for (before, _), value in zip(changes, numbers(replaced["y"]), strict=True)
        if text.count(before) == 1
    ]
    assert shown_there == pytest.approx(expected, abs=1e-3)


def test_a_linear_model_s_own_weights_are_all_it_computes(open_app) -> None:
    app = open_app("why", sentence=SHORT, why_model="bag-of-words")
    model = load_classifier("bag-of-words")
    negative, positive = model.classify([SHORT])[0].logits
    values = [word["value"] for word in component(app, "words")[0]["words"]]
    assert sum(values) + model.intercept == pytest.approx(positive - negative, abs=1e-4)
    assert "This is no estimate" in written(app)
    for compute in ("path", "gap"):
        visit(app, "why", part="compute", compute=compute)
        assert shown(app) == label("errors.why_no_embeddings", "en", name="bag-of-words")


@pytest.mark.parametrize("model", ["sst2-lstm", "sst2-gru", "sst2-rnn", "chnsenticorp-bag"])
def test_other_models_explain_themselves(open_app, model: str) -> None:
    text = "演员的表演十分动人。" if model == "chnsenticorp-bag" else SHORT
    app = open_app("why", sentence=text, why_model=model)
    assert not app.exception
    words = component(app, "words")[0]["words"]
    assert "".join(word["text"] for word in words) == text.replace(" ", "")
    assert any(word["value"] for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_explained_is_told_in_a_sentence(open_app, language: str) -> None:
    app = open_app("why", lang=language, sentence="   ", why_model="bag-of-words")
    assert shown(app) == label("errors.text_empty", language)
    app.text_input(key="sentence").set_value("good " * 13).run()
    visit(app, "why", part="compute", compute="shapley")
    assert shown(app) == label("errors.why_too_many_words", language, count=13, most=12)


def test_one_word_is_explained(open_app) -> None:
    app = open_app("why", sentence="superb")
    (word,) = component(app, "words")[0]["words"]
    assert word["value"] > 0
    assert shown(visit(app, "why", view="away")) == ""


def test_bad_settings_in_the_url_fall_back(open_app) -> None:
    app = open_app("why", sentence=SHORT)
    usual = component(app, "words")
    for value in ("nonsense", "-1", "1e9"):
        visit(app, "why", model=value, method=value, baseline=value, view=value)
        assert shown(app) == ""
        assert component(app, "words") == usual


def test_every_twin_holds_on_the_sentence(open_app) -> None:
    twins_hold(open_app("why", sentence=SHORT), "why", TWINS)


def test_one_word_leaves_the_twins_an_example(open_app) -> None:
    app = open_app("why", sentence="superb", why_part="code")
    assert shown(app) == ""
    assert len(app.code) == 2

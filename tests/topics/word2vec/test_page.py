"""word2vec: what every part holds, learning by steps, and texts that teach nothing."""

import numpy as np
import pytest

from core.base.i18n import LANGUAGES, label
from core.topics.word2vec.twins import TWINS
from tests.topics.support import Screen, chart, component, holds_its_screens, numbers, shown, visit, written

SCREENS = (
    Screen({"part": "see", "view": "learning"}, components=["learning"]),
    Screen({"part": "see", "view": "network"}, ["word2vec.network_forward_title"]),
    Screen(
        {"part": "see", "view": "window"},
        ["word2vec.positions_title", "word2vec.distances_title"],
        components=["window"],
    ),
    Screen({"part": "see", "view": "noise"}, ["word2vec.noise_title"]),
    Screen({"part": "compute"}, tables=[(6, "embeddings.column_word")]),  # the right word and five drawn ones
)


def run_of(app):
    return app.session_state["word2vec.live"].run


def test_every_part_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("word2vec")
    holds_its_screens(app, "word2vec", SCREENS, ["cbow_skipgram"], TWINS)


def test_the_window_and_the_noise_are_the_text_s(open_app) -> None:
    app = open_app("word2vec", word2vec_view="window")
    app.text_area(key="word2vec_corpus").set_value("one one one one two two three four\n" * 3).run()
    words = component(app, "window")[0]["words"]
    assert [word["text"] for word in words] == ["one", "one", "one", "one", "two", "two", "three", "four"]
    assert [word["role"] for word in words].count("context") > 0
    bars = chart(app, "word2vec.distances_title")["data"][0]
    distances, pairs = numbers(bars["x"]), numbers(bars["y"])
    assert pairs.tolist() == [3 * (8 - abs(distance)) for distance in distances]  # of three lines of eight
    assert pairs.sum() == len(run_of(app).targets)
    counts = np.array([4, 2, 1, 1], dtype=float) ** 0.75
    visit(app, "word2vec", view="noise")
    bars = chart(app, "word2vec.noise_title")["data"][0]
    assert np.sort(numbers(bars["y"]))[::-1] == pytest.approx(counts / counts.sum(), rel=1e-3)


def test_the_network_shows_an_example_there_and_back_and_what_it_moves(open_app) -> None:
    app = open_app("word2vec", word2vec_view="network", word2vec_model="cbow", word2vec_example="2")
    run = run_of(app)
    position = run.batch[2]
    given = [row for row in run.inputs[position].tolist() if row >= 0]
    h = run.vectors[given].mean(dim=0)
    rows = [int(run.targets[position]), *run.negatives[2].tolist()]
    scores = run.outputs[rows] @ h  # (1 + K,)
    said = scores.sigmoid()
    (strip,) = [d for d in chart(app, "word2vec.network_forward_title")["data"] if d["type"] == "heatmap"]
    assert numbers(strip["z"])[:, 0] == pytest.approx(h.numpy())
    words, forward = scored(app, "word2vec.network_forward_title")
    assert words[0] == run.vocabulary.words[rows[0]]
    assert sorted(words) == sorted(run.vocabulary.words[row] for row in rows)
    assert forward[0] == pytest.approx([float(scores[0]), float(said[0]), 1], abs=1e-6)
    assert np.sort(forward[:, 0]) == pytest.approx(scores.sort().values.numpy(), abs=1e-6)
    visit(app, "word2vec", network_pass="back")
    said[0] -= 1  # now p − y
    lengths = [float(said[0]), float((said[0] * run.outputs[rows[0]]).norm()), float((said[0] * h).norm())]
    assert scored(app, "word2vec.network_back_title")[1][0] == pytest.approx(lengths, abs=1e-6)
    moved = float((said @ run.outputs[rows]).norm()) / len(given) * run.settings.rate
    assert f"= {moved:.2g};" in written(app)
    assert f"= {moved * len(given):.2g}, {len(given)} times as far" in written(app)  # gensim's
    assert f"by {lengths[2] * run.settings.rate:.2g}, towards h" in written(app)
    is_twice = len({*given}) < len(given) or len({*rows}) < len(rows)
    assert (label("word2vec.network_twice", "en") in written(app)) == is_twice
    app.button(key="word2vec_one").click().run()
    assert len(run_of(app).losses) == 51
    assert shown(app) == ""


def scored(app, title: str) -> tuple[list[str], np.ndarray]:
    """The scored words of the network, and three numbers of each."""
    (nodes,) = [trace for trace in chart(app, title)["data"] if trace.get("name") == "words"]
    return nodes["hovertext"], numbers(nodes["customdata"])


@pytest.mark.whole
def test_a_hundred_steps_lower_the_loss(open_app) -> None:
    for model in ("cbow", "skipgram"):
        for loss in ("softmax", "sampling"):
            app = open_app("word2vec", word2vec_model=model, word2vec_loss=loss)
            for _ in range(2):
                app.button(key="word2vec_many").click().run()
            assert shown(app) == ""
            losses = run_of(app).losses
            assert len(losses) == 100
            assert sum(losses[-20:]) < sum(losses[:20]), (model, loss)
            drawn = component(app, "learning")[1]["losses"]
            assert drawn == pytest.approx(losses, rel=1e-6)


def test_texts_that_teach_nothing_are_told(open_app) -> None:
    app = open_app("word2vec")
    texts = {"": "corpus_empty", "12 34 !": "corpus_empty", "word word": "corpus_too_few_words"}
    for text, key in texts.items():
        app.text_area(key="word2vec_corpus").set_value(text).run()
        for language in LANGUAGES:
            visit(app, "word2vec", lang=language)
            assert shown(app) == label(f"errors.{key}", language, words=1, fewest=3)


def test_a_paste_of_ten_megabytes_is_cut_and_told(open_app) -> None:
    app = open_app("word2vec")
    app.text_area(key="word2vec_corpus").set_value("one two three four five\n" * 420_000).run()
    assert shown(app) == label("word2vec.cut", "en", read="100,000")
    assert len(run_of(app).vocabulary.words) == 5


def test_another_script_is_learned_too(open_app) -> None:
    app = open_app("word2vec")
    app.text_area(key="word2vec_corpus").set_value("我爱电影。\n他爱音乐。\n<b>we</b> like films").run()
    assert shown(app) == ""
    app.button(key="word2vec_one").click().run()
    assert len(run_of(app).losses) == 1
    assert "爱" in run_of(app).vocabulary.words


def test_the_picture_holds_the_training_and_a_marked_word_s_neighbours(open_app) -> None:
    app = open_app("word2vec", word2vec_near="3")
    app.button(key="word2vec_many").click().run()
    run, (header, arrays) = run_of(app), component(app, "learning")
    assert header["marked"] == 3
    assert header["words"][3] == run.vocabulary.words[3]
    names = [run.vocabulary.words[row["row"]] for row in header["near"]]
    assert names == [word for word, _ in run.nearest(run.vocabulary.words[3], 6)]
    assert arrays["inputs"] == pytest.approx(run.vectors[:28].numpy())
    assert arrays["outputs"] == pytest.approx(run.outputs[:28].numpy())
    stamp = header["stamp"]
    app.button(key="word2vec_again").click().run()
    header, arrays = component(app, "learning")
    assert header["stamp"] != stamp
    assert not arrays["outputs"].any()

"""Workshop on a Chinese sentence: the model that reads it, its pieces, and no unknown ones."""

from itertools import pairwise

import pytest

from core.base.i18n import LANGUAGES, label
from core.data.locations import SMALL_CHINESE
from core.models.catalog import CHINESE_BAG, CHINESE_MODEL, MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.loading import load_tokenizer
from core.models.locate import locate
from tests.topics.support import chart, components, numbers, shown, visit, written

SENTENCE = "剧情拖沓得让人犯困，好在演员的表演十分动人。"
PIECES = [
    "▁",
    "剧情",
    "拖",
    "沓",
    "得",
    "让人",
    "犯",
    "困",
    ",",
    "好",
    "在",
    "演员",
    "的",
    "表演",
    "十分",
    "动",
    "人",
    "。",
]


def test_the_way_from_characters_to_ids_is_e5s(open_app) -> None:
    app = open_app("workshop", workshop_step="tokens", workshop_tokens_view="path", sentence=SENTENCE)
    for language in LANGUAGES:
        visit(app, "workshop", lang=language, limit="128", width="21")
        table = app.dataframe[0].value
        token = label("workshop_tokens.column_token", language)
        assert list(table[token]) == ["<s>", *PIECES, "</s>", "<pad>"]
        assert "".join(table[label("workshop_tokens.column_text", language)]) == SENTENCE
        figure = chart(app, "workshop_tokens.path_title", language)["layout"]
        drawn = [note["text"] for note in figure["annotations"] if note["y"] == 2]
        assert drawn == PIECES
        ends = [(box["x0"], box["x1"]) for box in figure["shapes"][::2]]
        assert all(end < start for (_, end), (start, _) in pairwise(ends))
        assert figure["yaxis"]["ticktext"][1] == "NFKC"
        assert label("workshop_tokens.path_note_unigram", language)[:20] in written(app)
        assert "[UNK]" not in written(app)


def test_the_sentence_is_cut_in_three_ways(open_app) -> None:
    app = open_app("workshop", workshop_step="tokens", workshop_tokens_view="cuts", sentence=SENTENCE)
    wordpiece = load_tokenizer(locate(MAIN_MODEL).folder)
    for language in LANGUAGES:
        visit(app, "workshop", lang=language)
        rows = [data["tokens"] for data, _ in components(app, "tokens")]
        assert [[chip["text"] for chip in row] for row in rows] == [
            list(SENTENCE),
            wordpiece.tokenize(SENTENCE),
            PIECES,
        ]
        marked = [[chip["text"] for chip in row if chip.get("unknown")] for row in rows]
        unknown = wordpiece.tokenize(SENTENCE).count("[UNK]")
        assert marked == [[], ["[UNK]"] * unknown, []]
        assert label("workshop_cuts.told", language, count=18, unknown=0) in written(app)
        assert rows[0][0]["hint"].endswith("U+5267")
        assert shown(app) == ""


def test_a_step_of_training_is_the_readers(open_app) -> None:
    app = open_app("workshop", workshop_part="compute", sentence=SENTENCE)
    model = load_classifier(CHINESE_MODEL)
    for language in LANGUAGES:
        visit(app, "workshop", lang=language)
        assert label("reader.short_bilingual-e5", language) in app.caption[-1].value
        ours = app.dataframe[0].value[label("workshop_compute.column_ours", language)]
        logit = model.classify([SENTENCE])[0].logits[1]
        assert float(ours[0].replace("\u2212", "-")) == pytest.approx(logit, rel=1e-4)


# ---- data


def chinese_rows(split: str) -> list[tuple[str, int]]:
    """The texts and labels of the sample's file, read without `core`."""
    lines = (SMALL_CHINESE / f"{split}.tsv").read_text("utf-8").splitlines()
    return [(text, int(label == "positive")) for text, label in (line.split("\t") for line in lines)]


def test_a_chinese_sentence_opens_the_chinese_data(open_app) -> None:
    app = open_app("workshop", workshop_step="data", sentence=SENTENCE)
    train, dev = chinese_rows("train"), chinese_rows("dev")
    for language in LANGUAGES:
        visit(app, "workshop", lang=language, data_view="overview")
        assert [metric.value for metric in app.metric] == ["48", "16", "48", "0"]
        assert label("workshop_data.chinese_note", language) in written(app)
        lengths = chart(app, "workshop_data.lengths_title", language)
        axis = lengths["layout"]["xaxis"]["title"]["text"].replace("<br>", "")
        assert axis.replace(" ", "") == label("workshop_data.lengths_x_zh", language).replace(" ", "")
        tens = [len(text) // 10 for text, _ in train]
        assert list(numbers(lengths["data"][0]["y"])) == pytest.approx(
            [tens.count(n) / len(tens) for n in range(max(tens) + 1)]
        )
        visit(app, "workshop", lang=language, data_view="search", find="键盘")
        found = app.dataframe[0].value
        sentence, row, truth = (
            label(f"workshop_data.column_{name}", language) for name in ("sentence", "row", "label")
        )
        wanted = [(n, text, y) for n, (text, y) in enumerate(train, start=1) if "键盘" in text]
        assert list(zip(found[row], found[sentence], found[truth], strict=True)) == wanted
        assert shown(app) == ""
    assert len(dev) == 16


def test_what_changes_is_told_part_by_part(open_app) -> None:
    app = open_app("workshop", workshop_step="data", workshop_data_view="changes", sentence=SENTENCE)
    english, chinese = (load_tokenizer(locate(name).folder) for name in (MAIN_MODEL, CHINESE_MODEL))
    assert len(chinese) <= len(english)  # so that each id of E5's is a row of MiniLM's
    for language in LANGUAGES:
        visit(app, "workshop", lang=language)
        parts, ids = (frame.value for frame in app.dataframe)
        assert list(parts.iloc[2, 1:3]) == ["WordPiece", "Unigram"]
        assert list(parts.iloc[3, 1:3]) == ["30,522", "30,313"]
        assert list(parts.iloc[6, 1:3]) == ["2 × 384 + 2"] * 2
        verdicts = [label(f"workshop_changes.{name}", language) for name in ("changed", "same")]
        assert list(parts.iloc[:, 3]) == [verdicts[0]] * 6 + [verdicts[1]] * 3
        assert list(ids.iloc[:, 0]) == PIECES
        assert list(ids.iloc[:, 1]) == chinese.convert_tokens_to_ids(PIECES)
        assert list(ids.iloc[:, 2]) == english.convert_ids_to_tokens(list(ids.iloc[:, 1]))


def test_chinese_rows_are_judged_by_models_that_read_them(open_app) -> None:
    app = open_app("workshop", workshop_step="metrics", workshop_source="chinese")
    model, dev = load_classifier(CHINESE_BAG), chinese_rows("dev")
    right = sum(
        (prediction.label == "positive") == bool(truth)
        for prediction, (_, truth) in zip(model.classify([text for text, _ in dev]), dev, strict=True)
    )
    assert rf"\mathbf{{{right / 16:.4f}}}" in app.latex[0].value
    assert len(app.dataframe[0].value) == 16


def test_chinese_rows_are_learned_by_models_without_english_words(open_app) -> None:
    app = open_app("workshop", workshop_step="train", workshop_source="chinese")
    command = app.code[0].value
    assert "--dataset=chnsenticorp" in command
    assert "--model=bag-of-words" in command
    assert "small_chnsenticorp" in command

"""Workshop on a Chinese sentence: the model that reads it, its pieces, and no unknown ones."""

from itertools import pairwise

import pytest

from core.base.i18n import LANGUAGES, label
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.loading import load_tokenizer
from core.models.locate import locate
from tests.topics.support import chart, components, shown, visit, written

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
    from core.models.classifiers import load_classifier

    model = load_classifier(CHINESE_MODEL)
    for language in LANGUAGES:
        visit(app, "workshop", lang=language)
        assert label("reader.short_bilingual-e5", language) in app.caption[-1].value
        ours = app.dataframe[0].value[label("workshop_compute.column_ours", language)]
        logit = model.classify([SENTENCE])[0].logits[1]
        assert float(ours[0].replace("\u2212", "-")) == pytest.approx(logit, rel=1e-4)

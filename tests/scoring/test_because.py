"""The column `because`: which words it holds, how they are written, and files of every kind with it."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.models.explaining.explained import Explained
from core.models.explaining.explainer import explainer_of
from core.models.explaining.words import Word, words_of
from core.models.transformer import TransformerClassifier
from core.scoring import score_file as module
from core.scoring.__main__ import main
from core.scoring.backends.choice import PLAIN, Engine
from core.scoring.because import MOST_WORDS, Because, cell_of, words_in
from core.scoring.plan import Request
from core.scoring.result import read_result
from core.scoring.score_file import score_file
from tests.scoring.support import read_csv, write_csv
from tests.support.architectures import write_tiny

REVIEWS = ["A gorgeous, witty film", "", "slow and boring", "A gorgeous, witty film", "\u200b", "dull; dull"]


def explained(text: str, values: list[float]) -> Explained:
    """Each blank-separated part is a piece; parts without a word take none of the values."""
    spans: list[Any] = []
    for part in text.split(" "):
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + len(part)))
    return Explained(words_of(text, spans, [False] * len(spans)), torch.tensor(values))


def test_the_words_that_speak_for_the_verdict_most_first() -> None:
    found = explained("so good not bad at all", [0.5, 2.0, -1.0, -3.0, 0.0, -0.61])
    assert cell_of(found, positive=True) == "good; so"
    assert cell_of(found, positive=False) == "bad; not; all"


def test_what_adds_little_is_left_out_and_five_are_enough() -> None:
    assert cell_of(explained("a b c", [1.0, 0.2, 0.19]), positive=True) == "a; b"
    assert cell_of(explained("a b c d e f g", [1.0] * 7), positive=True) == "a; b; c; d; e"
    assert len(words_in("a; b; c; d; e")) == MOST_WORDS


def test_a_spelling_stands_there_once_as_its_strongest_is_written() -> None:
    assert cell_of(explained("Dull story DULL dull", [1.0, 2.0, 3.0, 1.0]), positive=True) == "DULL; story"


@pytest.mark.parametrize("values", [[-1.0, -2.0], [0.0, 0.0], [float("nan")] * 2])
def test_where_no_word_speaks_for_it_the_cell_is_empty(values: list[float]) -> None:
    assert cell_of(explained("a film", values), positive=True) == ""
    assert cell_of(explained("", []), positive=True) == ""
    assert words_in("") == []


def test_endless_words_and_blanks_inside_words() -> None:
    long = cell_of(explained("e" * 5000, [1.0]), positive=True)
    assert long == "e" * 100 + "…"
    both = words_of("New\n York", [(0, 9)], [False])
    assert cell_of(Explained(both, torch.ones(1)), positive=True) == "New\u00a0York"


@given(
    st.lists(
        st.sampled_from(["good", ";", ";;", "=", ",", "'s", "好", "a-b", '"', "\\"]), unique=True, max_size=5
    )
)
def test_the_words_are_found_again_whatever_marks_they_are(words: list[str]) -> None:
    made = tuple(Word(word, number, number, (number,)) for number, word in enumerate(words))
    values = torch.linspace(2, 1, len(words))
    assert words_in(cell_of(Explained(made, values), positive=True)) == words


def test_every_text_is_explained_once_and_only_with_a_verdict() -> None:
    asked: list[Any] = []

    class Noting:
        name, method = "noting", "coefficients"

        def explain(self, texts: Any, positive: Any) -> list[Explained]:
            asked.append((list(texts), list(positive)))
            return [explained("odd word", [1.0, -1.0]) for _ in texts]

    because = Because(Noting(), Engine(PLAIN, 1))  # type: ignore[arg-type]
    assert because(["x", "y", "z"], [True, None, False]) == ["odd", "", "word"]
    assert because(["y"], [None]) == [""]
    assert asked == [(["x", "z"], [True, False])]


def test_a_text_that_cannot_be_differentiated_leaves_the_others_theirs() -> None:
    class Fragile:
        name, method = "fragile", "coefficients"

        def explain(self, texts: Any, positive: Any) -> list[Explained]:
            if "odd" in texts:
                raise SentiscopeError("model_gives_no_answer", name="fragile", reason="odd")
            return [explained(text, [1.0]) for text in texts]

    because = Because(Fragile(), Engine(PLAIN, 1))  # type: ignore[arg-type]
    assert because(["warm", "odd", "dull"], [True, True, True]) == ["warm", "", "dull"]


@pytest.fixture(params=["bag-of-words", "tiny"])
def model(request: pytest.FixtureRequest, tiny_classifier_folder: Path) -> str:
    return str(tiny_classifier_folder) if request.param == "tiny" else request.param


def scored(folder: Path, model: str, name: str = "scored.csv", **options: Any) -> Path:
    source = write_csv(
        folder / "reviews.csv", [["id", "review"], *([str(i), text] for i, text in enumerate(REVIEWS))]
    )
    score_file(Request(source, folder / name, text="review", model=model, why=True, **options))
    return folder / name


def test_a_csv_gets_the_column_behind_the_others(tmp_path: Path, model: str) -> None:
    rows = read_csv(scored(tmp_path, model))
    assert list(rows[0]) == [
        "id",
        "review",
        "prediction",
        "probability",
        "needs_review",
        "problem",
        "because",
    ]
    assert [bool(row["because"]) for row in rows] == [bool(row["prediction"]) for row in rows]
    assert [bool(row["because"]) for row in rows] == [True, False, True, True, False, True]
    assert rows[0]["because"] == rows[3]["because"]
    for row in rows:
        assert all(word in row["review"] for word in words_in(row["because"]))
    result = read_result(tmp_path / "scored.csv")
    assert result.explains
    assert [row.because for row in result.top_rows(9)] == [row["because"] for row in rows]


def test_the_words_are_those_of_the_explainer(tmp_path: Path) -> None:
    rows = read_csv(scored(tmp_path, "bag-of-words"))
    assert words_in(rows[2]["because"])[0] == "boring"
    assert words_in(rows[0]["because"])[:2] == ["gorgeous", "witty"]


def test_verdicts_are_what_they_are_without_it(tmp_path: Path, model: str) -> None:
    rows = read_csv(scored(tmp_path, model))
    score_file(Request(tmp_path / "reviews.csv", tmp_path / "plain.csv", text="review", model=model))
    plain = read_csv(tmp_path / "plain.csv")
    assert [{name: row[name] for name in plain[0]} for row in rows] == plain
    assert not read_result(tmp_path / "plain.csv").explains


def test_parquet_holds_the_same_cells(tmp_path: Path, model: str) -> None:
    rows = read_csv(scored(tmp_path, model))
    table = pyarrow.parquet.read_table(scored(tmp_path, model, "scored.parquet"))
    assert table.schema.field("because").type == pyarrow.string()
    assert [cell or "" for cell in table["because"].to_pylist()] == [row["because"] for row in rows]


def test_json_lines_are_explained_too(tmp_path: Path) -> None:
    source = tmp_path / "reviews.jsonl"
    source.write_text("\n".join(json.dumps({"review": text}) for text in REVIEWS), encoding="utf-8")
    score_file(Request(source, tmp_path / "scored.csv", text="review", model="bag-of-words", why=True))
    assert words_in(read_csv(tmp_path / "scored.csv")[2]["because"])[0] == "boring"


def test_a_word_that_looks_like_a_formula_is_disarmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.scoring.because.cell_of", lambda explained, positive: "=; good")
    cells = [
        row["because"]
        for row in read_csv(scored(tmp_path, "bag-of-words", spreadsheet_safe=True), "utf-8-sig")
    ]
    assert set(cells) == {"'=; good", ""}


def test_a_run_that_goes_on_asks_the_same(
    tmp_path: Path, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another setting, and another method, are refused; the same one writes the same bytes."""
    monkeypatch.setattr(module, "WINDOW", 2)
    whole = scored(tmp_path, model, "whole.csv").read_bytes()

    class Killed(BaseException):
        pass

    def dying(number: int, *_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module._Run, "_close", dying)
        with pytest.raises(Killed):
            scored(tmp_path, model)
    with pytest.raises(SentiscopeError, match="scoring_other_settings"):
        score_file(Request(tmp_path / "reviews.csv", tmp_path / "scored.csv", text="review", model=model))
    with monkeypatch.context() as patch:
        patch.setattr("core.scoring.readers.method_of", lambda explainer: {"because": "another"})
        with pytest.raises(SentiscopeError, match="scoring_other_settings"):
            scored(tmp_path, model)
    assert scored(tmp_path, model).read_bytes() == whole
    summary = json.loads((tmp_path / "scored.csv.summary.json").read_text(encoding="utf-8"))
    assert summary["because"] == ("coefficients" if model == "bag-of-words" else "gradient_times_attention")


def test_a_model_without_a_method_is_told_before_a_row_is_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_csv(tmp_path / "reviews.csv", [["review"], ["a good film"]])
    folder = write_tiny(tmp_path / "t5", "t5")
    output = tmp_path / "scored.csv"
    assert main([str(source), "-o", str(output), "--model", str(folder), "--why"]) == 1
    assert "--why" in capsys.readouterr().err
    assert not output.exists()
    assert not list(tmp_path.glob("scored.csv*"))


def test_the_shell_s_option(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "reviews.csv", [["review"], ["slow and boring"]])
    assert main([str(source), "-o", str(tmp_path / "o.csv"), "--model", "bag-of-words", "--why"]) == 0
    assert words_in(read_csv(tmp_path / "o.csv")[0]["because"])[0] == "boring"


def test_int8_gives_the_verdict_and_float32_the_words(tiny_classifier_folder: Path) -> None:
    """The explainer is asked for the verdict that the file gives, also where float32 would give the other."""
    model = TransformerClassifier(tiny_classifier_folder, "tiny")
    because = Because(explainer_of(model), Engine("torch-fp32", 1))
    first, second = because(["the film is good but slow", "the film is good but slow"], [True, False])
    assert words_in(first) != words_in(second)

"""Files with rows of two languages: each row by the model of its own, in its place, also when resumed."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label, labels
from core.models import selection
from core.models.bag_of_words import BagOfWordsClassifier
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.text_checks import OTHER_SCRIPT
from core.scoring import score_file as module
from core.scoring.__main__ import main
from core.scoring.backends.backend import FP32
from core.scoring.backends.choice import PLAIN, choose_engine
from core.scoring.outcome import OTHER_SCRIPTS
from core.scoring.plan import Request
from core.scoring.result import read_result
from core.scoring.score_file import score_file
from tests.scoring.support import read_csv, write_csv

BAG = "bag-of-words"
ENGLISH = ["a gorgeous, witty film", "slow and boring", "not bad at all"]
CHINESE = ["房间又大又干净", "服务态度很差", "WiFi 信号一直很好"]
MIXED = [
    ("1", ENGLISH[0], "en"),
    ("2", CHINESE[0], "zh"),
    ("3", ENGLISH[1], "en"),
    ("4", "", ""),
    ("5", "Отличный фильм", ""),  # neither: the model of most rows
    ("6", CHINESE[1], "zh"),
    ("7", "👍👍 666", ""),
    ("8", CHINESE[0], "zh"),
    ("9", ENGLISH[2], "en"),
    ("11", ENGLISH[0], "en"),
    ("12", ENGLISH[1], "en"),
    ("10", CHINESE[2], "zh"),
]


@pytest.fixture
def bags(monkeypatch: pytest.MonkeyPatch) -> None:
    """The quickest model of each language."""
    monkeypatch.setitem(selection.MODELS, "en", BAG)
    monkeypatch.setitem(selection.MODELS, "zh", "chnsenticorp-bag")


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that scoring has loaded."""
    names: list[str] = []
    load = module.load_classifier

    def noted(name: str, **options: Any) -> Any:
        names.append(name)
        return load(name, **options)

    monkeypatch.setattr(module, "load_classifier", noted)
    return names


def mixed_file(folder: Path) -> Path:
    return write_csv(folder / "mixed.csv", [["id", "review"], *[[id, text] for id, text, _ in MIXED]])


def score(source: Path, name: str = "scored.csv", **options: Any) -> list[dict[str, str]]:
    score_file(Request(source, source.parent / name, text="review", **options))
    return read_csv(source.parent / name)


def alone(folder: Path, texts: list[str], model: str, **options: Any) -> dict[str, dict[str, str]]:
    """The rows of these texts, scored in a file of their own by one model."""
    source = write_csv(folder / "alone.csv", [["review"], *[[text] for text in texts]])
    return {row["review"]: row for row in score(source, "alone-scored.csv", model=model, **options)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_is_read_by_the_model_of_its_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, language: str
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", language)
    source, output = mixed_file(tmp_path), tmp_path / "scored.csv"
    assert main([str(source), "-o", str(output), "--exact"]) == 0
    told = label(
        "scoring.mixed", language, column="language",
        rows_en=7, model_en=MAIN_MODEL, rows_zh=4, model_zh=CHINESE_MODEL,
    )  # fmt: skip
    assert told in capsys.readouterr().out.splitlines()
    rows = read_csv(output)
    assert [(row["id"], row["review"], row["language"]) for row in rows] == MIXED
    ours = (MAIN_MODEL, [text for _, text, name in MIXED if name != "zh" and text]), (CHINESE_MODEL, CHINESE)
    expected = {}
    for model, texts in ours:
        expected |= alone(tmp_path, texts, model, backend=FP32)
    for row in rows:
        if row["review"]:
            by_itself = expected[row["review"]]
            # A batch of another size may add up in another order.
            assert float(row["probability"]) == pytest.approx(float(by_itself["probability"]), abs=2e-6)
            assert (row["prediction"], row["problem"]) == (by_itself["prediction"], by_itself["problem"])
    assert [row["problem"] for row in rows if row["problem"]] == ["empty_text", "not_english"]


def test_a_file_of_one_language_is_as_with_its_model_named(
    tmp_path: Path, bags: None, loaded: list[str]
) -> None:
    texts = {BAG: [*ENGLISH, "👍 666", "Отличный фильм"], "chnsenticorp-bag": ["666", *CHINESE, "最高の映画"]}
    for model, own in texts.items():
        loaded.clear()
        source = write_csv(tmp_path / "own.csv", [["review"], *[[text] for text in own]])
        score(source)
        assert loaded == [model]
        named = alone(tmp_path, own, model)
        assert (tmp_path / "scored.csv").read_bytes() == (tmp_path / "alone-scored.csv").read_bytes()
        assert "language" not in named[own[0]]
        summary = json.loads((tmp_path / "scored.csv.summary.json").read_text(encoding="utf-8"))
        assert "models" not in summary
        assert summary["problems"] == {"not_english" if model == BAG else "not_chinese": 1}


def test_one_row_at_the_end_gives_all_rows_the_column(tmp_path: Path, bags: None, monkeypatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 10)
    texts = [f"film {i} is fine" for i in range(45)]
    source = write_csv(tmp_path / "late.csv", [["review"], *[[text] for text in texts], [CHINESE[0]]])
    rows = score(source)
    assert [row["language"] for row in rows] == ["en"] * 45 + ["zh"]
    assert rows[-1]["probability"] == alone(tmp_path, CHINESE, "chnsenticorp-bag")[CHINESE[0]]["probability"]


def test_a_repeated_header_or_a_number_is_no_second_language(tmp_path: Path, bags: None) -> None:
    source = write_csv(tmp_path / "again.csv", [["review"], *[[text] for text in CHINESE], ["review"]])
    assert "language" not in score(source)[0]
    lines = [json.dumps({"review": value}) for value in (*CHINESE, True)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "language" not in score(tmp_path / "a.jsonl")[0]


@pytest.mark.parametrize(
    ("model", "texts", "problem"),
    [(BAG, CHINESE, "not_english"), ("chnsenticorp-bag", ENGLISH, "not_chinese")],
)
def test_a_named_model_scores_all_rows_and_says_which_it_cannot_read(
    tmp_path: Path, model: str, texts: list[str], problem: str
) -> None:
    rows = score(mixed_file(tmp_path), model=model)
    assert "language" not in rows[0]
    unread = [row for row in rows if row["problem"] == problem]
    assert {row["review"] for row in unread} == {*texts, "Отличный фильм"}
    assert all(row["probability"] and row["needs_review"] == "yes" for row in unread)
    summary = json.loads((tmp_path / "scored.csv.summary.json").read_text(encoding="utf-8"))
    assert summary["problems"][problem] == len(unread)
    assert summary["scored"] == 11


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_problem_are_those_of_predict(language: str) -> None:
    assert set(OTHER_SCRIPTS) == set(OTHER_SCRIPT.values())
    for note, problem in OTHER_SCRIPTS.items():
        assert labels(language)[f"problems.{problem}"] == labels(language)[f"verdict.{note}"]


def test_a_cut_row_in_another_script_is_told_by_its_script_and_counted_as_cut(tmp_path: Path, fake) -> None:
    fake.card = {"data": {"language": "zh"}}
    rows = score(write_csv(tmp_path / "a.csv", [["review"], ["a film " * 100], ["short"]]), model=BAG)
    assert [row["problem"] for row in rows] == ["not_chinese"] * 2
    summary = json.loads((tmp_path / "scored.csv.summary.json").read_text(encoding="utf-8"))
    assert summary["cut"] == 1


def test_reasons_are_those_of_the_row_s_own_model(tmp_path: Path, bags: None) -> None:
    rows = score(mixed_file(tmp_path), why=True)
    assert list(rows[0])[-2:] == ["language", "because"]
    expected = alone(tmp_path, ENGLISH, BAG, why=True) | alone(
        tmp_path, CHINESE, "chnsenticorp-bag", why=True
    )
    found = {row["review"]: row["because"] for row in rows if row["review"] in expected}
    assert found == {text: row["because"] for text, row in expected.items()}
    assert found[ENGLISH[1]].split("; ")[0] == "boring"
    assert found[CHINESE[1]]


def test_the_summary_says_who_answered_how_many(tmp_path: Path, bags: None) -> None:
    score(mixed_file(tmp_path), why=True)
    result = read_result(tmp_path / "scored.csv")
    models = result.summary["models"]
    assert {name: (found["model"]["name"], found["rows"]) for name, found in models.items()} == {
        "en": (BAG, 7),
        "zh": ("chnsenticorp-bag", 4),
    }
    assert result.summary["scored"] == 11
    assert result.summary["model"] == models["en"]["model"]
    assert {found["because"] for found in models.values()} == {"coefficients"}
    assert result.is_mixed
    rows = result.top_rows(len(MIXED))
    assert [(row.language, result.model_of(row)) for row in rows] == [
        (name, "chnsenticorp-bag" if name == "zh" else BAG) for _, _, name in MIXED
    ]


def test_parquet_holds_the_column_too(tmp_path: Path, bags: None) -> None:
    source = mixed_file(tmp_path)
    score_file(Request(source, tmp_path / "scored.parquet", text="review", why=True))
    table = pyarrow.parquet.read_table(tmp_path / "scored.parquet")
    assert table.column_names[-2:] == ["language", "because"]
    assert table["language"].to_pylist() == [name or None for _, _, name in MIXED]


class Killed(BaseException):
    """Stands for SIGKILL: nothing in the code catches it."""


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("batches", [1, 4, 9])
def test_a_run_that_was_killed_goes_on_to_the_same_bytes(
    tmp_path: Path, bags: None, monkeypatch: pytest.MonkeyPatch, ending: str, batches: int
) -> None:
    monkeypatch.setattr(module, "WINDOW", 10)
    texts = [f"{['film', '电影'][i % 3 == 0]} {i} {['good', '好看'][i % 3 == 0]}" for i in range(60)]
    source = write_csv(tmp_path / "mixed.csv", [["review"], *[[text] for text in texts]])
    whole, request = (
        Request(source, tmp_path / f"{name}.{ending}", why=True, backend=FP32) for name in ("whole", "scored")
    )
    summary = score_file(whole)
    asked: list[str] = []
    classify = BagOfWordsClassifier.classify

    def dying(model: BagOfWordsClassifier, sentences: list[str]) -> Any:
        if len(asked) >= batches:
            raise Killed
        asked.append(model.name)
        return classify(model, sentences)

    with monkeypatch.context() as patch:
        patch.setattr(BagOfWordsClassifier, "classify", dying)
        with pytest.raises(Killed):
            score_file(request)
    assert not request.output.exists()
    again = score_file(request)
    assert request.output.read_bytes() == whole.output.read_bytes()
    same = set(summary) - {"seconds", "output"}
    assert {name: again[name] for name in same} == {name: summary[name] for name in same}
    assert summary["models"]["zh"]["rows"] == 20


def test_a_run_of_one_model_is_not_gone_on_with_by_two(
    tmp_path: Path, bags: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WINDOW", 3)
    source = mixed_file(tmp_path)

    commit = module.Parts.commit

    def dying(parts: module.Parts, number: int, note: dict[str, Any]) -> None:
        if number:
            raise Killed
        commit(parts, number, note)

    with monkeypatch.context() as patch:
        patch.setattr(module.Parts, "commit", dying)
        with pytest.raises(Killed):
            score(source, model=BAG)
    with pytest.raises(SentiscopeError) as caught:
        score(source)
    assert caught.value.key == "scoring_other_model"


def test_each_model_gets_an_engine_by_texts_of_its_language(
    tmp_path: Path, bags: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, list[str]] = {}

    def choose(classifier: Any, backend: Any, threads: Any, texts: list[str], *more: Any) -> Any:
        seen[classifier.name] = texts
        return choose_engine(classifier, backend, threads, texts, *more)

    monkeypatch.setattr(module, "choose_engine", choose)
    score(mixed_file(tmp_path), threads=2)
    assert seen["chnsenticorp-bag"] == [text for _, text, name in MIXED if name == "zh"]
    assert seen[BAG] == [text for _, text, name in MIXED if name != "zh" and text]
    summary = json.loads((tmp_path / "scored.csv.summary.json").read_text(encoding="utf-8"))
    assert [found["engine"]["backend"] for found in summary["models"].values()] == [PLAIN] * 2


def test_one_model_for_both_languages_is_loaded_once(
    tmp_path: Path, bags: None, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(selection.MODELS, "zh", BAG)
    rows = score(mixed_file(tmp_path))
    assert loaded == [BAG]
    assert [row["language"] for row in rows] == [name for _, _, name in MIXED]

"""Cut against whole: what is read of long texts, how the rule is chosen, and that the document says it."""

from pathlib import Path

import numpy as np
import pytest

from core.base.errors import SentiscopeError
from core.base.intervals import share
from core.base.numbers import Estimate, estimate_text
from core.base.settings import REPOSITORY
from core.data.chnsenticorp import load_chnsenticorp
from core.evaluation.long_texts import (
    Part,
    WindowsRead,
    best_rule,
    parts_in,
    read_record,
    read_windows,
    together,
    told,
)
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.reading.windows import RULE, RULES
from core.models.transformer import TransformerClassifier
from tests.fakes import write_tiny_classifier

FEWER = [False, True, True, False]
RIGHT = {
    "cut": [True, False, False, False],
    "mean": FEWER,
    "ends": [True, True, True, False],
    "weighted": FEWER,
    "strongest": [True, True, True, False],
}


def read_of(window: int, sizes: list[float], right: dict[str, list[bool]]) -> WindowsRead:
    found = {way: np.array(values) for way, values in right.items()}
    return WindowsRead(window, 10, np.array(sizes), found, (100, 2.0), (150, 3.5))


def test_the_rule_right_most_often_is_chosen_and_the_first_of_equals() -> None:
    rule, counts = best_rule([read_of(64, [1.5, 1.5, 3, 5], RIGHT)])
    assert counts == {"cut": 1, "mean": 2, "ends": 3, "weighted": 2, "strongest": 3}
    assert rule == "ends"


def test_whole_against_cut_as_worked_out_by_hand() -> None:
    one = read_of(64, [1.5, 1.5, 3, 5], RIGHT)
    found = told(together([one, one]), "mean")
    assert (found["window"], found["texts"], found["longer"]) == (64, 20, 8)
    assert (found["only_cut"], found["only_whole"]) == (2, 4)
    cut, whole = share(2, 8), share(4, 8)
    assert found["cut"] == {"value": 0.25, "low": cut.low, "high": cut.high}
    assert found["whole"] == {"value": 0.5, "low": whole.low, "high": whole.high}
    assert found["difference"]["value"] == 0.25
    assert found["p_mid"] == pytest.approx(2 * (1 + 6) / 64 + 15 / 64)  # of 6 coins 2 or fewer heads
    assert (found["times_tokens"], found["times_seconds"]) == (2.5, 2.75)
    lengths = [(part["from"], part["rows"], part["second"]["value"]) for part in found["lengths"]]
    assert lengths == [(1.0, 4, 0.5), (2.0, 2, 1.0), (4.0, 2, 0.0)]


def test_windows_are_read_as_the_model_reads_them(tmp_path: Path) -> None:
    model = TransformerClassifier(write_tiny_classifier(tmp_path / "tiny", positions=16), "tiny")
    texts = ["a good film", "superb " * 30, "dull " * 50, f"{'dull ' * 14}{'superb ' * 26}"]
    part = Part("some", texts, [1, 1, 0, 1])
    found = read_windows(model, part, 16)
    assert found.texts == 4
    for way, answers in (("cut", model.classify_start(texts)), (RULE, model.classify(texts))):
        right = [
            (one.label == "positive") == bool(label) for one, label in zip(answers, part.labels, strict=True)
        ]
        assert found.right[way].tolist() == right[1:]  # the first fits
    pieces = [len(model.tokenizer(text)["input_ids"]) for text in texts[1:]]
    assert found.sizes.tolist() == pytest.approx([count / 16 for count in pieces])
    assert found.first[0] == 3 * 16


def test_each_file_is_a_part_and_its_rows_keep_their_line_breaks(tmp_path: Path) -> None:
    for name in ("books", "dvd"):
        content = 'text\tlabel\n"one\ntwo"\t1\n\t0\nthree\t0\n'
        (tmp_path / f"{name}.tsv").write_text(content, encoding="utf-8")
    parts = parts_in(tmp_path)
    assert parts == [Part(name, ["one\ntwo", "three"], [1, 0]) for name in ("books", "dvd")]


def test_chnsenticorp_is_read_in_two_halves_of_dev(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("很好\tpositive\n太差\tnegative\n", encoding="utf-8")
    lines = [f"第{number}条很好\tpositive" for number in range(5)]
    (tmp_path / "dev.tsv").write_text("\n".join(lines), encoding="utf-8")
    halves = parts_in(tmp_path)
    assert [(one.name, len(one.texts)) for one in halves] == [("half-1", 2), ("half-2", 3)]
    texts = [text for one in halves for text in one.texts]
    assert sorted(texts) == sorted(load_chnsenticorp(tmp_path).dev.sentences)


def test_a_folder_without_files_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SentiscopeError, match="data_folder_missing"):
        parts_in(tmp_path)


# ---- what was measured


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("model", [MAIN_MODEL, CHINESE_MODEL])
def test_the_document_has_what_was_measured(model: str) -> None:
    document = plain((REPOSITORY / "docs" / "evaluation.md").read_text(encoding="utf-8"))
    record = read_record(model)
    assert record["command"] in document
    for row in record["judged_on"]["windows"]:
        cut, whole = (plain(estimate_text(Estimate(**row[name]), ".1%", "en")) for name in ("cut", "whole"))
        cells = (model, str(row["window"]), f"{row['longer']:,}", cut, whole, f"{row['p_mid']:.2g}")
        assert f"| {' | '.join(cells)} |" in document
    texts = sum(row["longer"] for row in record["chosen_on"]["windows"])
    counts = [f"{record['right_by_rule'][way]:,}" for way in ("cut", *RULES)]
    assert f"| {' | '.join([f'{model}, {texts:,}', *counts])} |" in document


def test_the_document_has_each_length_and_the_cost() -> None:
    document = plain((REPOSITORY / "docs" / "evaluation.md").read_text(encoding="utf-8"))
    rows = read_record(MAIN_MODEL)["judged_on"]["windows"]
    names = {1.0: "1 to 2 windows", 2.0: "2 to 4 windows", 4.0: "more"}
    for row in rows:
        for one in row["lengths"]:
            pairs = (Estimate(**one[name]) for name in ("first", "second", "difference"))
            told_pairs = [plain(estimate_text(pair, ".1%", "en")) for pair in pairs]
            cells = (str(row["window"]), names[one["from"]], f"{one['rows']:,}", *told_pairs)
            assert f"| {' | '.join(cells)} | {one['p_mid']:.2g} |" in document
    told_once = " ".join(document.split())
    for name, between in (("times_tokens", "times the tokens"), ("times_seconds", "times the processor")):
        first, second, third = (f"{row[name]:.2f}" for row in rows)
        assert f"{first}, {second} and {third} {between}" in told_once


def test_the_shipped_rule_is_the_one_that_was_chosen() -> None:
    record = read_record(MAIN_MODEL)
    assert record["rule"] == RULE
    assert record["chosen_on"]["parts"] == ["books"]
    assert record["judged_on"]["parts"] == ["dvd", "kitchen"]
    most = max(record["right_by_rule"][name] for name in RULES)
    assert record["right_by_rule"][RULE] == most

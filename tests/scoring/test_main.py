"""The command: exit codes, one sentence for an error, nothing half-written when it is stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.base.i18n import labels
from core.base.settings import ASSETS, REPOSITORY
from core.jobs import failure, progress
from core.models.catalog import CHINESE_MODEL
from core.scoring.__main__ import main
from tests.scoring.support import FakeClassifier, read_csv, write_csv

SAMPLE = str(ASSETS / "samples" / "reviews.csv")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("label", [[], ["--label", "sentiment"]])
def test_success_says_what_came_out(
    tmp_path: Path, fake: FakeClassifier, monkeypatch, capsys, language: str, label: list[str]
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", language)
    output = tmp_path / "scored.csv"
    assert main([SAMPLE, *label, "-o", str(output)]) == 0
    printed = capsys.readouterr().out
    assert CHINESE_MODEL not in printed
    last = printed.splitlines()[-1]
    assert str(output) in last
    assert "review" in last
    assert ("F1" in last) is bool(label)
    assert len(read_csv(output)) > 100


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [SAMPLE],
        [SAMPLE, "-o", "x.csv", "--threshold", "1.4"],
        [SAMPLE, "-o", "x.csv", "--threshold", "high"],
        [SAMPLE, "-o", "x.csv", "--threshold", "nan"],
        [SAMPLE, "-o", "x.csv", "--nonsense"],
    ],
)
def test_wrong_arguments_are_code_2(wrong: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(wrong)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_threshold_that_sends_nothing_to_review_is_told(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    assert main([SAMPLE, "-o", str(tmp_path / "scored.csv"), "--threshold", "0.4"]) == 1
    assert "less likely than 0.5, so a threshold of 0.4" in capsys.readouterr().err


def test_an_error_is_one_sentence_and_code_1(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv(progress.VARIABLE, progress.LINES)
    assert main([SAMPLE, "--text", "gone", "-o", str(tmp_path / "scored.csv")]) == 1
    printed = capsys.readouterr()
    assert failure.decode(printed.out.splitlines()[-1]).key == "csv_column_missing"
    assert len(printed.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def scored(tmp_path: Path, text: str, *options: str) -> list[dict[str, str]]:
    source = tmp_path / "x.csv"
    source.write_text(text, encoding="utf-8")
    assert main([str(source), *options, "-o", str(tmp_path / "scored.csv"), "--fresh"]) == 0
    return read_csv(tmp_path / "scored.csv")


@pytest.mark.parametrize("name", ["scored.jsonl", "scored.JSON", "scored.csv.gz", "scored.xlsx"])
def test_a_name_of_another_kind_of_file_is_refused_before_anything(name: str, tmp_path: Path, capsys) -> None:
    assert main([SAMPLE, "-o", str(tmp_path / name)]) == 1
    told = capsys.readouterr().err
    assert name in told
    assert str((tmp_path / name).with_suffix(".csv")) in told
    assert list(tmp_path.iterdir()) == []


def test_where_the_header_stands_is_said_or_asked(tmp_path: Path, fake: FakeClassifier, capsys) -> None:
    texts = "I love this phone\nThe battery is awful\nBest camera ever\n"
    (tmp_path / "x.csv").write_text(texts)
    assert main([str(tmp_path / "x.csv"), "-o", str(tmp_path / "scored.csv")]) == 1
    assert "--no-header" in capsys.readouterr().err
    assert [row["#1"] for row in scored(tmp_path, texts, "--no-header")] == texts.split("\n")[:-1]
    assert (
        len(scored(tmp_path, texts, "--header", "1")) == len(scored(tmp_path, texts, "--trust-header")) == 2
    )
    with pytest.raises(SystemExit):
        main([SAMPLE, "-o", "x.csv", "--no-header", "--header", "1"])


def test_what_was_found_above_a_table_is_told(tmp_path: Path, fake: FakeClassifier, capsys) -> None:
    rows = scored(tmp_path, "Report:,May\n\nid,review,stars\n1,a good film,5\n2,a bad film,1\n")
    assert [row["review"] for row in rows] == ["a good film", "a bad film"]
    assert labels("en")["scoring.header_below"].replace("{line}", "3") in capsys.readouterr().out
    scored(tmp_path, "I really loved this film,positive\nIt was a bore,negative\n")
    assert labels("en")["scoring.no_header"] in capsys.readouterr().out


def test_unknown_labels_are_told_with_their_rows_or_left_out(
    tmp_path: Path, fake: FakeClassifier, capsys
) -> None:
    text = "review,label\np=0.9 good,positive\np=0.1 bad,negative\nso so,meh\n"
    (tmp_path / "x.csv").write_text(text)
    assert main([str(tmp_path / "x.csv"), "--label", "label", "-o", str(tmp_path / "scored.csv")]) == 1
    assert "meh (3)" in capsys.readouterr().err
    assert len(scored(tmp_path, text, "--label", "label", "--skip-unknown-labels")) == 3
    assert "2 labels: accuracy 1.0000" in capsys.readouterr().out


def test_the_whole_file_is_checked_before_torch_is_imported(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "reviews.csv", [["review", "label"], ["good film", "1"], ["dull", "so-so"]])
    program = (
        "import sys; from core.scoring.__main__ import main\n"
        f"code = main([{str(source)!r}, '--label', 'label', '-o', {str(tmp_path / 'x.csv')!r}])\n"
        "assert 'torch' not in sys.modules; sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 1
    assert "so-so" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.whole
def test_a_terminated_command_keeps_its_parts_and_goes_on(tmp_path: Path) -> None:
    rows = [["review"], *[[f"film {i} is a fine one"] for i in range(12_000)]]
    source = write_csv(tmp_path / "reviews.csv", rows)
    command = [sys.executable, "-m", "core.scoring", str(source), "-o", str(tmp_path / "scored.csv")]
    child = subprocess.Popen(
        [*command, "--model", "bag-of-words"],  # the quickest to load
        cwd=REPOSITORY,
        env={**os.environ, progress.VARIABLE: progress.LINES},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        for line in child.stdout:
            report = progress.decode(line)
            if report and report.done > 8192:
                break
        child.terminate()
        _, complaint = child.communicate(timeout=30)
    assert child.returncode == 128 + signal.SIGTERM, complaint
    assert "Traceback" not in complaint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reviews.csv", "scored.csv.parts"]
    done = subprocess.run(
        [*command, "--model", "bag-of-words"],
        cwd=REPOSITORY,
        env={**os.environ, progress.VARIABLE: progress.LINES},
        capture_output=True,
        text=True,
        check=True,
    )
    reports = [report for line in done.stdout.splitlines() if (report := progress.decode(line))]
    assert reports[0].done == 8192
    assert len(read_csv(tmp_path / "scored.csv")) == 12_000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_chinese_file_gets_the_chinese_model_and_says_so(
    tmp_path: Path, monkeypatch, capsys, language: str
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", language)
    source = write_csv(tmp_path / "评论.csv", [["评论"], ["房间又大又干净"], ["服务态度很差"]])
    assert main([str(source), "-o", str(tmp_path / "scored.csv")]) == 0
    message = labels(language)["scoring.chinese"].format(model=CHINESE_MODEL)
    assert message in capsys.readouterr().out.splitlines()
    rows = read_csv(tmp_path / "scored.csv")
    assert [row["prediction"] for row in rows] == ["positive", "negative"]
    named = [str(source), "-o", str(tmp_path / "named.csv"), "--model", "bag-of-words"]
    assert main(named) == 0
    assert message not in capsys.readouterr().out

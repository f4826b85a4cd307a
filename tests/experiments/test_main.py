"""`python -m core.experiments` in a shell: exit codes, the verdict in words, one sentence for an error."""

import json
from pathlib import Path

import pytest

from core.base.i18n import label
from core.experiments.__main__ import Measure, main
from core.experiments.record import read
from core.experiments.registry import NAMES
from core.jobs import cli, failure, progress
from tests.shared.fresh_shell import run_in_chinese


def options(sst2: Path, output: Path) -> list[str]:
    return ["ingredients", "--size", "small", "--data", str(sst2), "-o", str(output)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_success_says_the_verdict_and_where_the_record_is(
    tiny_models: Path, small_sst2: Path, tmp_path: Path, monkeypatch, capsys, language: str
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", language)
    output = tmp_path / "new" / "ingredients.json"
    assert main(options(small_sst2, output)) == 0
    *_, prediction, written = capsys.readouterr().out.splitlines()
    assert "24" in prediction
    assert "{" not in prediction
    assert written == label("experiments.written", language, file=output)
    assert read(output, "ingredients").size == "small"


def test_a_parent_hears_every_step(
    tiny_models: Path, small_sst2: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv(progress.VARIABLE, progress.LINES)
    assert main(options(small_sst2, tmp_path / "out.json")) == 0
    reports = [report for line in capsys.readouterr().out.splitlines() if (report := progress.decode(line))]
    assert reports[-1].done == reports[-1].total == len(reports) == 8
    assert reports[-1].message == "ingredients"


def test_the_seed_draws_other_data(
    tiny_models: Path, small_sst2: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.topics.inside.experiments.ingredients.SENTENCES", {"small": 10, "full": None})
    files = [tmp_path / f"{seed}.json" for seed in (1, 2)]
    for seed, file in zip((1, 2), files, strict=True):
        assert main([*options(small_sst2, file), f"--seed={seed}"]) == 0
    first, second = (read(file, "ingredients") for file in files)
    assert (first.seed, second.seed) == (1, 2)
    assert first.numbers != second.numbers
    assert first.numbers["sentences"] == 10


def test_defaults() -> None:
    chosen = cli.parse(Measure, ["pretrained"])
    assert (chosen.size, chosen.seed, chosen.data, chosen.output) == ("full", 42, None, None)


def test_texts_may_come_from_the_environment_or_the_command(small_texts: Path, monkeypatch) -> None:
    assert cli.parse(Measure, ["extrapolation"]).texts is None
    monkeypatch.setenv("SENTISCOPE_TEXTS", str(small_texts))
    assert cli.parse(Measure, ["extrapolation"]).texts == small_texts
    assert cli.parse(Measure, ["extrapolation", "--texts", "mine.txt"]).texts == Path("mine.txt")


def test_data_folder_may_come_from_the_environment(small_sst2: Path, monkeypatch) -> None:
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))
    assert cli.parse(Measure, ["pretrained"]).data == small_sst2


@pytest.mark.parametrize("wrong", [[], ["pretrained", "--size", "huge"], ["pretrained", "--seed", "x"]])
def test_wrong_arguments_are_code_2(wrong: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(wrong)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (["nothing"], "experiment_unknown"),
        (["pretrained", "--data", "NOWHERE", "-o", "OUT/x.json"], "data_folder_missing"),
        (["pretrained", "--data", "NOWHERE", "-o", "OUT"], "output_cannot_write"),
        (["extrapolation", "-o", "OUT/x.json"], "experiment_needs_texts"),
        (["extrapolation", "--texts", "NOWHERE", "-o", "OUT/x.json"], "data_file_missing"),
    ],
)
def test_an_error_is_one_sentence_and_code_1(
    tmp_path: Path, monkeypatch, capsys, arguments: list[str], key: str
) -> None:
    monkeypatch.setenv(progress.VARIABLE, progress.LINES)
    paths = {"NOWHERE": str(tmp_path / "nowhere"), "OUT": str(tmp_path)}
    for name, path in paths.items():
        arguments = [argument.replace(name, path) for argument in arguments]
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert failure.decode(printed.out.splitlines()[-1]).key == key
    assert len(printed.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_fresh_shell(tmp_path: Path) -> None:
    done = run_in_chinese("core.experiments", "nothing")
    assert done.returncode == 1
    expected = label("errors.experiment_unknown", "zh", name="nothing", names=", ".join(NAMES))
    assert done.stderr.strip() == expected


def test_what_is_written_is_plain_json(tiny_models: Path, small_sst2: Path, tmp_path: Path) -> None:
    assert main(options(small_sst2, tmp_path / "out.json")) == 0
    content = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert list(content)[:3] == ["name", "size", "seed"]

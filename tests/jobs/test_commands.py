import os

import pytest

from core.jobs import commands


def test_only_modules_of_ours_are_commands(subtests: pytest.Subtests) -> None:
    for module in (
        "os",
        "core",
        "corex.scoring",
        "core.",
        "core..x",
        "core.scoring;ls",
        "core.scoring -c",
        "-c",
        "",
        ".core.x",
    ):
        with subtests.test(module=module), pytest.raises(ValueError):
            commands.check(module, [])


def test_tests_are_commands_only_where_a_test_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    commands.check("tests.jobs.children.counting", [])
    monkeypatch.undo()
    commands.check("core.scoring", ["any text; $(even this)"])
    with pytest.raises(ValueError):
        commands.check("tests.jobs.children.counting", [])


@pytest.mark.parametrize("arguments", ["text", [1], [None]])
def test_arguments_are_texts(arguments: list[str]) -> None:
    with pytest.raises(TypeError):
        commands.check("core.scoring", arguments)


def test_no_argument_holds_a_zero_byte() -> None:
    with pytest.raises(ValueError):
        commands.check("core.scoring", ["a\0b"])


def test_children_find_the_same_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: os.PathLike[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SENTISCOPE_HOME", "beside")
    assert commands.environment()["SENTISCOPE_HOME"] == os.path.join(tmp_path, "beside")
    assert commands.environment()["SENTISCOPE_PROGRESS"] == "lines"

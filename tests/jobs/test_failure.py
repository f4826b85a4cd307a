import pytest

from core.base.errors import SentiscopeError
from core.jobs import failure
from core.jobs.progress import LINES, VARIABLE


def test_an_error_survives_the_way_through_a_line() -> None:
    line = failure.encode(SentiscopeError("column_missing", column="文本 \n", rows=3))
    found = failure.decode(line)
    assert "\n" not in line
    assert found is not None
    assert (found.key, found.parameters) == ("column_missing", {"column": "文本 \n", "rows": 3})


def test_a_parameter_unknown_to_json_becomes_text() -> None:
    found = failure.decode(failure.encode(SentiscopeError("x", problem=ValueError("why"))))
    assert found is not None
    assert found.parameters == {"problem": "why"}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "error",
        "::error",
        "::error {",
        "::error []",
        '::error {"key": "x"}',
        '::error {"key": "x", "parameters": 3}',
    ],
)
def test_any_other_line_is_no_error(line: str) -> None:
    assert failure.decode(line) is None


def test_an_error_is_announced_to_a_parent_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = SentiscopeError("column_missing")
    failure.announce(error)
    assert capsys.readouterr().out == ""
    monkeypatch.setenv(VARIABLE, LINES)
    failure.announce(error)
    assert capsys.readouterr().out == failure.encode(error) + "\n"

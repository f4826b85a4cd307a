import pytest

from core.jobs.progress import LINES, VARIABLE, Progress, Report, decode, encode


def test_a_report_survives_the_way_through_a_line() -> None:
    report = Report(3, 9, "第一 \n", {"loss": 0.25})
    assert "\n" not in encode(report)
    assert decode(encode(report)) == report


@pytest.mark.parametrize(
    "line", ["", "3/9", "::progress", "::progress {", "::progress []", '::progress {"x": 1}']
)
def test_any_other_line_is_no_report(line: str) -> None:
    assert decode(line) is None


def test_a_parent_reads_numbers_at_once_and_plain_steps_rarely(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, LINES)
    progress = Progress(1000, "counting", done=10)
    for _ in range(500):
        progress.step()
    progress.step(loss=0.5)
    progress.step(489)
    progress.close()
    reports = [decode(line) for line in capsys.readouterr().out.splitlines()]
    assert len(reports) < 100
    assert reports[0] == Report(11, 1000, "counting")
    assert reports[-2:] == [Report(511, 1000, "counting", {"loss": 0.5}), Report(1000, 1000, "counting")]


def test_a_person_reads_numbers_as_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(2, "counting")
    progress.step(loss=0.5)
    progress.close()
    assert "1/2  loss 0.5" in capsys.readouterr().out


def test_numbers_told_go_with_the_next_line_that_is_due(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, LINES)
    progress = Progress(4)
    for loss in (3.0, 2.0, 1.0):
        progress.add_metrics(loss=loss)
        progress.step()
    progress.add_metrics(loss=0.5)
    progress.step(accuracy=0.9)
    reports = [decode(line) for line in capsys.readouterr().out.splitlines()]
    assert [report.metrics for report in reports if report] == [
        {"loss": 3.0},
        {"loss": 0.5, "accuracy": 0.9},
    ]

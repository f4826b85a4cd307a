"""What a command says when it fails: one sentence, and with `verbose` where it failed and why."""

import logging

import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import label
from core.jobs.cli_errors import FAILED, run


def fail() -> None:
    logging.getLogger("core.models").warning("the weights cannot be read")
    try:
        raise OSError("the cable is out")
    except OSError as error:
        raise SentiscopeError("model_missing", name="minilm") from error


def test_a_failure_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(fail) == FAILED
    assert capsys.readouterr().err == label("errors.model_missing", "en", name="minilm") + "\n"


def test_verbose_shows_log_traceback_and_cause_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(fail, verbose=True) == FAILED
    first, *_, last = (printed := capsys.readouterr().err).splitlines()
    assert first == "WARNING core.models: the weights cannot be read"
    assert "OSError: the cable is out" in printed
    assert "in fail" in printed
    assert last == label("errors.model_missing", "en", name="minilm")


@pytest.mark.parametrize("verbose", [False, True])
def test_what_is_no_error_of_ours_is_not_caught(verbose: bool) -> None:
    with pytest.raises(ZeroDivisionError):
        run(lambda: print(1 // 0), verbose=verbose)


def test_the_log_is_as_before_afterwards() -> None:
    log = logging.getLogger("core")
    before = (log.level, list(log.handlers))
    run(fail, verbose=True)
    assert (log.level, list(log.handlers)) == before


def test_success_is_code_0() -> None:
    assert run(lambda: None) == 0

"""Signals as an orderly way out."""

import signal

import pytest

from core.scoring.stopping import SIGNALS, stoppable


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_leaves_through_every_with_block(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as caught, stoppable():
        signal.raise_signal(number)
    assert caught.value.code == 128 + number
    assert signal.getsignal(number) is before


def exit_as_a_library_does() -> None:
    """Take a signal's SystemExit for a wish to end, with a code of one's own."""
    try:
        signal.raise_signal(signal.SIGTERM)
    except SystemExit:
        raise SystemExit(1) from None


def test_a_library_that_exits_in_its_own_way_does_not_change_the_code() -> None:
    with pytest.raises(SystemExit) as caught, stoppable():
        exit_as_a_library_does()
    assert caught.value.code == 128 + signal.SIGTERM

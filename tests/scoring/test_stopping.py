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

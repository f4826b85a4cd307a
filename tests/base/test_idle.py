"""What is idle: said once, so many seconds after the last use."""

from core.base.idle import Idle


def test_it_is_over_once_so_long_after_the_last_use() -> None:
    now = 0.0
    idle = Idle(60, clock=lambda: now)
    now = 1000.0
    assert not idle.is_over()  # never used
    idle.use()
    now += 30
    idle.use()
    now += 59
    assert not idle.is_over()
    now += 1
    assert idle.is_over()
    assert not idle.is_over()
    idle.use()
    assert not idle.is_over()

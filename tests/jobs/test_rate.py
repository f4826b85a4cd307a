from core.jobs.progress import Report
from core.jobs.rate import StepRate, seconds_left


def rate_of(*samples: tuple[float, int], total: int = 100) -> StepRate:
    measured = StepRate()
    for now, done in samples:
        measured.add(Report(done, total), now)
    return measured


def test_rate_is_unknown_at_first() -> None:
    assert StepRate().per_second is None
    assert rate_of((0, 5)).per_second is None
    assert rate_of((0, 5), (0.5, 9)).per_second is None
    assert rate_of((0, 5), (5, 5)).per_second is None


def test_rate_is_of_the_last_half_minute() -> None:
    slow, fast = [(float(t), t) for t in range(60)], [(float(t), 60 + 3 * (t - 60)) for t in range(60, 120)]
    assert rate_of(*slow, *fast, total=1000).per_second == 3


def test_rare_reports_give_a_rate_too() -> None:
    assert rate_of((0, 0), (100, 10), (200, 30)).per_second == 0.2


def test_another_piece_of_work_begins_anew() -> None:
    measured = rate_of((0, 0), (10, 10))
    measured.add(Report(11, 500), 20)
    assert measured.per_second is None
    measured = rate_of((0, 50), (10, 60), (20, 0))
    assert measured.per_second is None


def test_seconds_left() -> None:
    assert seconds_left(20, 100, 4) == 20
    assert seconds_left(120, 100, 4) == 0
    assert seconds_left(20, 0, 4) is None
    assert seconds_left(20, 100, None) is None

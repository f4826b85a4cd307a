from core.jobs.progress import Report
from core.jobs.rate import Pace, seconds_left


def pace_of(*samples: tuple[float, int], total: int = 100) -> Pace:
    pace = Pace()
    for now, done in samples:
        pace.add(Report(done, total), now)
    return pace


def test_rate_is_unknown_at_first() -> None:
    assert Pace().rate is None
    assert pace_of((0, 5)).rate is None
    assert pace_of((0, 5), (0.5, 9)).rate is None
    assert pace_of((0, 5), (5, 5)).rate is None


def test_rate_is_of_the_last_half_minute() -> None:
    slow, fast = [(float(t), t) for t in range(60)], [(float(t), 60 + 3 * (t - 60)) for t in range(60, 120)]
    assert pace_of(*slow, *fast, total=1000).rate == 3


def test_rare_reports_give_a_rate_too() -> None:
    assert pace_of((0, 0), (100, 10), (200, 30)).rate == 0.2


def test_another_piece_of_work_begins_anew() -> None:
    pace = pace_of((0, 0), (10, 10))
    pace.add(Report(11, 500), 20)
    assert pace.rate is None
    pace = pace_of((0, 50), (10, 60), (20, 0))
    assert pace.rate is None


def test_seconds_left() -> None:
    assert seconds_left(20, 100, 4) == 20
    assert seconds_left(120, 100, 4) == 0
    assert seconds_left(20, 0, 4) is None
    assert seconds_left(20, 100, None) is None

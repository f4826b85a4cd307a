"""What lets the claim about CBOW and skip-gram fail, and that a clock's numbers are declared."""

import pytest

from core.experiments.record import Record
from core.topics.word2vec.experiments.cbow_skipgram import EXPERIMENT, outcome


def numbers(cbow_speed: float, cbow_rare: float) -> dict:
    def curve(rare: float, speed: float) -> list[dict]:
        seconds = (100 / speed, 201 / speed, 300 / speed)
        return [{"epoch": 1, "seconds": end, "frequent": 0.1, "rare": rare} for end in seconds]

    speeds = {"cbow": cbow_speed, "skipgram": 100.0}
    curves = {"cbow": curve(cbow_rare, cbow_speed), "skipgram": curve(0.05, 100.0)}
    return {"words": 9, "judged": 1000, "words_per_second": speeds, "curves": curves}


@pytest.mark.parametrize(
    ("speed", "rare", "verdict"),
    [
        (200, 0.04, "held"),
        (50, 0.04, "failed"),
        (100, 0.04, "undecided"),
        (200, 0.06, "failed"),
        (200, 0.0495, "undecided"),
    ],
)
def test_both_halves_of_the_claim_count(speed: float, rare: float, verdict: str) -> None:
    assert outcome(numbers(speed, rare))[0] == verdict


def test_both_models_are_judged_after_every_epoch(records: dict[str, Record]) -> None:
    made = records["cbow_skipgram"].numbers
    for model in ("cbow", "skipgram"):
        points = made["curves"][model]
        assert [point["epoch"] for point in points] == list(range(1, len(points) + 1))
        assert all(0 <= point[kind] <= 1 for point in points for kind in ("frequent", "rare"))
    assert set(EXPERIMENT.timed) == {"seconds", "words_per_second"}

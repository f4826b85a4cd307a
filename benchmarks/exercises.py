"""`python -m benchmarks.exercises`: a check on the warm process against one in a fresh process each.

Our own solution of every exercise with code, checked whole, with its search for small examples, after a
first check that starts the warm process; in fresh processes every twentieth, as each takes seconds. The last
line holds both medians and their ratio.
"""

import statistics
from collections.abc import Sequence

from core.exercises.check import check
from core.exercises.exercise import Exercise
from core.exercises.registry import find, listed
from core.exercises.runner.client import Runner
from core.exercises.source import solution_text

WARM_ROUNDS, FRESH_ROUNDS, FRESH_STEP = 3, 1, 20


def seconds(exercises: Sequence[Exercise], by: Runner, rounds: int) -> dict[str, float]:
    """The median of each exercise."""
    return {
        exercise.name: statistics.median(
            check(exercise, solution_text(exercise), by=by).seconds for _ in range(rounds)
        )
        for exercise in exercises
    }


def main() -> None:
    """Print each exercise's medians, and those of all."""
    exercises = [find(one.name) for one in listed() if one.rung != "choose"]
    runner = Runner()
    first = check(exercises[0], solution_text(exercises[0]), by=runner).seconds
    warm = seconds(exercises, runner, WARM_ROUNDS)
    runner.stop()
    fresh = seconds(exercises[::FRESH_STEP], Runner(fork=False), FRESH_ROUNDS)
    for name in warm:
        print(f"{name}: {warm[name]:.2f} s warm" + (f", {fresh[name]:.2f} s fresh" if name in fresh else ""))
    ours, other = statistics.median(warm.values()), statistics.median(fresh.values())
    print(f"the first check, which starts the warm process: {first:.2f} s")
    print(f"median: {ours:.2f} s warm, {other:.2f} s fresh; ratio: {other / ours:.1f}")


if __name__ == "__main__":
    main()

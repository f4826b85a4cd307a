"""What exits are chosen on and judged on is alike, and nothing is in both."""

from core.scoring.backends.exits.texts import CHOSEN_ON, in_two


def test_a_file_sorted_by_verdict_is_mixed() -> None:
    documents = [[f"{'good' if number >= 500 else 'bad'} {number}"] for number in range(1000)]
    chosen, judged = in_two(documents)
    assert len(chosen) == CHOSEN_ON * 1000
    assert sorted(chosen + judged) == sorted(documents)
    for part in (chosen, judged):
        # Drawn blindly, the standard deviation of a part of 400 is 2 points (1.6 without putting back).
        assert abs(sum("good" in line for (line,) in part) / len(part) - 0.5) < 0.08

"""What turns a verdict: everything is tried, and the certificate says so."""

import torch

from core.nn.attribution.flips import Change, Changes, one_word_flips, pair_flips

WORTH = {"good": 2.0, "bad": -2.0, "film": 0.1, "superb": 3.0, "fine": 0.4}
SENTENCE = ("good", "fine", "film")


def judge_of(sentence: tuple[str, ...], asked: list[Changes] | None = None):
    def judge(several):
        if asked is not None:
            asked.extend(several)
        found = []
        for changes in several:
            words: dict[int, str | None] = dict(enumerate(sentence))
            words.update({change.position: change.word for change in changes})
            found.append(sum(WORTH[word] for word in words.values() if word is not None))
        return torch.tensor(found)

    return judge


def test_one_word() -> None:
    """2.5 turns only where "good" becomes "bad"."""
    asked: list[Changes] = []
    found = one_word_flips(judge_of(SENTENCE, asked), 2.5, [["superb", "bad"], ["film"], []])
    assert (found.deletions, found.replacements, found.possible) == (3, 3, 6)
    assert len(asked) == len(set(asked)) == 6
    assert [one.changes for one in found.flips] == [(Change(0, "bad", 1),)]
    assert abs(found.flips[0].difference + 1.5) < 1e-6


def test_pairs_of_what_turns_nothing_alone() -> None:
    judge = judge_of(("superb", "film"))
    singles = one_word_flips(judge, 3.1, [["good"], ["bad"]])
    assert singles.flips == ()
    pairs = pair_flips(judge, singles)
    assert [one.changes for one in pairs.flips] == [(Change(0, None), Change(1, "bad"))]
    assert (len(pairs.tried), pairs.possible) == (3, 3)  # deleting both leaves no sentence


def test_the_likeliest_flip_comes_first() -> None:
    found = one_word_flips(judge_of(("bad",)), -2.0, [["film", "good"]])
    assert [one.changes[0].word for one in found.flips] == ["film", "good"]
    assert found.deletions == 0  # no sentence would be left


def test_most_promising_pairs_first_and_no_more_than_asked() -> None:
    judge = judge_of(("superb", "good", "fine"))
    singles = one_word_flips(judge, 5.4, [["film"], ["bad"], ["film"]])
    pairs = pair_flips(judge, singles, most=2)
    assert pairs.tried[0].changes == (Change(0, None), Change(1, "bad"))
    assert len(pairs.tried) == 2
    assert pairs.possible == 12  # 3 pairs of places, 2 · 2 changes at each


def test_nothing_to_try() -> None:
    empty = one_word_flips(judge_of(("film",)), 0.1, [[]])
    assert (empty.tried, empty.possible) == ((), 0)
    assert pair_flips(judge_of(("film",)), empty).tried == ()

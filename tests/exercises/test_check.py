"""What is said to answers that go wrong, in the order in which it helps."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import torch

from core.base.i18n import LANGUAGES, label
from core.exercises.check import MOST_TEXT, argument_names, check, choose, own_arguments
from core.exercises.registry import find
from core.exercises.runner.limits import Limits
from core.exercises.source import solution_text
from core.exercises.told import lines_of

WRITE = find("attention.scaled_dot_product")
RIGHT = "(q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).softmax(-1) @ v"
SAID = {
    "syntax": ("def attention(q, k, v)\n    return q", "feedback.syntax", 1),
    "unclosed": ("def attention(q, k, v):\n    return (q", "feedback.syntax", 2),
    "null": ("def attention(q, k, v):\n    return '\0'", "feedback.syntax", 1),
    "other name": ("def other(q, k, v):\n    return q", "feedback.no_function", None),
    "no function": ("attention = 3", "feedback.no_function", None),
    "two parameters": ("def attention(q, k):\n    return q", "feedback.parameters", None),
    "exception": ("def attention(q, k, v):\n    x = 1\n    return q @ v", "feedback.error_line", 3),
    "at the top": ("1 / 0\ndef attention(q, k, v):\n    return q", "feedback.error_line", 1),
    "unknown name": ("def attention(q, k, v):\n    return numpy.dot(q, k)", "feedback.error_line", 2),
    "recursion": ("def attention(q, k, v):\n    return attention(q, k, v)", "feedback.recursion", 2),
    "exit": ("import sys\ndef attention(q, k, v):\n    sys.exit()", "feedback.error_line", 3),
    "nothing": ("def attention(q, k, v):\n    x = q", "feedback.nothing", None),
    "an object": ("def attention(q, k, v):\n    return object()", "feedback.unsendable", None),
    "a number": ("def attention(q, k, v):\n    return 1.5", "feedback.type", None),
    "shape": ("def attention(q, k, v):\n    return q", "feedback.shape", None),
    "dtype": (f"def attention(q, k, v):\n    return ({RIGHT}).double()", "feedback.dtype", None),
    "NaN": (f"def attention(q, k, v):\n    return {RIGHT} * math.nan", "feedback.nan", None),
    "in place": (f"def attention(q, k, v):\n    k += 1\n    k[...] = k - 1\n    out = {RIGHT}\n    v += 1\n"
                 "    return out", "feedback.changed", None),
}  # fmt: skip


@pytest.mark.parametrize("what", SAID)
def test_what_is_wrong_is_said(what: str) -> None:
    text, key, line = SAID[what]
    verdict = check(WRITE, text)
    assert not verdict.passed
    assert verdict.said[0].key == key
    assert verdict.line == line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", SAID)
def test_every_sentence_can_be_said_in_both_languages(what: str, language: str) -> None:
    verdict = check(WRITE, SAID[what][0], seconds_to_search=0)
    lines = lines_of(WRITE, verdict, lambda key, **parameters: label(key, language, **parameters))
    assert lines
    assert not any("{" in line for line in lines[: len(verdict.said)])


def test_an_unknown_mistake_shows_the_property_that_fails_on_a_small_example() -> None:
    verdict = check(WRITE, f"def attention(q, k, v):\n    return 2 * {RIGHT}")
    assert [said.kind for said in verdict.said] == ["cell", "property"]
    assert verdict.said[1].key == "exercises.attention.scaled_dot_product.property_mean"
    assert verdict.example is not None
    assert all(argument.numel() <= 2 for argument in verdict.example.arguments)
    shown = verdict.said[0].parameters
    assert shown["got"] == f"{verdict.example.theirs.flatten()[0]:.6g}"
    assert shown["wanted"] == f"{verdict.example.ours.flatten()[0]:.6g}"
    torch.testing.assert_close(verdict.example.theirs, 2 * verdict.example.ours)


def test_an_answer_that_fails_only_on_small_examples_is_told_so() -> None:
    verdict = check(WRITE, f"def attention(q, k, v):\n    B, T, K = q.shape\n    return {RIGHT}")
    assert [said.key for said in verdict.said] == ["feedback.error_line", "feedback.small"]
    assert verdict.line == 2
    assert verdict.example is not None
    assert [argument.ndim for argument in verdict.example.arguments] == [2, 2, 2]


@pytest.mark.parametrize("wrong", ["q.shape[3]", "v * 2"])
def test_what_was_seen_to_be_wrong_counts_where_the_search_finds_nothing(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.exercises.check.smallest", lambda *_: None)
    text = f"def attention(q, k, v):\n    return {RIGHT} if q.ndim == 3 else {wrong}"
    verdict = check(WRITE, text)
    assert not verdict.passed
    assert verdict.said
    assert verdict.example is not None


def test_the_own_sentence_is_checked_last_and_the_difference_told() -> None:
    own = tuple(torch.randn(1, 12, 9, 32) for _ in range(3))
    verdict = check(WRITE, f"def attention(q, k, v):\n    return {RIGHT}", own)
    assert verdict.passed
    assert verdict.said[0].key == "feedback.passed_own"
    assert verdict.own is not None
    assert verdict.difference is not None
    assert verdict.difference <= 1e-5
    assert verdict.own.theirs.shape == (1, 12, 9, 32)


def test_an_answer_that_fails_on_the_own_sentence_alone_is_told_so() -> None:
    text = f"def attention(q, k, v):\n    return {RIGHT} + (q.shape[-1] == 32)"
    own = tuple(torch.zeros(1, 12, 9, 32) for _ in range(3))
    verdict = check(WRITE, text, own)
    assert [said.key for said in verdict.said] == ["feedback.cell", "feedback.own"]


def test_an_exercise_takes_its_own_arguments_from_the_twin_s() -> None:
    repair = find("attention.masked")
    own = own_arguments(repair, tuple(torch.zeros(2, 5, 4) for _ in range(3)))
    assert own[3].tolist() == torch.ones(5, 5).tril().bool().tolist()
    assert argument_names(repair) == ("queries", "keys", "values", "allowed")
    assert argument_names(find("attention.in_the_model")) == ("ids", "mask")


def test_what_is_printed_is_kept_of_the_first_call_and_cut() -> None:
    told = check(WRITE, f"print('top')\ndef attention(q, k, v):\n    print('hi')\n    return {RIGHT}")
    assert (told.printed, told.cut) == ("top\nhi\n", False)
    long = check(WRITE, f"def attention(q, k, v):\n    print('é' * 9000)\n    return {RIGHT}")
    assert long.passed
    assert long.cut
    assert len(long.printed.encode()) <= Limits().printed + 3


def test_a_blank_that_is_left_and_a_text_without_an_end_run_nothing() -> None:
    fill = find("attention.three_pieces")
    left = solution_text(fill).replace("dim=-1", "__3__")
    assert check(fill, left).said[0].parameters == {"number": 3}
    assert check(WRITE, "#" * (MOST_TEXT + 1)).said[0].key == "feedback.long"


def test_a_function_that_does_not_fit_into_the_model_is_told() -> None:
    use = find("attention.in_the_model")
    verdict = check(use, "def masked_attention(q, k, v, allowed):\n    return q[..., :3]")
    assert verdict.said[0].key == "feedback.misfit"


def test_an_option_has_its_reply() -> None:
    exercise = find("attention.library")
    assert choose(exercise, "fused").passed
    assert not choose(exercise, "plain").passed


def test_a_property_that_can_do_nothing_with_a_result_does_not_hold() -> None:
    text = f"def attention(q, k, v):\n    return {RIGHT} + 1 if q.ndim == 3 else 'word'"
    verdict = check(WRITE, text)
    assert verdict.said[-1].kind == "property"


@pytest.mark.whole
def test_checks_of_several_visitors_at_once_are_told_apart() -> None:
    texts = {factor: f"def attention(q, k, v):\n    return {factor} * {RIGHT}" for factor in (1, 2, 3, 4)}
    with ThreadPoolExecutor(4) as pool:
        verdicts = dict(zip(texts, pool.map(partial(check, WRITE), texts.values()), strict=True))
    assert [verdict.passed for verdict in verdicts.values()] == [True, False, False, False]
    assert all(verdict.said[-1].kind == "property" for factor, verdict in verdicts.items() if factor > 1)


def test_a_function_that_gives_something_else_each_time_is_told_as_wrong() -> None:
    text = (
        f"count = [0]\ndef attention(q, k, v):\n    count[0] += 1\n    return {RIGHT} + (count[0] % 7 == 6)"
    )
    verdict = check(WRITE, text)
    assert not verdict.passed
    assert verdict.said[0].kind == "cell"

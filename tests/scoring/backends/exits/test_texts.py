"""The texts that exits are trained, chosen and judged by: none in two sets, in one language or in both."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from core.base.errors import SentiscopeError
from core.data.chnsenticorp import load_chnsenticorp
from core.data.film_sentences import film_sentences
from core.data.near_copies import near_copies
from core.data.overlap import normal
from core.data.sst2 import load_sst2
from core.models.catalog import CHINESE_MODEL
from core.models.locate import locate
from core.scoring.backends.exits import texts as module
from core.scoring.backends.exits.__main__ import ExitsCommand
from core.scoring.backends.exits.chinese_texts import (
    LONG_CHARACTERS,
    PER_WORD,
    chinese_texts,
    distinct,
    stretches,
)
from core.scoring.backends.exits.texts import CHOSEN_ON, Texts, in_two, texts_for, together

SIZES = ((30, 6), (8, 4), (8, 4))
# Of `texts_for` on the small files, as it was before there were Chinese ones.
AS_BEFORE = "bb13ade1d36787845e763fa9c70d89df765d2374e4d33844aa98119d1b81f758"


@pytest.fixture(autouse=True)
def few_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HELD_OUT_DOCUMENTS", 6)
    monkeypatch.setattr(module, "WORDS", (8, 12))
    monkeypatch.setattr(module, "LONG_WORDS", 16)
    monkeypatch.setattr(module, "EXCHANGED", 20)


def digest(texts: Texts) -> str:
    return hashlib.sha256(json.dumps(asdict(texts)).encode()).hexdigest()


def command(small_sst2: Path, small_texts: Path, **options: Path | None) -> ExitsCommand:
    sizes = dict(zip(("train", "choose", "judge"), SIZES, strict=True))
    return ExitsCommand(what="judge", texts=small_texts, data=small_sst2, **sizes, **options)  # type: ignore[arg-type]


def test_without_chinese_the_texts_stay_as_they_were(small_sst2: Path, small_texts: Path) -> None:
    texts, dev = command(small_sst2, small_texts)._texts()
    assert digest(texts["en"]) == AS_BEFORE
    assert [*texts] == [*dev] == ["en"]
    assert together([*texts.values()]) == texts["en"]


def test_half_of_each_set_is_chinese(
    small_sst2: Path, small_texts: Path, small_chnsenticorp: Path, reviews: Path
) -> None:
    asked = command(small_sst2, small_texts, chinese=small_chnsenticorp, chinese_texts=reviews)
    texts, dev = asked._texts()
    halves = [(short // 2, long // 2) for short, long in SIZES]
    english, chinese = load_sst2(small_sst2), load_chnsenticorp(small_chnsenticorp)
    assert dev == {"en": english.dev, "zh": chinese.dev}
    assert texts["en"] == texts_for(english, small_texts, *halves)
    assert texts["zh"] == chinese_texts(reviews, chinese.dev.sentences, *halves)
    assert [len(getattr(texts["zh"], name)) for name in ("train", "choose", "judge")] == [15, 4, 4]
    assert together([*texts.values()]).judge == texts["en"].judge + texts["zh"].judge
    assert "--texts TEXTS_FILE --chinese CHNSENTICORP_FOLDER --chinese-texts CHINESE_FILE" in asked.command()


@pytest.mark.parametrize("given_one", ["chinese", "chinese_texts"])
def test_both_chinese_options_or_none(small_sst2: Path, small_texts: Path, given_one: str) -> None:
    with pytest.raises(SentiscopeError) as caught:
        command(small_sst2, small_texts, **{given_one: small_texts})._texts()
    assert caught.value.key == "exits_chinese_texts"


def test_no_chinese_text_is_in_two_sets(reviews: Path) -> None:
    found = chinese_texts(reviews, [], (900, 90), (900, 90), (900, 90))
    assert found == chinese_texts(reviews, [], (900, 90), (900, 90), (900, 90))
    sets = {name: {normal(text) for text in texts} for name, texts in asdict(found).items()}
    assert all(sets.values())
    purposes = [sets[name] | sets[f"{name}_long"] for name in ("train", "choose", "judge")]
    for one, other in combinations(purposes, 2):
        assert one.isdisjoint(other)
    fewer = chinese_texts(reviews, [], (9, 9), (9, 9), (9, 9))
    assert fewer.judge == found.judge[:9]
    assert fewer.judge_long == found.judge_long[:9]


def test_near_copies_and_what_is_judged_by_elsewhere_are_left_out(reviews: Path) -> None:
    one = "房间很干净，早餐也很丰富，前台的服务态度特别好，下次还会再来住。"
    documents = [["送货很快。", "包装也好。"], [one], [one, "推荐。"], ["屏幕不错。"]]
    assert distinct(documents, []) == [documents[0], documents[1], documents[3]]
    assert distinct(documents, [one + "！", "屏幕不错"]) == [documents[0]]
    assert not list(near_copies(["".join(each) for each in distinct(documents, [])]))
    dev = reviews.read_text(encoding="utf-8").split("\n\n")[7].replace("\n", "")
    found = chinese_texts(reviews, [dev], (900, 90), (900, 90), (900, 90))
    assert dev not in {text for texts in asdict(found).values() for text in texts}
    with_it = chinese_texts(reviews, [], (900, 90), (900, 90), (900, 90))
    assert dev in {text for texts in asdict(with_it).values() for text in texts}


@given(
    st.lists(st.lists(st.text("好坏大小。", min_size=1, max_size=30), min_size=1, max_size=4), max_size=6),
    st.lists(st.integers(2, 20), min_size=1, max_size=3),
    st.integers(0, 99),
)
def test_a_stretch_runs_on_and_nothing_is_in_two(
    documents: list[list[str]], sizes: list[int], seed: int
) -> None:
    found = stretches(documents, sizes, Random(seed))
    running = "".join(found)
    whole = "".join(line for review in documents for line in review)
    assert Counter(running) <= Counter(whole)
    assert len(whole) - min(sizes) <= len(running) <= len(whole)
    assert all(len(text) in sizes for text in found[:-1])


def test_so_many_characters_come_to_as_many_tokens_as_a_word() -> None:
    tokenizer = Tokenizer.from_file(str(locate(CHINESE_MODEL).folder / "tokenizer.json"))

    def tokens(texts: tuple[str, ...]) -> int:
        found = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return sum(len(each.ids) for each in found)

    english, chinese = film_sentences(), film_sentences("zh")
    of_a_word = tokens(english) / sum(len(text.split()) for text in english)
    of_a_character = tokens(chinese) / sum(map(len, chinese))
    assert pytest.approx(of_a_word / of_a_character, rel=0.25) == PER_WORD
    assert round(200 * PER_WORD) == LONG_CHARACTERS


def test_a_file_sorted_by_verdict_is_mixed() -> None:
    documents = [[f"{'good' if number >= 500 else 'bad'} {number}"] for number in range(1000)]
    chosen, judged = in_two(documents)
    assert len(chosen) == CHOSEN_ON * 1000
    assert sorted(chosen + judged) == sorted(documents)
    for part in (chosen, judged):
        # Drawn blindly, the standard deviation of a part of 400 is 2 points (1.6 without putting back).
        assert abs(sum("good" in line for (line,) in part) / len(part) - 0.5) < 0.08

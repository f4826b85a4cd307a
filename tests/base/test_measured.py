"""References of articles to measured numbers: where they lead, and what does not lead anywhere."""

import json

import pytest

from core.base.measured import REFERENCE, filled
from core.base.settings import ASSETS, TOPICS


def test_each_kind_of_reference_is_read_from_its_file() -> None:
    folder = ASSETS / "models" / "sst2-minilm"
    config = json.loads((folder / "config.json").read_text())
    card = json.loads((folder / "model_card.json").read_text())
    record = json.loads((TOPICS / "positions" / "experiments" / "word_order.json").read_text())
    text = (
        "{config:sst2-minilm.vocab_size:,} {card:sst2-minilm.dev.accuracy:.1%} "
        "{record:word_order.numbers.models.bag-of-words.0.ordered.accuracy:.1%}"
    )
    bag = record["numbers"]["models"]["bag-of-words"][0]["ordered"]["accuracy"]
    expected = f"{config['vocab_size']:,} {card['dev']['accuracy']:.1%} {bag:.1%}"
    assert filled(text, "zh") == expected
    assert filled(text, "en") == expected.replace("%", "\u00a0%")


def test_a_key_may_have_points_itself() -> None:
    record = TOPICS / "transformer" / "experiments" / "heads_align.json"
    rates = json.loads(record.read_text())["numbers"]["rates"]
    assert filled("{record:heads_align.numbers.rates.3.3:.4f}", "en") == f"{rates['3.3']:.4f}"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{record:nothing.numbers.a:d}", OSError),
        ("{record:word_order.numbers.nothing:d}", KeyError),
        ("{record:word_order.numbers.flips.999.before:d}", IndexError),
        ("{config:sst2-minilm.hidden_act:d}", KeyError),
        ("{config:sst2-minilm.vocab_size:nonsense}", ValueError),
    ],
)
def test_a_reference_that_leads_nowhere_is_an_error(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        filled(text, "en")


def test_articles_refer_to_numbers_and_formulas_are_left_alone() -> None:
    articles = [file.read_text(encoding="utf-8") for file in TOPICS.glob("[!_]*/text/*.md")]
    assert sum(len(REFERENCE.findall(text)) for text in articles) >= 8
    assert filled(r"$F = 1{,}536$ and {x:.1%}", "en") == r"$F = 1{,}536$ and {x:.1%}"

"""Which model answers where nobody has chosen one."""

import pytest

from core.models.catalog import CHINESE_MODEL, COMPARED, COMPARED_CHINESE, MAIN_MODEL
from core.models.selection import compared_for, home_of, languages_in, model_for, models_of

ENGLISH, CHINESE = "a fine film", "房间又大又干净"


@pytest.mark.parametrize(
    ("texts", "model"),
    [
        ([ENGLISH], MAIN_MODEL),
        ([CHINESE], CHINESE_MODEL),
        ([CHINESE, CHINESE, "ok"], CHINESE_MODEL),
        ([ENGLISH, ENGLISH, "好"], MAIN_MODEL),
        (["", " "], MAIN_MODEL),
        ([], MAIN_MODEL),
    ],
)
def test_most_of_the_texts_decide(texts: list[str], model: str) -> None:
    assert model_for(texts) == model


def test_every_text_gets_a_model_that_reads_it() -> None:
    assert compared_for([ENGLISH]) == COMPARED
    assert compared_for([CHINESE]) == COMPARED_CHINESE
    assert compared_for([CHINESE, ENGLISH]) == (*COMPARED, *COMPARED_CHINESE)


def test_a_file_s_language_is_that_of_most_of_its_texts() -> None:
    both = languages_in([ENGLISH, CHINESE, "", "👍", ENGLISH, "Отличный фильм"])
    assert both == {"en": 2, "zh": 1}
    assert home_of(both, "zh") == "en"
    assert home_of(languages_in([CHINESE, CHINESE, ENGLISH]), "en") == "zh"
    assert home_of(languages_in(["👍"]), "zh") == "zh"  # where no text is in one of ours, the first decide


def test_each_language_has_its_model_unless_one_is_chosen() -> None:
    both = languages_in([ENGLISH, CHINESE])
    assert models_of(None, both, "en") == {"en": MAIN_MODEL, "zh": CHINESE_MODEL}
    assert models_of(None, languages_in([CHINESE]), "zh") == {"zh": CHINESE_MODEL}
    assert models_of(None, languages_in([]), "zh") == {"zh": CHINESE_MODEL}
    assert models_of("mine", both, "zh") == {"zh": "mine"}

"""Which model answers where nobody has chosen one."""

import pytest

from core.models.catalog import CHINESE_MODEL, COMPARED, MAIN_MODEL
from core.models.selection import compared_for, model_for

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
    assert compared_for([CHINESE]) == (CHINESE_MODEL,)
    assert compared_for([CHINESE, ENGLISH]) == (*COMPARED, CHINESE_MODEL)

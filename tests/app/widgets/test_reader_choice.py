"""Which Transformer reads the sentence: by its language, by choice, or both side by side."""

import pytest

from core.app.models.reader import BOTH, BY_LANGUAGE
from core.base.i18n import label
from core.data.example_sentences import DEFAULT, EXAMPLES
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL


@pytest.mark.parametrize(
    ("sentence", "choice", "reads"),
    [
        (DEFAULT, BY_LANGUAGE, MAIN_MODEL),
        (EXAMPLES["chinese"], BY_LANGUAGE, CHINESE_MODEL),
        (EXAMPLES["chinese"], MAIN_MODEL, MAIN_MODEL),
        (DEFAULT, CHINESE_MODEL, CHINESE_MODEL),
        (EXAMPLES["chinese"], BOTH, CHINESE_MODEL),
    ],
)
def test_a_page_is_read_by_the_model_that_knows_the_language_or_was_chosen(
    open_app, sentence: str, choice: str, reads: str
) -> None:
    app = open_app("attention", sentence=sentence, reader=choice)
    assert label(f"reader.short_{reads}", "en") in [one.proto.popover.label for one in app.get("popover")]

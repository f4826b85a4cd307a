"""A guess on a page: it opens, is answered, tells the truth, and is counted."""

import pytest

from core.app.guess import Guess
from core.base.i18n import LANGUAGES, label
from tests.topics.support import component, components, visit

NUMBER = Guess("order_flips", "math:sqrt", high=20.0, unit="orders")
CHOICE = Guess("empty_row", "math:sqrt", options=("zeros", "mean", "nan"))


def test_near_is_a_step_or_a_twentieth_of_the_range() -> None:
    assert [NUMBER.is_near(answer, 11) for answer in (9.9, 10, 11, 12, 12.1)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert CHOICE.is_near("nan", "nan")
    assert not CHOICE.is_near("mean", "nan")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_asked_told_and_counted(open_app, language: str) -> None:
    app = open_app("positions", lang=language, positions_view="order")
    assert [box.key for box in app.slider if box.key == "guess_order_flips_answer"] == []
    assert component(app, "station_end")[0]["guesses"] == {
        "names": ["changed_without_positions", "order_flips", "table_directions"],
        "made": [],
        "text": label("guess.progress", language),
    }
    app.session_state["guess_order_flips"] = True
    app.run()
    app.slider(key="guess_order_flips_answer").set_value(5.0).run()
    app.button(key="guess_order_flips_check").click().run()
    truth, guessed = (
        NUMBER.shown(number, lambda key, **values: label(key, language, **values))
        for number in (flipped(), 5)
    )
    answer = label("guess.answer", language, guess=guessed, truth=truth)
    (told,) = [text.value for text in app.markdown if answer in text.value]
    assert label("guesses.order_flips.why", language)[-8:] in told  # the first words may hold links
    assert components(app, "guesses")[0][0]["made"] == ["order_flips"]
    app.text_input(key="sentence").set_value("dull and slow .").run()
    assert not [text for text in app.markdown if told in text.value]
    assert component(app, "station_end")[0]["guesses"]["made"] == ["order_flips"]


def flipped() -> int:
    """In how many orders the model, asked without any page, says the opposite."""
    from core.data.example_sentences import DEFAULT
    from core.models.catalog import MAIN_MODEL
    from core.models.classifiers import load_classifier
    from core.topics.positions.shuffles import shuffles

    own, *others = load_classifier(MAIN_MODEL).classify([DEFAULT, *shuffles(DEFAULT)])
    return sum(one.label != own.label for one in others)


def test_a_choice_waits_for_an_answer(open_app) -> None:
    app = open_app("masks", lang="en")
    visit(app, "masks", view="empty")
    app.session_state["guess_empty_row"] = True
    app.run()
    assert app.button(key="guess_empty_row_check").disabled
    app.radio(key="guess_empty_row_answer").set_value("mean").run()
    app.button(key="guess_empty_row_check").click().run()
    answer = label("guess.answer", "en", guess="the mean of all values", truth="NaN: no number at all")
    assert any(text.value.startswith(f":material/lightbulb: {answer}") for text in app.markdown)

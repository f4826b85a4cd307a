"""Settings in the URL: names instead of labels, back and forward, nothing typed is lost."""

import pytest
from streamlit.testing.v1 import AppTest

from core.app import url_state


def script() -> None:
    from core.app import url_state

    url_state.enter_page("page")
    url_state.option_buttons(
        "view", ("one", "two"), key="view", default="one", names={"one": "一", "two": "二"}.__getitem__
    )
    url_state.option_pills("models", ("a", "b"), key="models", default=("a",), names=str.upper)
    url_state.text_field("edit", key="edit", default="hello")
    url_state.option_slider("size", ("10", "100", "1000"), key="size", default="100")


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_function(script)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def in_url(app: AppTest) -> dict[str, str]:
    values = dict(app.query_params).items()
    return {name: value if isinstance(value, str) else value[-1] for name, value in values}


def test_defaults_stay_out() -> None:
    assert in_url(opened()) == {}


def test_url_gives_the_values() -> None:
    app = opened(view="two", models="b,a", edit="bye")
    assert app.session_state["view"] == "two"
    assert app.session_state["models"] == ["a", "b"]
    assert app.text_input[0].value == "bye"


def test_names_are_written_not_labels() -> None:
    app = opened()
    app.button_group(key="view").set_value("two").run()
    app.text_input(key="edit").set_value("bye").run()
    assert in_url(app) == {"view": "two", "edit": "bye"}


def test_nothing_chosen_is_remembered() -> None:
    app = opened(models="none")
    assert app.session_state["models"] == []
    assert in_url(app) == {"models": "none"}


def test_unknown_names_fall_back() -> None:
    app = opened(view="nonsense", size="7")
    assert (app.session_state["view"], app.session_state["size"]) == ("one", "100")


def test_a_step_on_a_slider_is_written_by_its_name() -> None:
    app = opened(size="1000")
    assert app.select_slider(key="size").value == "1000"
    app.select_slider(key="size").set_value("10").run()
    assert in_url(app) == {"size": "10"}


def test_going_back_restores_the_earlier_value() -> None:
    app = opened()
    app.text_input(key="edit").set_value("first").run()
    app.text_input(key="edit").set_value("second").run()
    app.query_params["edit"] = "long ago"
    assert app.run().text_input[0].value == "long ago"


def test_a_late_url_does_not_undo_what_was_typed() -> None:
    app = opened(edit="first")
    app.text_input(key="edit").set_value("second").run()
    app.query_params["edit"] = "first"
    assert app.run().text_input[0].value == "second"


def test_an_old_url_after_that_second_is_a_step_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same two values, but the browser has had its time: it is a link that was gone back to."""
    app = opened(edit="first")
    app.text_input(key="edit").set_value("second").run()
    monkeypatch.setattr(url_state, "SECONDS_ON_THE_WAY", 0.0)
    app.query_params["edit"] = "first"
    assert app.run().text_input[0].value == "first"
    assert in_url(app) == {"edit": "first"}


def test_a_number_is_kept_within_its_bounds_and_whole_where_they_are() -> None:
    def script() -> None:
        import streamlit as st

        from core.app import url_state

        url_state.enter_page("page")
        st.session_state["got"] = (
            url_state.slider("n", low=1, high=9, step=1, key="n", default=3),
            url_state.slider("x", low=0.0, high=1.0, step=0.1, key="x", default=0.5),
        )

    expected = {
        "7": (7, 0.5),
        "99": (9, 0.5),
        "-4": (1, 0.5),
        "2.9": (2, 0.5),
        "1e999": (3, 0.5),
        "?": (3, 0.5),
    }
    for written, values in expected.items():
        app = AppTest.from_function(script)
        app.query_params["n"] = written
        app.run()
        assert app.session_state["got"] == values, written
        assert [type(value) for value in app.session_state["got"]] == [int, float]
    app.slider(key="x").set_value(0.7).run()
    assert in_url(app)["x"] == "0.7"


def test_a_long_text_works_but_stays_out_of_the_url() -> None:
    app = opened()
    app.text_input(key="edit").set_value("x" * 5000).run()
    assert in_url(app) == {}
    assert len(app.run().text_input[0].value) == 5000


def test_an_untouched_setting_follows_its_default() -> None:
    def script() -> None:
        import streamlit as st

        from core.app import url_state

        url_state.enter_page("page")
        sentence = url_state.text_field("sentence", key="sentence", default="a")
        url_state.text_field("edit", key="edit", default=sentence)
        st.write("")

    app = AppTest.from_function(script).run()
    app.text_input(key="sentence").set_value("b").run()
    assert app.text_input(key="edit").value == "b"
    app.text_input(key="edit").set_value("mine").run()
    app.text_input(key="sentence").set_value("c").run()
    assert app.text_input(key="edit").value == "mine"


def test_a_change_of_page_that_empties_a_field_does_not_lose_its_text() -> None:
    app = opened(edit="mine")
    app.session_state["link.written"] = {}  # what enter_page does on a change of page
    app.session_state["edit"] = ""
    app.query_params.clear()
    assert app.run().text_input(key="edit").value == "mine"

"""Choices that several parts share: in the URL, checked, shown by whichever list a part has."""

from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from core.app.url_picks import number_in_url, option_in_url, pick

    row, kind = number_in_url("row", most=5, least=1), option_in_url("kind", ("a", "b"), "b")
    st.session_state["got"] = (row, kind)
    pick("Row", range(1, 6), key="row", chosen=row, names=lambda number: f"row {number}")


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_function(script)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


ROWS = {"3": 3, "99": 5, "0": 1, "-2": 1, "x": 1, "": 1, "²": 1, "9" * 5000: 1, "2.5": 1}


def test_a_number_from_the_url_is_within_its_bounds() -> None:
    assert {written: opened(row=written).session_state["got"][0] for written in ROWS} == ROWS


def test_a_word_from_the_url_is_one_of_the_options() -> None:
    assert [opened(kind=kind).session_state["got"][1] for kind in ("a", "b", "c")] == ["a", "b", "b"]


def test_what_the_url_says_wrong_is_replaced_by_what_is_used() -> None:
    for written, used in ROWS.items():
        assert opened(row=written).query_params.get("row", "") in (
            str(used),
            [str(used)],
            written * (not written),
        )
    assert "kind" not in opened(kind="c").query_params
    assert opened(kind="a").query_params["kind"] in ("a", ["a"])


def test_a_choice_from_the_list_goes_into_the_url() -> None:
    app = opened(row="2")
    assert app.selectbox[0].options == [f"row {number}" for number in range(1, 6)]
    assert app.selectbox[0].value == 2
    app.selectbox[0].set_value(4).run()
    assert app.query_params["row"] in ("4", ["4"])
    assert app.session_state["got"][0] == 4


def replacing() -> None:
    import streamlit as st

    from core.app import url_picks

    url_picks.replace_in_url("flips", st.session_state["used"])


def test_a_value_of_its_own_format_is_replaced_where_it_is_another() -> None:
    def after(written: str | None, used: str) -> list[str] | str | None:
        app = AppTest.from_function(replacing)
        app.session_state["used"] = used
        if written is not None:
            app.query_params["flips"] = written
        return app.run().query_params.get("flips")

    assert after("3.1,x", "3.1") in ("3.1", ["3.1"])
    assert after("x", "") is None
    assert after(None, "3.1") is None, "a default stays out of the URL"

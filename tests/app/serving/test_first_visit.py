"""A page that AppTest opens as it opens those of an app without navigation."""

from streamlit.testing.v1 import AppTest

from core.base.settings import REPOSITORY


def test_a_page_that_streamlit_runs_by_itself_starts_over_through_the_app() -> None:
    """AppTest forgets at every run that app.py navigates itself."""
    app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=300)
    app.switch_page("pages/batch.py").run()
    assert not app.exception
    assert app.title[0].value == "Batch"
    assert app.text_input(key="sentence").value, "the bar that only app.py draws"

"""What `.streamlit/config.toml`, alone, makes of the server: closed to others, silent, sparing of details."""

from collections.abc import Iterator

import pytest
from streamlit import config


@pytest.fixture(autouse=True)
def as_the_file_says(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read anew, without what the environment of this process adds."""
    for variable in ("ADDRESS", "ENABLE_CORS", "ENABLE_XSRF_PROTECTION", "ALLOWED_HOSTS"):
        monkeypatch.delenv(f"STREAMLIT_SERVER_{variable}", raising=False)
    config.get_config_options(force_reparse=True)
    yield
    config.get_config_options(force_reparse=True)


def test_the_server_listens_on_localhost_only() -> None:
    assert config.get_option("server.address") == "localhost"


def test_it_answers_under_this_machines_names_only() -> None:
    assert config.get_option("server.allowedHosts") == ["localhost", "127.0.0.1", "::1"]


def test_forms_of_other_sites_are_refused() -> None:
    assert config.get_option("server.enableXsrfProtection") is True


def test_pages_of_other_sites_may_not_read_answers() -> None:
    assert config.get_option("server.enableCORS") is True
    assert not config.get_option("server.corsAllowedOrigins")


def test_telemetry_is_off() -> None:
    assert config.get_option("browser.gatherUsageStats") is False


def test_no_visitor_sees_a_traceback() -> None:
    assert config.get_option("client.showErrorDetails") in ("type", "none")


def test_no_folder_is_served_as_it_lies() -> None:
    assert config.get_option("server.enableStaticServing") is False


def test_an_upload_is_bounded_before_it_is_read() -> None:
    assert config.get_option("server.maxUploadSize") <= 200

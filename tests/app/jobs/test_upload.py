"""Names of uploaded files."""

import pytest

from core.app.jobs.upload import safe_name, store
from core.base.errors import SentiscopeError


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("reviews.csv", "reviews.csv"),
        ("../../etc/passwd", "passwd"),
        ("my reviews (2).csv", "my_reviews_2_.csv"),
        ("影评.csv", "影评.csv"),
        ("...", "reviews.csv"),
        ("-rf.csv", "-rf.csv"),
        ("", "reviews.csv"),
        (f"{'part-' * 30}.c000.snappy.parquet", f"{'part-' * 10}pa.parquet"),
        ("0000", "0000"),
        ("𠀀" * 100 + ".csv", "𠀀" * 56 + ".csv"),
    ],
)
def test_safe_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_public_server_takes_small_files_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    megabyte = bytes(1_000_000)
    with pytest.raises(SentiscopeError) as caught:
        store("public", "reviews.csv", megabyte * 21)
    assert caught.value.key == "csv_too_large"
    assert caught.value.parameters["limit_megabytes"] <= 20

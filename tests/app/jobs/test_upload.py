"""Names of uploaded files."""

import pytest

from core.app.jobs.upload import safe_name


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
        (f"{'part-' * 30}.c000.snappy.parquet", f"{'part-' * 14}pa.parquet"),
        ("0000", "0000"),
    ],
)
def test_safe_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe

"""A file of Chinese reviews, as the exits of a network of both languages take them."""

from pathlib import Path
from random import Random

import pytest

WORDS = ["房间", "干净", "早餐", "服务", "前台", "位置", "安静"]
WORDS += ["电影", "这本书", "送货", "屏幕", "散热", "价格"]


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """Sixty reviews of three sentences, each of eight of the words."""
    draw = Random(3)
    sentences = [["，".join(draw.sample(WORDS, 8)) + "。" for _ in range(3)] for _ in range(60)]
    file = tmp_path / "reviews.txt"
    file.write_text("\n\n".join("\n".join(review) for review in sentences) + "\n", encoding="utf-8")
    return file

"""Where labelled sentences lie; the small set that is shipped."""

from pathlib import Path

import pytest

from core.data.locations import SMALL, chnsenticorp_here, fetched, is_whole, sst2_here
from core.data.overlap import normal
from core.data.sst2 import load_sst2


def test_the_small_set_is_whole_balanced_and_has_no_overlap() -> None:
    data = load_sst2(SMALL)
    assert (len(data.train), len(data.dev)) == (161, 40)
    assert sum(data.dev.labels) == 20
    assert abs(2 * sum(data.train.labels) - 161) == 1
    assert not {normal(text) for text in data.train.sentences} & {normal(text) for text in data.dev.sentences}
    assert len(set(data.train.sentences)) == 161


def test_the_named_folder_comes_before_the_fetched_one(
    tmp_path: Path, small_sst2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    assert sst2_here() is None
    assert not is_whole(None)
    fetched().mkdir(parents=True)
    for name in ("train.tsv", "dev.tsv"):
        (fetched() / name).write_text("sentence\tlabel\ngood\t1\n")
    assert sst2_here() == fetched()
    monkeypatch.setenv("SENTISCOPE_SST2", str(small_sst2))
    assert sst2_here() == small_sst2
    monkeypatch.setenv("SENTISCOPE_SST2", str(tmp_path / "half"))
    assert sst2_here() == fetched()


def test_chnsenticorp_is_where_its_folder_is_named_and_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SENTISCOPE_CHNSENTICORP", raising=False)
    assert chnsenticorp_here() is None
    monkeypatch.setenv("SENTISCOPE_CHNSENTICORP", str(tmp_path))
    assert chnsenticorp_here() is None
    for name in ("train.tsv", "dev.tsv"):
        (tmp_path / name).write_text("好书\tpositive\n", encoding="utf-8")
    assert chnsenticorp_here() == tmp_path

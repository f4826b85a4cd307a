"""A model cut into parts comes out whole, without anything that could run, or not at all."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.models.catalog import ENTRIES, Entry
from core.models.files.split_archive import unpacked
from core.models.locate import locate
from tests.models.test_locate import key_of

FILES = {
    "model/config.json": b"{}",
    "model/model.safetensors": bytes(range(256)) * 40,
    "model/vocab.txt": b"a\nb",
    "model/pytorch_model.bin": b"a pickle",
    "model/code.py": b"print()",
    "model/1_Pooling/config.json": b"{'other': 1}",
    "loose.json": b"{}",
}
MODEL_FILES = {"config.json", "model.safetensors", "vocab.txt"}


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("model/", b"")
        for name, content in FILES.items():
            archive.writestr(name, content)
    content, paths = whole.getvalue(), []
    for number, start in enumerate(range(0, len(content), 4000)):
        paths.append(tmp_path / f"model.zip.00{number}")
        paths[-1].write_bytes(content[start : start + 4000])
    assert len(paths) > 2
    return paths


def folders(parent: Path) -> list[str]:
    return [path.name for path in parent.iterdir() if path.is_dir()]


def test_only_model_files_come_out_and_whole(parts: list[Path], tmp_path: Path) -> None:
    folder = unpacked(parts, tmp_path / "cache" / "model")
    assert {file.name for file in folder.iterdir()} == MODEL_FILES
    assert all((folder / name).read_bytes() == FILES[f"model/{name}"] for name in MODEL_FILES)
    assert folders(tmp_path / "cache") == ["model"]  # nothing else left behind
    assert unpacked([], folder) == folder  # once is enough


def test_a_damaged_archive_leaves_nothing_behind(parts: list[Path], tmp_path: Path) -> None:
    with pytest.raises(SentiscopeError, match="weights_unreadable"):
        unpacked(parts[:-1], tmp_path / "cache" / "model")
    assert folders(tmp_path / "cache") == []


def test_the_catalog_finds_the_parts_in_their_packages_and_checks_the_weights(
    parts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path / "home"))
    for number, part in enumerate(parts):
        folder = tmp_path / "site" / f"part-0{number}" / "input"
        folder.mkdir(parents=True)
        (folder.parent / "__init__.py").write_text("raise RuntimeError('imported')")
        part.rename(folder / part.name)
    monkeypatch.syspath_prepend(tmp_path / "site")
    names = tuple(f"part-0{number}" for number in range(len(parts)))
    digest = hashlib.sha256(FILES["model/model.safetensors"]).hexdigest()
    monkeypatch.setitem(ENTRIES, "cut", Entry("cut", archive=names, sha256=digest))
    assert locate("cut").origin == "package"
    monkeypatch.setitem(ENTRIES, "cut", Entry("cut", archive=names, sha256="0" * 64))
    with pytest.raises(SentiscopeError, match="weights_"):
        locate("cut")


def test_a_missing_part_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setitem(ENTRIES, "cut", Entry("cut", archive=("no-such-package",)))
    assert key_of(lambda: locate("cut")) == "model_needs_archive"

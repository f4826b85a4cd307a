"""Where a model's files lie.

Order: a folder the user gives, a checkpoint shipped in `assets/models`, the local Hugging Face
cache, an installed weights package, and last the hub, only where the caller allows the network.
"""

import hashlib
import importlib.util
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.base.errors import SentiscopeError
from core.base.hub import hub_errors
from core.base.settings import ASSETS, home, is_public
from core.base.storage import is_full
from core.models.card import read_card
from core.models.catalog import BAG_WEIGHTS, ENTRIES, INDEX, PACKED, WEIGHTS, Entry
from core.models.checksum import check_sha256, file_sha256
from core.models.reading.folder import shards_of

Origin = Literal["folder", "shipped", "cache", "package", "hub"]
MODEL_FILES = ["*.json", "*.safetensors", "*.txt", "*.model"]
SECONDS_TO_REMEMBER_A_NO = 600.0
LONGEST_NAME = 200  # characters, in a sentence
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Located:
    """A folder that holds a model's files, and how we came by it."""

    name: str
    folder: Path
    origin: Origin

    @property
    def own(self) -> bool:
        """True for a folder given by its path, which means nothing on another machine."""
        return self.origin == "folder"


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
        raise SentiscopeError("model_public", name=name[:LONGEST_NAME])
    folder = _folder(name)
    if folder is not None:
        return Located(name, folder, "folder")
    if not _looks_like_hub_id(name):
        raise SentiscopeError("model_folder_missing", name=name[:LONGEST_NAME])
    cached = _from_cache(name)
    if cached is not None:
        return Located(name, cached, "cache")
    if network:
        return Located(name, _download(name), "hub")
    raise SentiscopeError("model_not_fetched", name=name)


def _folder(name: str) -> Path | None:
    """The folder on this machine that a name means; None where there is none."""
    try:
        folder = Path(name).expanduser()
        return folder if folder.is_dir() else None
    except (OSError, RuntimeError):  # a name too long, or `~someone` who is nobody
        return None


def _looks_like_hub_id(name: str) -> bool:
    from huggingface_hub.utils import HFValidationError, validate_repo_id

    try:
        validate_repo_id(name)
    except HFValidationError:
        return False
    return name.count("/") == 1


def _shipped(entry: Entry) -> Located | None:
    folder = ASSETS / "models" / entry.name
    if not folder.is_dir():
        return None
    return Located(entry.name, _plain(folder) if (folder / PACKED).is_file() else folder, "shipped")


def _plain(folder: Path) -> Path:
    """A packed model as everything else reads it, expanded at first use."""
    from core.models.files.packed import unpacked

    card = read_card(folder)
    digest = card["packed_sha256"]
    check_sha256(folder / PACKED, digest)
    rest = locate(card["rest_of"]).folder if "rest_of" in card else None
    return unpacked(folder, home() / "models" / f"{folder.name}-{digest[:12]}", rest)


def _cached(entry: Entry) -> Located | None:
    folder = _from_cache(entry.hub_id) if entry.hub_id else None
    return Located(entry.name, folder, "cache") if folder else None


def _from_cache(hub_id: str) -> Path | None:
    """The newest complete snapshot in the local cache; never uses the network.

    Raises `hub_no_safetensors` where the hub was asked and has no such weights.
    """
    from huggingface_hub import try_to_load_from_cache

    config, weights, index = (
        try_to_load_from_cache(hub_id, name) for name in ("config.json", WEIGHTS, INDEX)
    )
    if not isinstance(config, str):
        return None
    folder = Path(config).parent
    if isinstance(weights, str):
        return folder
    if isinstance(index, str):
        return folder if all(shard.is_file() for shard in shards_of(folder)) else None
    if weights is not None and index is not None:  # neither a path nor unknown: known to be missing
        raise SentiscopeError("hub_no_safetensors", name=hub_id, file=WEIGHTS)
    return None


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
        from core.models.files.gguf import converted

        folder = converted(folder / entry.gguf, _converted_folder(entry))
    return Located(entry.name, folder, "package")


def _archived(entry: Entry) -> Located | None:
    """A model whose packages hold the parts of one archive, unpacked at first use."""
    from core.models.files.split_archive import unpacked

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
    """The file whose sha256 identifies the weights."""
    entry = ENTRIES.get(located.name)
    name = entry.files[0][0] if entry and entry.files else WEIGHTS
    bag = located.folder / BAG_WEIGHTS
    return bag if bag.is_file() else located.folder / name


def needs_conversion(name: str) -> bool:
    """True if the model's packaged weights have yet to be converted, which takes some twenty seconds."""
    entry = ENTRIES.get(name)
    return entry is not None and bool(entry.gguf or entry.archive) and not _converted_folder(entry).is_dir()


def convertible(name: str) -> bool:
    """True if a model's packaged weights are installed and are the ones to be used, but not yet converted."""
    entry = ENTRIES.get(name)
    if entry is None or not entry.package or not needs_conversion(name) or _cached(entry):
        return False
    return _package_folder(entry.package) is not None


def _converted_folder(entry: Entry) -> Path:
    return home() / "models" / f"{entry.name}-{(entry.sha256 or '')[:12]}"


def _download(hub_id: str) -> Path:
    """Fetch a model's files into the local cache.

    Errors: `hub_unreachable` where the hub cannot be reached or gives nothing of that id, which is remembered
    for ten minutes; `hub_no_safetensors`; `disk_full`; `download_not_written` for whatever else the disk
    refuses.
    """
    from huggingface_hub import snapshot_download

    if time.monotonic() - _refused.get(hub_id, -SECONDS_TO_REMEMBER_A_NO) < SECONDS_TO_REMEMBER_A_NO:
        raise SentiscopeError("hub_unreachable", name=hub_id)
    expected: tuple[type[Exception], ...] = (*hub_errors(), OSError)
    try:
        folder = Path(snapshot_download(hub_id, allow_patterns=MODEL_FILES, etag_timeout=5))
        if not (folder / WEIGHTS).is_file() and not (folder / INDEX).is_file():
            _remember_there_are_none(hub_id)
            raise SentiscopeError("hub_no_safetensors", name=hub_id, file=WEIGHTS)
        return folder
    except expected as error:
        log.warning("%s was not fetched", hub_id, exc_info=True)
        if is_full(error):
            raise SentiscopeError("disk_full") from error
        if not isinstance(error, hub_errors()):
            raise SentiscopeError("download_not_written", name=hub_id, reason=error) from error
        _refused[hub_id] = time.monotonic()
        raise SentiscopeError("hub_unreachable", name=hub_id) from error


def _remember_there_are_none(hub_id: str) -> None:
    """Ask for each name of weights, which makes the cache note that there is no such file."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError

    for name in (WEIGHTS, INDEX):
        with suppress(EntryNotFoundError):
            hf_hub_download(hub_id, name, etag_timeout=5)


def weights_sha256(located: Located) -> str:
    """The sha256 that identifies the weights: of their one file, or of the sums of their parts."""
    file = main_file(located)
    if file.is_file() or not (located.folder / INDEX).is_file():
        return file_sha256(file)
    sums = " ".join(file_sha256(shard) for shard in shards_of(located.folder))
    return hashlib.sha256(sums.encode()).hexdigest()

"""What a folder lacks to be a model that we read: the true reason, before or after transformers tried."""

import json
import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.models.catalog import INDEX, WEIGHTS
from core.models.reading.settings import check_settings

ADAPTER = "adapter_config.json"
PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt")
# What an encoder may lack: a pooler is part of the head that classifies.
HEADS = ("pooler", "classifier", "score", "sequence_summary", "logits_proj", "classification_head")
_INSTALL = re.compile(r"pip install (?:-U |--upgrade )?[`'\"]?([A-Za-z][\w.-]*)|install (\w+) to use")


def check_folder(folder: Path) -> None:
    """Raise a clear error where a folder does not hold a model we read."""
    _check_adapter(folder)
    if not (folder / "config.json").is_file():
        raise SentiscopeError("model_no_config", folder=folder.name)
    config = config_of(folder)
    if (folder / WEIGHTS).is_file():
        check_settings(folder, config)
        return
    if (folder / INDEX).is_file():
        for shard in shards_of(folder):
            if not shard.is_file():
                raise SentiscopeError("weights_shard_missing", folder=folder.name, file=shard.name)
        check_settings(folder, config)
        return
    if any(True for pattern in PICKLES for _ in folder.glob(pattern)):
        raise SentiscopeError("weights_pickled", folder=folder.name, file=WEIGHTS)
    others = sorted(file.name for file in folder.glob("*.safetensors"))
    if others:
        raise SentiscopeError("weights_other_name", folder=folder.name, found=others[0], file=WEIGHTS)
    raise SentiscopeError("weights_missing", folder=folder.name, file=WEIGHTS)


def config_of(folder: Path) -> dict[str, Any]:
    """A folder's config.json. Raises `model_bad_config`."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise SentiscopeError("model_bad_config", folder=folder.name) from error
    if not isinstance(config, dict):
        raise SentiscopeError("model_bad_config", folder=folder.name)
    return config


def check_classifier(folder: Path, transformers: Any) -> None:
    """Raise a clear error where transformers itself knows no classifier of a folder's architecture."""
    config = config_of(folder)
    kind = config.get("model_type")
    if not isinstance(kind, str | None):
        raise SentiscopeError("model_bad_config", folder=folder.name)
    if kind not in transformers.CONFIG_MAPPING:
        if "auto_map" in config:
            raise SentiscopeError("model_needs_code", folder=folder.name)
        if kind is None:
            raise SentiscopeError("model_no_type", folder=folder.name)
        raise SentiscopeError("model_unknown_type", folder=folder.name, type=kind)
    names = transformers.models.auto.modeling_auto.MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES
    if kind not in names:
        raise SentiscopeError("model_no_classifier", folder=folder.name, type=kind)


def check_missing(folder: Path, missing: Iterable[str], prefix: str) -> None:
    """Raise `weights_layer_missing` where the network itself lacks tensors, and not its head alone."""
    body = [
        name
        for name in sorted(missing)
        if name.startswith(f"{prefix}.") and not any(part in HEADS for part in name.split("."))
    ]
    if body:
        raise SentiscopeError("weights_layer_missing", folder=folder.name, count=len(body), tensor=body[0])


def load_failed(folder: Path, error: Exception) -> SentiscopeError:
    """The sentence for what transformers raised for a network."""
    package = package_named(error)
    if package:
        return SentiscopeError("model_needs_library", folder=folder.name, package=package)
    if "ignore_mismatched_sizes" in str(error):
        return SentiscopeError("weights_other_shape", folder=folder.name)
    return SentiscopeError("weights_unreadable", folder=folder.name)


def tokenizer_failed(folder: Path, error: Exception) -> SentiscopeError:
    """The sentence for what transformers raised for a tokenizer."""
    pieces = not (folder / "tokenizer.json").is_file() and any(folder.glob("*.model"))
    # Without this package transformers takes such a file for one of tiktoken, and says so.
    lacking = "sentencepiece" if pieces and find_spec("sentencepiece") is None else None
    package = lacking or package_named(error)
    if package:
        return SentiscopeError("model_needs_library", folder=folder.name, package=package)
    if "trust_remote_code" in str(error):
        return SentiscopeError("model_needs_code", folder=folder.name)
    return SentiscopeError("tokenizer_unreadable", folder=folder.name)


def package_named(error: Exception) -> str | None:
    """The package that an error asks to install."""
    found = _INSTALL.search(str(error)) if isinstance(error, ImportError | ValueError) else None
    return (found[1] or found[2]).rstrip(".") if found else None


def shards_of(folder: Path) -> list[Path]:
    """The files that a folder's index of weights names. Raises `weights_unreadable`."""
    try:
        places = json.loads((folder / INDEX).read_text(encoding="utf-8"))["weight_map"].values()
        return [folder / Path(name).name for name in sorted(set(places))]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise SentiscopeError("weights_unreadable", folder=folder.name) from error


def _check_adapter(folder: Path) -> None:
    if not (folder / ADAPTER).is_file():
        return
    try:
        base = json.loads((folder / ADAPTER).read_text(encoding="utf-8")).get("base_model_name_or_path")
    except (OSError, ValueError, AttributeError, RecursionError):
        base = None
    raise SentiscopeError("model_is_adapter", folder=folder.name, base=base or "?")

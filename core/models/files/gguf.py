"""A quantised GGUF file, turned once into the plain safetensors folder that everything else reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from core.models.damage import damage_as
from core.models.files.made_once import made_once
from core.models.transformers_library import quiet_transformers


def converted(file: Path, target: Path) -> Path:
    """The folder `target` with the file's weights in float16 and its tokenizer, made if not there yet.

    Takes some twenty seconds the first time, half of them imports. The folder appears at once and whole,
    so that a kill or a second process leaves no half of one.
    """
    return made_once(target, lambda folder: _convert(file, folder))


def _convert(file: Path, target: Path) -> None:
    transformers = quiet_transformers()
    import torch

    source = {"pretrained_model_name_or_path": file.parent, "gguf_file": file.name, "local_files_only": True}
    with damage_as("weights_unreadable", file), _each_file_read_once():
        quantised = transformers.AutoModelForCausalLM.from_pretrained(dtype=torch.float32, **source)
        tokenizer = transformers.AutoTokenizer.from_pretrained(**source)
    # A network that came from GGUF refuses to be saved; an equal one without that past does not.
    config = quantised.config.to_dict()
    config.pop("quantization_config", None)
    with torch.device("meta"):  # no numbers are drawn that the weights would replace
        plain = type(quantised)(type(quantised.config)(**config))
    plain.load_state_dict(quantised.state_dict(), assign=True)
    plain.tie_weights()
    plain.half().save_pretrained(target)
    tokenizer.save_pretrained(target)


@contextmanager
def _each_file_read_once() -> Iterator[None]:
    """Within, a GGUF's index is parsed once and its names are mapped once, which halves the time.

    transformers parses it for the configuration, for the weights and for the tokenizer, and maps the names
    for each module.
    """
    import gguf

    own = {name: getattr(gguf, name) for name in ("GGUFReader", "get_tensor_name_map")}
    for name, function in own.items():
        setattr(gguf, name, cache(function))
    try:
        yield
    finally:
        for name, function in own.items():
            setattr(gguf, name, function)

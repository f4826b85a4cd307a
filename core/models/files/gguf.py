"""A quantised GGUF file, turned once into the plain safetensors folder that everything else reads."""

from pathlib import Path

from core.models.damage import damage_as
from core.models.files.made_once import made_once
from core.models.transformers_library import quiet_transformers


def converted(file: Path, target: Path) -> Path:
    """The folder `target` with the file's weights in float16 and its tokenizer, made if not there yet.

    Takes about half a minute the first time. The folder appears at once and whole, so that a kill
    or a second process leaves no half of one.
    """
    return made_once(target, lambda folder: _convert(file, folder))


def _convert(file: Path, target: Path) -> None:
    transformers = quiet_transformers()
    import torch

    source = {"pretrained_model_name_or_path": file.parent, "gguf_file": file.name, "local_files_only": True}
    with damage_as("weights_unreadable", file):
        quantised = transformers.AutoModelForCausalLM.from_pretrained(dtype=torch.float32, **source)
        tokenizer = transformers.AutoTokenizer.from_pretrained(**source)
    # A network that came from GGUF refuses to be saved; an equal one without that past does not.
    config = quantised.config.to_dict()
    config.pop("quantization_config", None)
    plain = type(quantised)(type(quantised.config)(**config))
    plain.load_state_dict(quantised.state_dict())
    plain.tie_weights()
    plain.half().save_pretrained(target)
    tokenizer.save_pretrained(target)

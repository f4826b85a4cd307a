"""A causal language model and its tokenizer, from a folder of the catalog."""

from typing import Any

from core.errors import SentiscopeError
from core.models.catalog import locate
from core.models.loading import check_folder, load_tokenizer, quiet_transformers


def load_causal(name: str) -> tuple[Any, Any]:
    """Network in float32 in evaluation mode, and tokenizer. Never asks the network.

    Raises SentiscopeError where the model is not on this machine or its files are damaged. The first
    call for a quantised model converts it, which takes about half a minute.
    """
    folder = locate(name).folder
    check_folder(folder)
    transformers = quiet_transformers()
    import torch

    try:
        network = transformers.AutoModelForCausalLM.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.float32,
            attn_implementation="eager",
        )
    except Exception as error:  # truncated file, wrong shapes, unknown architecture
        raise SentiscopeError("weights_unreadable", folder=folder.name) from error
    return network.eval(), load_tokenizer(folder)

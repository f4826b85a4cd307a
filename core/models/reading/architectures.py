"""What an architecture asks of those who feed it: how many tokens fit, and how texts may share a batch."""

import inspect
from typing import Any

# In a batch of these, padded on the right under a mask, each text gets the answer it gets alone, and token
# ids are all they read of it. Others are read text by text: a head that looks for the last token may look at
# padding (XLNet, GPT-2), or needs as many end tokens in each row (BART, T5), or wants segments (XLNet).
PADDED = frozenset(
    (
        *("bert", "distilbert", "roberta", "xlm-roberta", "camembert", "albert", "electra", "mpnet"),
        *("deberta", "deberta-v2", "modernbert", "ernie"),
    )
)


def is_padded(network: Any) -> bool:
    """Whether several texts may share a padded batch."""
    return network.config.model_type in PADDED


def window_of(network: Any) -> int | None:
    """How many tokens the network's table of positions has room for; None where nothing limits them.

    RoBERTa and its kin number positions from the row behind the padding's: the rows before are lost.
    """
    import torch

    for module in network.modules():
        table = getattr(module, "position_embeddings", None)
        if isinstance(table, torch.nn.Embedding) and table.padding_idx is not None:
            return table.num_embeddings - table.padding_idx - 1
    said = getattr(network.config, "max_position_embeddings", None)
    return said if isinstance(said, int) and said > 0 else None  # XLNet says -1


def vocabulary_of(network: Any) -> int | None:
    """How many token ids have an embedding; None where a network reads no ids from a table."""
    try:
        table = network.get_input_embeddings()
    except NotImplementedError:
        return None
    return getattr(table, "num_embeddings", None)


def padding_of(network: Any, tokenizer: Any) -> int:
    """An id that may stand at padding, under a mask: the network's own, else the tokenizer's, else any."""
    rows = vocabulary_of(network) or 1
    known = (network.config.pad_token_id, tokenizer.pad_token_id)
    return next((number for number in known if number is not None and 0 <= number < rows), 0)


def read_inputs(network: Any) -> frozenset[str]:
    """The names of the tensors that the network reads; a DistilBERT, say, has no segments."""
    return frozenset(inspect.signature(network.forward).parameters)

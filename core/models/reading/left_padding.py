"""Batches for a network that reads texts from the left of padding, as XLNet does."""

from typing import Any

LEFT_PADDED = frozenset(["xlnet"])
LAST_SEGMENT = 2  # that of [CLS], which ends a text


def accept_padding_behind(network: Any) -> None:
    """Let an XLNet take ids padded behind their texts under a mask, as all of training has them.

    Its answers are then those that each text gets alone. Other networks stay as they are.
    """
    if network.config.model_type in LEFT_PADDED:
        network.register_forward_pre_hook(_moved, with_kwargs=True)


def _moved(network: Any, positional: tuple, named: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
    """The inputs with padding in front, and the segments of one text; both as XLNet's own tokenizer does it.

    Inputs that name their segments come from that tokenizer, and stay.
    """
    import torch

    ids, mask = named.get("input_ids"), named.get("attention_mask")
    if ids is None or mask is None or named.get("token_type_ids") is not None:
        return positional, named
    width = ids.shape[1]
    padding = width - mask.sum(dim=1, keepdim=True)  # (B, 1)
    behind = mask[:, -1:] == 0  # (B, 1)
    places = (torch.arange(width, device=ids.device) - padding * behind) % width  # (B, T)
    segments = torch.zeros_like(ids)
    segments[:, -1] = LAST_SEGMENT
    moved = {"input_ids": ids.gather(1, places), "attention_mask": mask.gather(1, places)}
    return positional, {**named, **moved, "token_type_ids": segments}

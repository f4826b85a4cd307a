"""What Attention's guesses come to."""

from core.app.models.traced_model import chosen_model, trace_of


def cls_to_sep(text: str) -> float:
    """What share of the attention of [CLS] goes to [SEP] in the last layer, over all heads, in per cent."""
    from core.topics.attention.maps import attention_of

    maps = attention_of(trace_of(chosen_model(), text))[-1]  # (H, T, S)
    return maps[:, 0, -1].mean().item() * 100


def causal_share(text: str) -> float:
    """What share of the sentence's pairs a causal query may look at, in per cent."""
    from core.topics.attention.concept import range_mask

    T = len(trace_of(chosen_model(), text).inputs.tokens)
    return range_mask("causal", T).float().mean().item() * 100

"""How the learning rate moves during training."""


def linear_warmup_decay(step: int, total: int, warmup: int) -> float:
    """The factor on the learning rate at `step` (0-based) of `total`: up for `warmup` steps, then down to 0.

    Source: Devlin et al. 2019, appendix A.2 (warm-up over the first steps, linear decay).
    """
    if step < warmup:
        return step / max(1, warmup)
    return max(0.0, (total - step) / max(1, total - warmup))

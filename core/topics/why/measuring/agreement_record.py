"""How methods agree over dev, by the shipped measurements: what See draws of it. No torch here."""

from dataclasses import dataclass

from core.experiments.record import read, shipped


@dataclass(frozen=True)
class DevAgreement:
    """Mean rank correlations over dev sentences of each pair of methods (M × M), with two nulls.

    `shuffled` are the ends between which 95 % of such means lie if values are shuffled. `random_network` is
    the same matrix on a network with random weights, for `random_methods`, on fewer sentences.
    """

    sentences: int
    methods: tuple[str, ...]
    correlations: list[list[float]]
    shuffled: tuple[float, float]
    random_sentences: int
    random_methods: tuple[str, ...]
    random_network: list[list[float]]


def dev_agreement() -> DevAgreement:
    """Of the app's own measurements `faithfulness` and `randomised_weights`."""
    own = read(shipped("faithfulness"), "faithfulness").numbers
    other = read(shipped("randomised_weights"), "randomised_weights").numbers
    found = own["agreement"]
    low, high = found["shuffled"]
    return DevAgreement(
        own["sentences"],
        tuple(found["methods"]),
        found["correlations"],
        (low, high),
        other["sentences"],
        tuple(other["agreement"]["methods"]),
        other["agreement"]["correlations"],
    )

"""A trained network's weights in the shape in which the cells from scratch take them."""

from core.models.recurrent.network import RecurrentNetwork
from core.topics.recurrent.concept import Weights


def weights_of(network: RecurrentNetwork) -> Weights:
    """The weights of the cell that reads left to right."""
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    return Weights(*(getattr(network.recurrent, name).detach() for name in names))

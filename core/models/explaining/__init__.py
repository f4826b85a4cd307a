"""A real model and one sentence, as the attribution methods of `core/nn/attribution` take them."""

"""Real weights: where they come from, how they are loaded, one class per kind of model."""

"""Files that a model of any classes scored: how often it is right, and what it takes for what."""

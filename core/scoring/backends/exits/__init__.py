"""Exits inside a network: a text whose verdict is sure after some layers is spared the rest (`--fast`)."""

"""Verdicts of more than two classes: how often they are right, of which class, and what is taken for what."""

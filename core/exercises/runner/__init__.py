"""Runs a learner's code in a limited process, of which only data comes back."""

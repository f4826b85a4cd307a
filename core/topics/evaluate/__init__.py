"""Evaluate: verdicts on files, labelled or not; what is computed of them is `core.evaluation`."""

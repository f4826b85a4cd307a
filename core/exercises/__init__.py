"""Exercises: what a learner writes, run in a child of its own and compared by the parent."""

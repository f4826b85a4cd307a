"""A whole classifier of a learner's own functions: put together, run on the real weights, taken along."""

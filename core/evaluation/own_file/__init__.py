"""`python -m core.evaluation.own_file`: learn from a labelled file, and say what came of it."""

"""How verdicts of any number of classes are judged."""

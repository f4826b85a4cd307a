"""What the experiments of Why share: which sentences, which methods, and their grades."""

"""Models on files of texts: which is better, where it errs, what a threshold costs, what no label tells."""

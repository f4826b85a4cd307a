"""What a learner writes about pre-training: the corruption, its loss, pairs of sentences."""

"""What a learner writes in the workshop: batches, judging, optimizing, saving, training."""

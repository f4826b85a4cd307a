"""What a learner writes about positions, in the order of the files' names."""

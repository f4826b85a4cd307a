"""What a learner writes about decoding, in the order of the files' names."""

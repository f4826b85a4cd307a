"""What a learner writes about attention, in the order of the files' names."""

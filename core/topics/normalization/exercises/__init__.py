"""What a learner writes about normalisation: which numbers share a mean, and what is kept for later."""

"""What a learner writes about recurrent networks: one step of each cell, and a sentence read word by word."""

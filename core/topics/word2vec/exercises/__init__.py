"""What a learner writes about word2vec: the examples of both models, and the loss by negative sampling."""

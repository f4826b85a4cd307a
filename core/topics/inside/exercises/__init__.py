"""What a learner writes about BERT's encoder, in the order of the road: embeddings, layer, pooler."""

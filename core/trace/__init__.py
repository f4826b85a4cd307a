"""What a model computed: predictions by layer, each token's effect, attention weights."""

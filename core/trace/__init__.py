"""What a model did: how a verdict forms, what each token was worth, where attention went."""

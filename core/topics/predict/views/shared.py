"""What the parts of Predict share."""

CARD_HEIGHT = 150  # pixels of a verdict's card, which a part leaves free while it waits for a model

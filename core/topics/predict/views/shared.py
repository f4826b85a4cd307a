"""What the parts of Predict share."""

CARD_HEIGHT = 200  # pixels that a part leaves free while it waits for a model

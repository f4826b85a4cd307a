"""Practice: the ladder of exercises, cards about libraries, and a whole classifier of one's own functions."""

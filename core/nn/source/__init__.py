"""The text of functions: what they need, written out as one file that runs by itself."""

"""A topic to copy: every part that a topic has, small enough to read in ten minutes (see CONTRIBUTING)."""

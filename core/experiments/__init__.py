"""Claims from the textbook, each measured by code that runs in seconds or minutes."""

"""Models of any classes: not two that say negative and positive, but the words of a file."""

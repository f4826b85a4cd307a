"""What a prediction is made of and measured by, beside the library's calls."""

from core.nn import bag_of_words, classification, metrics

TWINS = (*classification.TWINS[:2], *metrics.TWINS, *bag_of_words.TWINS)

"""The twins of pre-training, which are declared beside what they show."""

from core.topics.pretraining import concept

TWINS = concept.TWINS

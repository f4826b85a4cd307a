"""Labelled sentences, read and checked."""

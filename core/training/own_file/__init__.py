"""A model from a person's own labelled file: rows cleaned, some set aside, a head on frozen vectors."""

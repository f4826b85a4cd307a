"""The values of Arrow columns as text."""

"""What the parts of Why draw."""

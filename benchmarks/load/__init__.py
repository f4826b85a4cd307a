"""How much of the server a visitor takes, and how long visitors wait when many of them click."""

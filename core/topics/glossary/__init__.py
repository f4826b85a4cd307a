"""The glossary: every term of the app in both languages."""

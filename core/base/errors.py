"""The one kind of error that is meant for people."""


class SentiscopeError(Exception):
    """Something the user can put right, as a text key with its parameters.

    The text is not in the error, since core has no language: what shows the error (a page or
    the shell) looks up `errors.<key>` in the chosen one.
    """

    def __init__(self, key: str, **parameters: object) -> None:
        super().__init__(key, parameters)
        self.key = key
        self.parameters = parameters

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"{self.key}({details})"

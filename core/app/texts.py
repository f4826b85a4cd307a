"""The texts of one picture, looked up when it asks for them."""

from collections.abc import Mapping

from core.app.state import Translator


class Texts(dict[str, str]):
    """Texts by the last part of their key: `Texts(t, "masks.ways")["title"]` is `t("masks.ways_title")`.

    `more` are texts of other families under the names that the picture knows them by. The parameters fill
    each text that names one of them; the others may hold Plotly's own `%{x}`, which is not ours to fill.
    """

    def __init__(
        self, t: Translator, family: str, more: Mapping[str, str] | None = None, **parameters: object
    ) -> None:
        super().__init__(more or {})
        self._t, self._family, self._parameters = t, family, parameters

    def __missing__(self, part: str) -> str:
        key = f"{self._family}_{part}"
        text = self._t(key)
        is_ours = any(f"{{{name}}}" in text for name in self._parameters)
        return self._t(key, **self._parameters) if is_ours else text

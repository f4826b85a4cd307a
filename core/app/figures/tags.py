"""Special tokens such as `<s>` in figures, which Plotly takes for tags and draws nothing of."""

import re

# A whole text of one tag, as Plotly's JSON has it; what we mark up ourselves is more than that.
_TAG = re.compile(r'"\\u003c((?:\\u002f)?\w+)\\u003e"')


def tags_as_texts(written: str) -> str:
    """The JSON of a figure, in which a text that is nothing but a tag is shown as it stands."""
    return _TAG.sub(r'"&lt;\1&gt;"', written)

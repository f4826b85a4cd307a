"""Any classifier by name; the files in its folder decide which class reads it."""

from typing import Any

from core.models.locate import locate


def load_classifier(name: str, *, network: bool = False) -> Any:
    """The classifier of a catalog name, folder or hub id; fetches from the hub only if `network`."""
    # Here, because each of them needs torch, and a command is checked before that is imported.
    from core.models.bag_of_words import ARRAYS, BagOfWordsClassifier
    from core.models.recurrent.classifier import SHAPE, RecurrentClassifier
    from core.models.transformer import TransformerClassifier

    located = locate(name, network=network)
    for file, kind in ((ARRAYS, BagOfWordsClassifier), (SHAPE, RecurrentClassifier)):
        if (located.folder / file).is_file():
            return kind(located.folder, name)
    return TransformerClassifier(located.folder, name)

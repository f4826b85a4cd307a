"""On what terms weights may be used, as an SPDX licence expression: what a model card's `license` says."""

from core.models.card import read_card
from core.models.catalog import ENTRIES
from core.models.locate import Located

OWN = "Apache-2.0"  # of what this project makes from data alone; see LICENSE and NOTICE
UNKNOWN = "LicenseRef-unknown"  # of a folder or a hub id without a licence that we can rely on


def license_of(located: Located) -> str:
    """The licence of weights as they were found: the catalog's, else their own card's, else unknown."""
    entry = ENTRIES.get(located.name)
    if entry and entry.license:
        return entry.license
    return read_card(located.folder).get("license", UNKNOWN)


def license_from(base: str) -> str:
    """The licence of what was trained on from weights under `base`."""
    return base if base == UNKNOWN or base.startswith(OWN) else f"{OWN} AND {base}"

"""Everything shipped says on what terms: LICENSE, NOTICE, and a licence in every model card."""

import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from packaging.licenses import canonicalize_license_expression

from core.base.settings import ASSETS, REPOSITORY

NOTICE = (REPOSITORY / "NOTICE").read_text(encoding="utf-8")
CARDS = sorted((ASSETS / "models").glob("*/model_card.json"))
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"  # of apache.org's text
DERIVED = sorted(
    str(file.relative_to(REPOSITORY))
    for folder in ("maps", "soft_labels", "measured")
    for file in (ASSETS / folder).iterdir()
    if file.is_file()
)


def test_licence_is_the_text_of_the_apache_foundation() -> None:
    assert hashlib.sha256((REPOSITORY / "LICENSE").read_bytes()).hexdigest() == APACHE_2


def test_project_names_its_licence_and_files() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert all((REPOSITORY / name).is_file() for name in (*project["license-files"], project["readme"]))


@pytest.mark.parametrize("file", CARDS, ids=lambda file: file.parent.name)
def test_every_card_has_a_licence(file: Path) -> None:
    expression = json.loads(file.read_text(encoding="utf-8"))["license"]
    assert canonicalize_license_expression(expression) == expression
    assert expression.startswith("Apache-2.0")  # nothing is shipped on terms that are not known


@pytest.mark.parametrize("name", [*(f"assets/models/{file.parent.name}" for file in CARDS), *DERIVED])
def test_notice_names_every_shipped_file(name: str) -> None:
    words = {word.strip(",;.") for word in NOTICE.split()}
    assert name in words


def test_notice_names_no_file_that_is_gone() -> None:
    named = {word.strip(",;.") for word in NOTICE.split() if word.startswith("assets/")}
    assert [name for name in sorted(named) if not (REPOSITORY / name).exists()] == []

"""The committed bundle of CodeMirror is the lock file's, small, with its licences, and kept by browsers."""

import json
import re
from hashlib import sha256

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.app.editor import bundle
from core.app.editor.bundle import FILE
from core.base.settings import REPOSITORY

MADE = json.loads((FILE.parent / "made_of.json").read_text(encoding="utf-8"))
LOCKED = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))["packages"]
MOST_BYTES = 500_000


def digest(name: str) -> str:
    return sha256((FILE.parent / name).read_bytes()).hexdigest()


def test_the_bundle_is_what_was_made_of_the_packages_in_the_lock_file() -> None:
    """After a new version in package.json: `make editor`."""
    assert MADE["bundle"] == digest("codemirror.min.js")
    assert MADE["entry"] == digest("entry.js")
    locked = {name: LOCKED[f"node_modules/{name}"]["integrity"] for name in MADE["packages"]}
    assert MADE["packages"] == locked
    asked = set(LOCKED[""]["devDependencies"])
    assert {name for name in asked if name.startswith(("@codemirror/", "@lezer/"))} <= set(locked)


def test_the_bundle_is_small_and_every_package_in_it_has_its_licence_beside_it() -> None:
    assert FILE.stat().st_size <= MOST_BYTES
    licences = (FILE.parent / "LICENSE.txt").read_text(encoding="utf-8")
    for name in (name for name in MADE["packages"] if name != "esbuild"):
        entry = LOCKED[f"node_modules/{name}"]
        assert entry["license"] == "MIT"
        (text,) = re.findall(
            rf"^{re.escape(name)} {re.escape(entry['version'])}\n\n(.+?)(?=^-{{80}}|\Z)",
            licences,
            re.M | re.S,
        )
        assert "Permission is hereby granted, free of charge" in text
        assert re.search(r"Copyright \(C\) .*Marijn Haverbeke", text)


@pytest.mark.parametrize("home", ["", "tools/sentiscope"])
def test_a_browser_keeps_the_bundle_under_an_address_that_changes_with_it(
    monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.setattr(bundle.st, "get_option", {"server.baseUrlPath": home}.__getitem__)
    client = TestClient(Starlette(routes=[bundle.route()]))
    answer = client.get(f"/{home}/{bundle.address()}" if home else f"/{bundle.address()}")
    assert answer.content == FILE.read_bytes()
    assert answer.headers["content-type"].startswith("text/javascript")  # else a browser runs no module
    assert "immutable" in answer.headers["cache-control"]
    assert MADE["bundle"][:16] in bundle.address()

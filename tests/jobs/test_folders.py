import stat

import pytest

from core.jobs import folders
from tests.jobs.support import raises


def test_ids_are_unguessable() -> None:
    names = {folders.create().name for _ in range(50)}
    assert len(names) == 50
    assert all(len(bytes.fromhex(name)) == 16 for name in names)
    bits = [int(name, 16) for name in names]
    assert all({number >> place & 1 for number in bits} == {0, 1} for place in range(128))  # all are drawn


def test_folders_are_private() -> None:
    for folder in (folders.root(), folders.create()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("text", ["", "..", "../x", "jobs.sqlite3", "A" * 32, "0" * 31, "0" * 32 + "\n"])
def test_a_text_that_is_no_id_leads_nowhere(text: str) -> None:
    with raises("job_unknown"):
        folders.of(text)


def test_size_counts_all_files_below() -> None:
    folder = folders.create()
    (folder / "inner").mkdir()
    (folder / "a").write_bytes(b"12345")
    (folder / "inner" / "b").write_bytes(b"678")
    (folder / "link").symlink_to("/nowhere")
    assert folders.size(folder) == 8 + len("/nowhere")

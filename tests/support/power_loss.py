"""What a loss of power may leave of a folder: operations are recorded, and then replayed only in part.

Two kinds of operation change a disk: a name in a folder appears or goes, a file's content changes. Until the
folder, or the file, has been synchronised, each may have reached the disk or not, whatever was done later; of
a content also a part. From this follow the states that a machine may wake up with. After Pillai et al. 2014,
"All File Systems Are Not Created Equal" (ALICE), and Mohan et al. 2018 (CrashMonkey).

Contents are compared with the disk before each operation that is recorded: so it does not matter which
library wrote them. Only Linux tells the path behind a file's number.
"""

import contextlib
import hashlib
import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

RANDOM_STATES = 2  # of each moment, beside the systematic ones


@dataclass(frozen=True)
class Operation:
    """A name in a folder that appears or goes (`entry` None), or the content of a file.

    `place` is the number of the folder or file, which stays the same under every name; `former` is the name
    in the same folder that goes in the same moment.
    """

    place: int
    name: str = ""
    entry: int | None = None
    content: bytes | None = None
    former: str = ""


@dataclass(frozen=True)
class Synced:
    """The names in this folder, or the content of this file, are on the disk; `call` is what was called."""

    place: int


@dataclass
class Recording:
    """Everything that happened below `root`, in order; `calls` says the same in words, with paths."""

    root: Path
    events: list[Operation | Synced] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    folders: set[int] = field(default_factory=lambda: {0})


class Recorder:
    """Follows a folder through the calls that change or synchronise it."""

    def __init__(self, root: Path, left_out: Callable[[str], bool]) -> None:
        self.recording = Recording(root)
        self._root, self._left_out, self._next = os.path.realpath(root), left_out, 1
        self._numbers: dict[str, int] = {"": 0}  # by path below the root
        self._contents: dict[int, bytes] = {}

    def look(self) -> None:
        """Note what has appeared or changed since, whoever wrote it; nothing that has gone."""
        for parent, folders, files in os.walk(self._root):
            for name in sorted(folders):
                self._found(os.path.join(parent, name), is_folder=True)
            for name in sorted(files):
                self._found(os.path.join(parent, name), is_folder=False)

    def _found(self, path: str, is_folder: bool) -> None:
        below = self._below(path)
        if below is None:
            return
        if below not in self._numbers:
            self._numbers[below] = self._next
            self._next += 1
            if is_folder:
                self.recording.folders.add(self._numbers[below])
            self._name(below, self._numbers[below], "makes")
        number = self._numbers[below]
        if is_folder:
            return
        content = Path(path).read_bytes()
        if self._contents.get(number) != content:
            self._contents[number] = content
            self.recording.events.append(Operation(number, content=content))
            self.recording.calls.append(("writes", below))

    def removed(self, path: str) -> None:
        """A name has gone."""
        below = self._below(path)
        if below is not None and below in self._numbers:
            self._forget(below)
            self._name(below, None, "removes")

    def renamed(self, source: str, target: str) -> None:
        """A name has become another one, whose own file, if there was one, is nameless now."""
        before, after = self._below(source), self._below(target)
        if before is None or after is None or before not in self._numbers:
            return
        moved = {
            after + below[len(before) :]: self._numbers.pop(below)
            for below in list(self._numbers)
            if below == before or below.startswith(f"{before}/")
        }
        self._forget(after)
        self._numbers |= moved
        is_near = os.path.dirname(before) == os.path.dirname(after)
        self._name(after, self._numbers[after], "names", os.path.basename(before) if is_near else "")
        if not is_near:
            self._name(before, None, "removes")

    def synced(self, path: str) -> None:
        """A file's content, or a folder's names, are on the disk."""
        below = self._below(path)
        if below is not None and below in self._numbers:
            self.recording.events.append(Synced(self._numbers[below]))
            self.recording.calls.append(("syncs", below))

    def _name(self, below: str, entry: int | None, call: str, former: str = "") -> None:
        parent, _, name = below.rpartition("/")
        self.recording.events.append(Operation(self._numbers[parent], name, entry, former=former))
        self.recording.calls.append((call, below))

    def _forget(self, below: str) -> None:
        for known in [known for known in self._numbers if known == below or known.startswith(f"{below}/")]:
            del self._numbers[known]

    def _below(self, path: str) -> str | None:
        path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        if path != self._root and not path.startswith(self._root + os.sep):
            return None
        below = path[len(self._root) + 1 :]
        return None if below and self._left_out(below) else below


@contextlib.contextmanager
def recorded(
    root: Path,
    left_out: Callable[[str], bool] = lambda below: below.endswith("lock"),
) -> Iterator[Recording]:
    """Record what happens below a folder while the block runs."""
    recorder = Recorder(root, left_out)

    def watch(name: str, after: Callable[..., None], paths_taken: int) -> None:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:
            recorder.look()
            paths = [_path(argument, options) for argument in arguments[:paths_taken]]
            result = real(*arguments, **options)
            after(*paths)
            recorder.look()
            return result

        patch.setattr(os, name, call)

    patch = pytest.MonkeyPatch()
    for name, after, paths_taken in (
        ("fsync", recorder.synced, 1),
        ("fdatasync", recorder.synced, 1),
        ("unlink", recorder.removed, 1),
        ("remove", recorder.removed, 1),
        ("rmdir", recorder.removed, 1),
        ("rename", recorder.renamed, 2),
        ("replace", recorder.renamed, 2),
        ("mkdir", lambda: None, 0),
    ):
        watch(name, after, paths_taken)
    recorder.look()
    try:
        yield recorder.recording
        recorder.look()
    finally:
        patch.undo()


def _path(argument: Any, options: dict[str, Any]) -> str:
    if isinstance(argument, int):
        return os.readlink(f"/proc/self/fd/{argument}")
    path = os.fspath(argument)
    folder = options.get("dir_fd")
    return os.path.join(os.readlink(f"/proc/self/fd/{folder}") if folder is not None else os.getcwd(), path)


# ---- what may be left


Chosen = dict[int, bytes | None]  # operations that reached the disk, by number; bytes: that much of a content


def states(recording: Recording, moment: int, draw: random.Random) -> Iterator[Chosen]:
    """What may have reached the disk when the power goes after so many events.

    All of it; what was synchronised alone; all but one; one alone of the rest; contents empty or cut in half;
    and a few random choices.
    """
    events = recording.events[:moment]
    sure, loose = _sure_and_loose(events)
    yield dict.fromkeys(sure + loose)
    yield dict.fromkeys(sure)
    for number in loose:
        yield dict.fromkeys([*sure, *(other for other in loose if other != number)])
        yield dict.fromkeys([*sure, number])
        content = getattr(events[number], "content", None)
        if content:
            yield {**dict.fromkeys(sure + loose), number: content[: len(content) // 2]}
            yield {**dict.fromkeys(sure + loose), number: b"\0" * len(content)}
            yield {**dict.fromkeys(sure + loose), number: b""}
    for _ in range(RANDOM_STATES if len(loose) > 2 else 0):
        yield dict.fromkeys([*sure, *(number for number in loose if draw.random() < 0.5)])


def _sure_and_loose(events: Sequence[Operation | Synced]) -> tuple[list[int], list[int]]:
    """The numbers of the operations that are on the disk for sure, and of the others."""
    safe_until: dict[int, int] = {}
    for number, event in enumerate(events):
        if isinstance(event, Synced):
            safe_until[event.place] = number
    operations = [number for number, event in enumerate(events) if isinstance(event, Operation)]
    sure = [number for number in operations if number < safe_until.get(events[number].place, -1)]
    return sure, [number for number in operations if number not in set(sure)]


Tree = dict[str, bytes | None]  # paths below the root; None for a folder


def tree_of(recording: Recording, chosen: Chosen) -> Tree:
    """The folder as it would be found."""
    names: dict[int, dict[str, int]] = {}
    contents: dict[int, bytes] = {}
    for number in sorted(chosen):
        event = recording.events[number]
        assert isinstance(event, Operation)
        if event.content is not None:
            cut = chosen[number]
            contents[event.place] = event.content if cut is None else cut
        elif event.entry is not None:
            names.setdefault(event.place, {}).pop(event.former, None)
            names[event.place][event.name] = event.entry
        else:
            names.get(event.place, {}).pop(event.name, None)
    return dict(_below(0, "", names, contents, recording.folders))


def _below(
    folder: int, path: str, names: dict[int, dict[str, int]], contents: dict[int, bytes], folders: set[int]
) -> Iterator[tuple[str, bytes | None]]:
    for name, entry in names.get(folder, {}).items():
        if entry in folders:
            yield f"{path}{name}", None
            yield from _below(entry, f"{path}{name}/", names, contents, folders)
        else:
            yield f"{path}{name}", contents.get(entry, b"")


def build(tree: Tree, target: Path) -> None:
    """The folder on this disk, in place of what is there."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for path, content in tree.items():
        if content is None:
            (target / path).mkdir()
        else:
            (target / path).write_bytes(content)


def woken(recording: Recording, target: Path, moments: range | None = None, seed: int = 0) -> Iterator[int]:
    """Each different state in turn, built at `target`; the moment is the number of events before it."""
    draw = random.Random(seed)
    seen = set()
    for moment in moments or range(len(recording.events) + 1):
        for chosen in states(recording, moment, draw):
            tree = tree_of(recording, chosen)
            key = hashlib.sha256(repr(sorted(tree.items())).encode()).digest()
            if key not in seen:
                seen.add(key)
                build(tree, target)
                yield moment


# ---- the order of calls


def names_before_contents(recording: Recording) -> list[str]:
    """Files that got another name before their content was on the disk: none, where writing is durable."""
    found, dirty = [], dict[int, str]()
    for event, (_, path) in zip(recording.events, recording.calls, strict=True):
        if isinstance(event, Synced):
            dirty.pop(event.place, None)
        elif event.content is not None:
            dirty[event.place] = path
        elif event.entry in dirty and recording.calls[recording.events.index(event)][0] == "names":
            found.append(path)
    return found


def names_left_unsafe(recording: Recording) -> list[str]:
    """Names given whose folder was never synchronised afterwards."""
    given = [
        (number, path)
        for number, (call, path) in enumerate(recording.calls)
        if call == "names" and isinstance(recording.events[number], Operation)
    ]
    return [
        path
        for number, path in given
        if Synced(recording.events[number].place) not in recording.events[number:]
    ]

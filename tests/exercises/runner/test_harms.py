"""Code that would do harm leaves the app, other checks and the user's files as they are."""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest
import torch

from core.exercises.runner.client import Runner, protections, runner
from core.exercises.runner.confine import PROTECTIONS
from core.exercises.runner.limits import Limits
from tests.exercises.runner.support import SHORT, tried, works

REFUSED = {
    "a new file": ("open('{folder}/new', 'w')", "files"),
    "an old file": ("open('{folder}/canary', 'a')", "files"),
    "a number's file": ("import os; os.open('{folder}/new', os.O_CREAT | os.O_WRONLY)", "files"),
    "a path": ("import pathlib; pathlib.Path('{folder}/canary').write_text('gone')", "files"),
    "removing": ("import os; os.remove('{folder}/canary')", "files"),
    "removing a tree": ("import shutil; shutil.rmtree('{folder}')", "files"),
    "renaming": ("import os; os.rename('{folder}/canary', '{folder}/other')", "files"),
    "taking over": ("import os; open('mine', 'w').close(); os.replace('mine', '{folder}/canary')", "files"),
    "a link": ("import os; os.symlink('{folder}/canary', '{folder}/link')", "files"),
    "through a link": ("import os; os.symlink('{folder}', 'link')\n    open('link/new', 'w')", "files"),
    "in a folder": (
        "import os; os.unlink('canary', dir_fd=os.open('{folder}', os.O_RDONLY))",
        "files",
    ),
    "a folder": ("import os; os.mkdir('{folder}/new')", "files"),
    "rights": ("import os; os.chmod('{folder}/canary', 0)", "files"),
    "cutting": ("import os; os.truncate('{folder}/canary', 0)", "files"),
    "fork": ("import os\n    while True: os.fork()", "processes"),
    "a shell": ("import os; os.system('touch {folder}/new')", "processes"),
    "a command": ("import subprocess; subprocess.run(['touch', '{folder}/new'])", "processes"),
    "another program": ("import os; os.execv('/bin/touch', ['touch', '{folder}/new'])", "processes"),
    "a process pool": ("import multiprocessing; multiprocessing.Process(target=print).start()", "processes"),
    "its limits": ("import resource; resource.setrlimit(resource.RLIMIT_CPU, (99, 99))", "processes"),
    "killing": ("import os; os.kill(-1, 9)", "processes"),
    "killing the app": ("import os; os.kill({app}, 9)", "processes"),
    "a socket": ("import socket; socket.create_connection(('127.0.0.1', 80))", "network"),
    "a page": ("import urllib.request; urllib.request.urlopen('http://127.0.0.1')", "network"),
    "native code": ("import ctypes; ctypes.CDLL(None).kill({app}, 9)", "native"),
}
# Code of libraries is not seen by the audit hook: the system itself refuses.
BEHIND_PYTHON = {
    "torch's writer": "torch.save(x, '{folder}/new')",
    "torch's mapping": "torch.from_file('{folder}/canary', shared=True, size=1, dtype=torch.uint8).zero_()",
}


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A folder of the user's."""
    (tmp_path / "canary").write_text("alive")
    return tmp_path


def is_unharmed(folder: Path) -> bool:
    return [file.name for file in folder.iterdir()] == ["canary"] and (
        folder / "canary"
    ).read_text() == "alive"


def body(code: str, folder: Path) -> str:
    return "def f(x):\n    " + code.format(folder=folder, app=os.getpid()) + "\n    return x"


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_check_may_not_do_is_refused_by_name(what: str, canary: Path) -> None:
    code, kind = REFUSED[what]
    outcome = tried(body(code, canary))
    assert outcome.problem.get("problem") == "refused", outcome
    assert outcome.problem["of"] == kind
    assert outcome.problem["line"] in (2, 3)
    assert is_unharmed(canary)
    assert works()


@pytest.mark.skipif(not protections()["landlock"], reason="this system has no Landlock")
@pytest.mark.parametrize("what", BEHIND_PYTHON)
def test_what_python_does_not_see_is_refused_by_the_system(what: str, canary: Path) -> None:
    outcome = tried(body(BEHIND_PYTHON[what], canary))
    assert outcome.problem.get("problem") == "error", outcome
    assert is_unharmed(canary)


@pytest.mark.parametrize("what", ["torch's writer", "a path"])
def test_catching_the_refusal_changes_nothing(what: str, canary: Path) -> None:
    code = {**BEHIND_PYTHON, **{name: text for name, (text, _) in REFUSED.items()}}[what]
    lines = ("try:", f"    {code.format(folder=canary)}", "except BaseException:", "    pass", "return 2 * x")
    text = "\n    ".join(("def f(x):", *lines))
    assert tried(text).result.tolist() == [2, 2]
    assert is_unharmed(canary)


def test_files_of_its_own_are_written_and_gone_afterwards() -> None:
    text = "import os\ndef f(x):\n    open('a', 'w').write('b')\n    return os.getcwd() + open('a').read()"
    result = tried(text).result
    assert result.endswith("b")
    assert not Path(result[:-1]).exists()


def test_its_home_and_temporary_folder_are_its_own() -> None:
    text = (
        "import os, tempfile, pathlib\ndef f(x):\n"
        "    with tempfile.NamedTemporaryFile() as file:\n        file.write(b'a')\n"
        "    return [str(pathlib.Path.home()), tempfile.gettempdir(), os.getcwd()]"
    )
    assert len(set(tried(text).result)) == 1


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("torch.empty(2_500_000_000).fill_(1)", "memory"),
        ("bytearray(10_000_000_000)", "memory"),
        ("open('a', 'wb').write(bytes(30_000_000))", "error"),
        ("[open(f'{{n}}', 'w') for n in range(1000)]", "error"),
        ("f(x)", "recursion"),
    ],
)
def test_too_much_of_something_is_an_error(code: str, problem: str) -> None:
    assert tried(body(code, Path())).problem["problem"] == problem
    assert works()


@pytest.mark.skipif(not protections()["namespaces"], reason="this system has no namespaces")
def test_many_files_fill_no_disk() -> None:
    text = "def f(x):\n    for n in range(1000):\n        open(str(n), 'wb').write(bytes(10_000_000))"
    outcome = tried(text)
    assert "No space left" in outcome.problem["message"]


@pytest.mark.parametrize(("code", "exit_code"), [("os._exit(3)", 3), ("os._exit(0)", 0)])
def test_a_process_that_ends_itself_is_told_with_its_code(code: str, exit_code: int) -> None:
    outcome = tried(f"import os\ndef f(x):\n    {code}")
    assert (outcome.stopped, outcome.code) == ("ended", exit_code)
    assert works()


def test_a_crash_is_told_as_a_signal() -> None:
    outcome = tried("import os\ndef f(x):\n    os.abort()")
    assert outcome.stopped == "ended"
    assert outcome.code is not None
    assert outcome.code < 0
    assert works()


def test_a_closed_channel_is_no_result() -> None:
    assert tried("import os\ndef f(x):\n    os.closerange(3, 100)").stopped == "ended"
    assert works()


def test_a_forged_answer_is_no_result() -> None:
    """The child's file numbers are within reach of its code: garbage on them is told as such."""
    lines = (
        "for n in range(3, 64):",
        "    try: os.write(n, b'x' * 99)",
        "    except OSError: pass",
        "return x",
    )
    text = "import os\n" + "\n    ".join(("def f(x):", *lines))
    assert tried(text).stopped in ("garbled", "ended")
    assert works()


@pytest.mark.parametrize(
    "code",
    [
        "torch.ones = None",
        "import builtins; builtins.len = None",
        "import sys; sys.modules.clear()",
        "import sys; sys.settrace(lambda *_: 1 / 0)",
        "import sys; sys.stdout = None",
        "globals().clear()",
        "torch.set_default_dtype(torch.float64)",
        "torch.set_num_threads(64)",
        "import gc; gc.disable()",
    ],
)
def test_what_it_does_to_its_own_process_ends_with_it(code: str) -> None:
    tried(body(code, Path()))
    assert works()
    assert torch.get_default_dtype() == torch.float32


ENDLESS = {
    "a loop": "while True: pass",
    "a loop at the top": None,
    "printing": "while True: print('again')",
    "sleeping": "import time; time.sleep(1000)",
    "threads": "import threading\n    for _ in range(5):\n"
    "        threading.Thread(target=sum, args=(iter(int, 1),)).start()\n    while True: pass",
    "a loop that catches all": "\n    while True:\n        try:\n            while True: pass\n"
    "        except BaseException: pass",
    "a loop in torch": "y = torch.ones(3000, 3000)\n    while True: y = y @ y",
    "a timer": "import signal, time\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    time.sleep(1000)",
}


@pytest.mark.whole
@pytest.mark.parametrize("what", ENDLESS)
def test_what_never_ends_is_ended(what: str) -> None:
    code = ENDLESS[what]
    text = f"def f(x):\n    {code}" if code else "while True: pass\ndef f(x): return x"
    outcome = tried(text)
    assert outcome.stopped == "time"
    assert len(outcome.printed.encode()) <= SHORT.printed
    assert outcome.cut == (what == "printing")
    assert works()


@pytest.mark.whole
def test_no_process_is_left_and_others_are_not_disturbed(canary: Path) -> None:
    """Checks that never end run beside one that is right; afterwards the warm process stands alone."""
    own = Runner()
    results = []
    bad = [
        threading.Thread(target=lambda code=code: tried(f"import os\ndef f(x):\n    {code}", by=own))
        for code in ("while True: pass", "while True: print(1)")
    ]
    for thread in bad:
        thread.start()
    for _ in range(5):
        results.append(works(own))
    for thread in bad:
        thread.join()
    assert results == [True] * 5
    assert own.process is not None
    assert psutil.Process(own.process).children(recursive=True) == []
    assert is_unharmed(canary)
    own.stop()


@pytest.mark.whole
@pytest.mark.skipif(not protections()["namespaces"], reason="this system has no namespaces")
def test_a_process_that_gets_past_the_hook_ends_with_the_check() -> None:
    """A fork that the hook does not see: the namespace of processes ends it."""
    text = (
        "import _posixsubprocess as p, sys, time\ndef f(x):\n"
        "    command = [sys.executable.encode(), b'-c', b'import time; time.sleep(77)']\n"
        "    others = (None, None, -1, -1, -1, -1, -1, -1, 3, 3, False, True, -1)\n"
        "    p.fork_exec(command, [command[0]], True, (), *others, None, None, None, -1, None, False)\n"
        "    time.sleep(99)"
    )
    outcome = tried(text)
    assert outcome.stopped == "time", outcome
    assert works()
    alive = [process for process in psutil.process_iter(["status", "cmdline"]) if process.info["cmdline"]]
    assert [process for process in alive if "time.sleep(77)" in process.info["cmdline"][-1]] == []


def test_each_protection_is_told() -> None:
    held = protections()
    assert tuple(held) == PROTECTIONS
    assert held["audit"]
    if sys.platform == "linux":
        assert held["processor"]
        assert held["memory"]
        assert held["files"]


def test_nothing_of_a_check_is_left_among_the_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told = tried("import os\ndef f(x):\n    open('a', 'w').write('b')\n    return os.getcwd()")
    assert told.result.startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_time_is_the_learner_s_and_does_not_begin_before_the_code() -> None:
    with runner().check(Limits(seconds=2)) as check:
        assert check.session.left <= 2
        time.sleep(0.1)
        assert check.session.left <= 1.9

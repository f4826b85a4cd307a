"""Landlock, Linux's way by which a process gives up rights for good: files, network, signals.

Source: Linux, Documentation/userspace-api/landlock.rst; the numbers are those of its headers.
"""

import ctypes
import os
import struct
import sys
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
VERSION = 1 << 0
PATH_BENEATH = 1
NO_NEW_PRIVILEGES = 38

EXECUTE, WRITE_FILE, REMOVE_DIR, REMOVE_FILE = 1 << 0, 1 << 1, 1 << 4, 1 << 5
MAKE = sum(1 << bit for bit in range(6, 13))  # character devices … symbolic links
REFER, TRUNCATE, DEVICE_CONTROL = 1 << 13, 1 << 14, 1 << 15
BIND_TCP, CONNECT_TCP = 1 << 0, 1 << 1
SCOPE_SOCKETS, SCOPE_SIGNALS = 1 << 0, 1 << 1


def version() -> int:
    """The version of Landlock that runs here; 0 where there is none."""
    if sys.platform != "linux":  # where the same number would be another call
        return 0
    found = ctypes.CDLL(None, use_errno=True).syscall(CREATE_RULESET, None, 0, VERSION)
    return max(0, int(found))


def restrict(folder: Path) -> bool:
    """Reading stays; changes are for `folder` alone, nothing is executed, no TCP, no signal to others.

    False where the system has no Landlock, or refuses. Newer versions can more.
    """
    found = version()
    if not found:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    changes = WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE
    changes |= (REFER if found >= 2 else 0) | (TRUNCATE if found >= 3 else 0)
    files = changes | EXECUTE | (DEVICE_CONTROL if found >= 5 else 0)
    network = BIND_TCP | CONNECT_TCP if found >= 4 else 0
    scopes = SCOPE_SOCKETS | SCOPE_SIGNALS if found >= 6 else 0
    fields = [files, *([network] if found >= 4 else []), *([scopes] if found >= 6 else [])]
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = libc.syscall(CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for path, rights in ((folder, changes), (Path(os.devnull), WRITE_FILE)):
            _allow(libc, rules, path, rights)
        if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            return False
        return bool(libc.syscall(RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    number = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, number), 0)
    finally:
        os.close(number)

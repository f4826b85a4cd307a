"""Namespaces of Linux: no network, no sight of other processes, a folder in memory of bounded size."""

import ctypes
import os
from pathlib import Path

NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PROCESSES, NEW_NETWORK = (
    0x00020000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
NOTHING_SPECIAL = 0x2 | 0x4 | 0x8  # no set-uid, no devices, nothing executed


def leave() -> bool:
    """Put this process into new namespaces, and its next child as first process into one of processes.

    False where the system has none or does not let us, which `possible` tells beforehand.
    """
    if not os.path.exists("/proc/self/ns/user"):
        return False
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_USER | NEW_NETWORK | NEW_PROCESSES | NEW_IPC | NEW_MOUNTS):
        return False
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        return False
    return True


def possible() -> bool:
    """Whether `leave` works here, tried in a process of its own."""
    if not hasattr(os, "fork"):
        return False
    process = os.fork()
    if not process:
        os._exit(0 if leave() else 1)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status) == 0


def hold_in_memory(folder: Path, size: int) -> bool:
    """Lay a file system of `size` bytes over a folder, for this namespace only; it goes with the process."""
    options = f"size={size},nr_inodes=1000,mode=700".encode()
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.mount(b"none", os.fsencode(folder), b"tmpfs", NOTHING_SPECIAL, options) == 0)

"""What the machine has that a network could ask for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
"""Where Linux says how much memory a container may take."""


def machine_memory() -> int:
    """Bytes of memory that this machine, or the container that it is, has; 0 where it does not say."""
    found = _physical_memory()
    try:
        limit = CGROUP_LIMIT.read_text("ascii").strip()
    except OSError:
        return found
    return min(found, int(limit)) if limit.isdecimal() and found else found


def _physical_memory() -> int:
    if sys.platform == "win32":
        import ctypes

        class Status(ctypes.Structure):
            _fields_ = [
                ("length", ctypes.c_ulong),
                ("load", ctypes.c_ulong),
                ("physical", ctypes.c_ulonglong),
                ("rest", ctypes.c_ulonglong * 6),
            ]

        status = Status(ctypes.sizeof(Status))
        return (
            int(status.physical) if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else 0
        )
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0

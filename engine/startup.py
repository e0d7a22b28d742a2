"""How long this process has been running: what `neuroloom --startup-time` tells."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_IMPORTED = time.time()


def seconds_since_start() -> float:
    """Seconds since the system made this process, so that the start of Python itself counts.

    From /proc on Linux (in steps of 10 ms) and from the kernel on Windows; elsewhere since this module was imported.
    """
    if sys.platform == "win32":
        return time.time() - _created_on_windows()
    try:
        return time.clock_gettime(time.CLOCK_BOOTTIME) - _started_after_boot()
    except (AttributeError, OSError, ValueError, IndexError):
        return time.time() - _IMPORTED


def _started_after_boot() -> float:
    """Field 22 of /proc/self/stat (see proc(5)): the start of this process in clock ticks after boot, in seconds."""
    # The second field is the program's name in brackets, which may itself hold brackets and spaces.
    fields = Path("/proc/self/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


if sys.platform == "win32":

    def _created_on_windows() -> float:
        """The time at which this process was made, in seconds after 1970."""
        import ctypes

        times = (ctypes.c_uint64 * 4)()
        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        size = ctypes.sizeof(ctypes.c_uint64)
        pointers = [ctypes.c_void_p(ctypes.addressof(times) + place * size) for place in range(4)]
        if not kernel.GetProcessTimes(ctypes.c_void_p(kernel.GetCurrentProcess()), *pointers):
            return _IMPORTED
        # Windows counts steps of 100 ns since 1601.
        return times[0] / 1e7 - 11_644_473_600.0

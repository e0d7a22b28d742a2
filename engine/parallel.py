"""Work on several cores: parts of one operation run by a small team of threads, with numpy's BLAS kept to one thread.

numpy lets go of Python's lock inside matrix products and inside operations on more than some hundred numbers, so
parts over large arrays really run side by side. How the work is cut is decided by its data alone, never by the
number of threads: a run gives the same bits with one thread or with several. Nothing here knows a network.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Call = Callable[[], Any]

VARIABLE = "NEUROLOOM_THREADS"
"""The environment variable that says how many threads to use."""
PARTS = 2
"""Into how many parts work is cut, on every machine: more threads than this have nothing to do."""
LOOK_AROUND_SECONDS = 1.0
"""How often a thread without work looks whether the program has ended."""


def threads() -> int:
    """How many threads work on a step: as told, else as many as BLAS would use, at most PARTS."""
    return _chosen or _usual_threads()


def set_threads(count: int | None) -> None:
    """Use so many threads from the next `working` on; None is the usual number again."""
    global _chosen
    _chosen = None if count is None else max(1, count)


def shares(count: int, least: int = 1) -> tuple[slice, ...]:
    """`range(count)` cut into PARTS nearly equal slices; into fewer where one would be shorter than `least`."""
    parts = max(1, min(PARTS, count // max(1, least)))
    edges = [count * part // parts for part in range(parts + 1)]
    return tuple(slice(start, stop) for start, stop in itertools.pairwise(edges))


def chain(operations: Sequence[Call]) -> Call:
    """One operation that runs these in order."""
    operations = tuple(operations)
    if len(operations) == 1:
        return operations[0]

    def run() -> None:
        for operation in operations:
            operation()

    return _made_of(operations, run)


def pieces(operation: Call) -> Sequence[Call]:
    """What a chain or a split consists of; nothing for any other operation."""
    found: Sequence[Call] = getattr(operation, "pieces", ())
    return found


def split(parts: Sequence[Call]) -> Call:
    """One operation that runs all `parts`: side by side inside `working`, where there are threads; else in order.

    No part may read or write what another writes. It returns when all have ended, and raises what the first of them
    in order raised. Handing over costs 15 to 30 microseconds, so a part should take a hundred or more.
    Floating-point trouble in a part is never a warning: whoever wants to know looks at the numbers.
    """
    parts = tuple(parts)
    if len(parts) == 1:
        return parts[0]
    in_order = chain(parts)

    def run() -> None:
        team = _team
        if team is None or not team.free.acquire(blocking=False):
            with np.errstate(all="ignore"):
                in_order()
            return
        try:
            team.run(parts)
        finally:
            team.free.release()

    return _made_of(parts, run)


class working(contextlib.ContextDecorator):  # noqa: N801 - it is used like a function
    """Keep BLAS at one thread, and let `split` use the others, until the end of the block or the function.

    Several may overlap, in several threads: the first one in begins and the last one out ends it. The threads start
    when the first part is handed over. One inside another costs less than a microsecond.
    """

    def __enter__(self) -> None:
        global _team, _workings
        with _guard:
            _workings += 1
            if _workings == 1:
                _team = _Team(threads() - 1) if threads() > 1 else None
                _blas_before[:] = [blas.get_num_threads() for blas in _blas()]
                _set_blas([1] * len(_blas_before))

    def __exit__(self, *error: object) -> None:
        global _team, _workings
        with _guard:
            _workings -= 1
            if _workings == 0:
                team, _team = _team, None
                if team is not None:
                    team.end()
                _set_blas(_blas_before)


def _made_of(parts: Sequence[Call], run: Call) -> Call:
    vars(run)["pieces"] = parts
    return run


class _Helper:
    """One thread that runs a part when it is told to. `error` is what the part raised."""

    def __init__(self, number: int) -> None:
        self.parts: Sequence[Call] = ()
        self.error: BaseException | None = None
        # Taken by who waits, let go by who tells: a plain lock is the cheapest way to wake a thread.
        self._go, self._done = threading.Lock(), threading.Lock()
        self._go.acquire()
        self._done.acquire()
        self._ending = False
        self._thread = threading.Thread(target=self._serve, name=f"part {number}")
        self._thread.start()

    @property
    def id(self) -> int:
        """The system's number of the thread."""
        return self._thread.native_id or 0

    def begin(self, parts: Sequence[Call]) -> None:
        self.parts, self.error = parts, None
        self._go.release()

    def wait(self) -> None:
        self._done.acquire()

    def end(self) -> None:
        self._ending = True
        self._go.release()
        self._thread.join()

    def _serve(self) -> None:
        with np.errstate(all="ignore"):
            while True:
                # A run that nobody ends must not keep the program from ending.
                while not self._go.acquire(timeout=LOOK_AROUND_SECONDS):
                    if not threading.main_thread().is_alive():
                        return
                if self._ending:
                    return
                try:
                    for part in self.parts:
                        part()
                except BaseException as error:
                    self.error = error
                self._done.release()


class _Team:
    """The helpers of one `working`. Who takes `free` may hand out work.

    On a machine with no more cores than the team has threads, the helpers and the thread that they first worked for
    keep to a core each. Linux otherwise often wakes a thread on the core of the one that woke it, although another
    core has nothing more urgent to do: two parts then take as long as one after the other.
    """

    def __init__(self, helpers: int) -> None:
        self.free = threading.Lock()
        self._count = helpers
        self._helpers: list[_Helper] = []
        self._before: tuple[int, set[int]] | None = None

    def run(self, parts: Sequence[Call]) -> None:
        """Every part, the first on the caller's own thread."""
        if not self._helpers:
            self._helpers = [_Helper(number) for number in range(1, self._count + 1)]
            self._keep_apart()
        stride = self._count + 1
        helpers = self._helpers[: len(parts) - 1]
        for number, helper in enumerate(helpers, 1):
            helper.begin(parts[number::stride])
        try:
            with np.errstate(all="ignore"):
                for part in parts[::stride]:
                    part()
        finally:
            for helper in helpers:
                helper.wait()
        for helper in helpers:
            if helper.error is not None:
                raise helper.error

    def end(self) -> None:
        """Let the threads end, after what they do."""
        with self.free:
            for helper in self._helpers:
                helper.end()
            self._helpers = []
            if self._before is not None:
                _keep_to(*self._before)

    def _keep_apart(self) -> None:
        if not hasattr(os, "sched_setaffinity"):
            return
        caller, cores = threading.get_native_id(), os.sched_getaffinity(0)
        if len(cores) == self._count + 1:
            self._before = caller, cores
            for thread, core in zip(
                (caller, *(each.id for each in self._helpers)), sorted(cores), strict=True
            ):
                _keep_to(thread, {core})


def _keep_to(thread: int, cores: set[int]) -> None:
    """Let a thread run on these cores only. It may have ended, or the system may forbid it: then nothing is lost."""
    with contextlib.suppress(OSError):
        os.sched_setaffinity(thread, cores)


@functools.cache
def _blas() -> list[Any]:
    """What sets the number of threads of the BLAS libraries that are loaded; empty for those that are not known."""
    from threadpoolctl import ThreadpoolController

    return list(ThreadpoolController().select(user_api="blas").lib_controllers)


def _set_blas(counts: Sequence[int]) -> None:
    for blas, count in zip(_blas(), counts, strict=False):
        blas.set_num_threads(count)


@functools.cache
def _usual_threads() -> int:
    asked = os.environ.get(VARIABLE, "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    counts = [int(blas.get_num_threads()) for blas in _blas()]
    return min(PARTS, max(counts, default=os.cpu_count() or 1))


_chosen: int | None = None
_guard = threading.Lock()
_workings = 0
_team: _Team | None = None
_blas_before: list[int] = []

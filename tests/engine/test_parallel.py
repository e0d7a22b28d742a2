"""Parts of one operation: all run, side by side where there are threads, with the same bits in any case."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from engine import parallel
from engine.parallel import PARTS, chain, set_threads, shares, split, threads, working


@pytest.fixture(autouse=True)
def usual_threads() -> Iterator[None]:
    yield
    set_threads(None)


def names(into: list[str]) -> Callable[[], None]:
    return lambda: into.append(threading.current_thread().name)


def test_the_number_of_threads_is_the_usual_one_unless_told() -> None:
    usual = threads()
    assert 1 <= usual <= PARTS
    set_threads(5)
    assert threads() == 5
    set_threads(None)
    assert threads() == usual


@pytest.mark.parametrize(("asked", "found"), [("1", 1), ("3", 3), ("", None), ("0", None), ("many", None)])
def test_the_environment_may_say_how_many(
    monkeypatch: pytest.MonkeyPatch, asked: str, found: int | None
) -> None:
    monkeypatch.setenv("NEUROLOOM_THREADS", asked)
    usual = parallel._usual_threads.__wrapped__()
    assert usual == found or (found is None and 1 <= usual <= PARTS)


@pytest.mark.parametrize("count", [0, 1, 2, 7, 256])
def test_shares_cover_everything_once_and_in_order(count: int) -> None:
    cut = shares(count)
    assert [place for share in cut for place in range(count)[share]] == list(range(count))
    assert len(cut) <= PARTS


def test_shares_are_not_shorter_than_asked() -> None:
    assert shares(99, least=50) == (slice(0, 99),)
    assert shares(100, least=50) == (slice(0, 50), slice(50, 100))


def test_a_chain_runs_in_order() -> None:
    done: list[int] = []
    chain([lambda: done.append(1), lambda: done.append(2)])()
    assert done == [1, 2]


def test_parts_run_in_order_where_nothing_else_is_asked_for() -> None:
    set_threads(2)
    where: list[str] = []
    split([names(where), names(where)])()
    assert where == ["MainThread", "MainThread"]


@pytest.mark.parametrize(("count", "parts"), [(2, 2), (2, 5), (3, 3), (4, 2)])
def test_every_part_runs_once_on_its_thread(count: int, parts: int) -> None:
    set_threads(count)
    where = [""] * parts

    def note(part: int) -> None:
        where[part] += threading.current_thread().name

    operation = split([lambda part=part: note(part) for part in range(parts)])
    with working():
        operation()
    expected = ["MainThread", *(f"part {number}" for number in range(1, count))]
    assert where == [expected[part % count] for part in range(parts)]


def test_parts_run_at_the_same_time() -> None:
    set_threads(2)
    meeting = threading.Barrier(2, timeout=10)
    with working():
        split([meeting.wait, meeting.wait])()


def test_no_thread_starts_before_there_is_a_part_and_none_is_left() -> None:
    set_threads(2)
    before = threading.active_count()
    with working():
        assert threading.active_count() == before
        split([int, int])()
        split([int, int])()
        assert threading.active_count() == before + 1
    assert threading.active_count() == before


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not tell cores")
def test_threads_keep_to_a_core_each_where_there_are_no_more_cores() -> None:
    before = os.sched_getaffinity(0)
    if len(before) < 2:
        pytest.skip("there is one core only")
    seen: list[set[int]] = []
    note = split([lambda: seen.append(os.sched_getaffinity(0))] * len(before))
    set_threads(len(before))
    with working():
        note()
        seen.clear()
        note()
    assert sorted(seen, key=min) == [{core} for core in sorted(before)]
    assert os.sched_getaffinity(0) == before


def test_one_thread_needs_no_other() -> None:
    set_threads(1)
    before = threading.active_count()
    with working():
        split([int, int])()
        assert threading.active_count() == before


def test_what_a_part_raises_is_raised_and_the_next_operation_works() -> None:
    set_threads(2)
    done: list[int] = []

    def fail() -> None:
        raise ValueError("This part cannot.")

    with working():
        for parts in ([fail, int], [int, fail], [fail, fail]):
            with pytest.raises(ValueError, match="cannot"):
                split(parts)()
        split([lambda: done.append(1), int])()
    assert done == [1]


def test_a_split_within_a_split_runs_in_order() -> None:
    set_threads(2)
    done: list[int] = []
    inner = split([lambda: done.append(1), lambda: done.append(2)])
    with working():
        split([inner, int])()
    assert done == [1, 2]


def test_infinite_numbers_in_a_part_are_no_warning() -> None:
    set_threads(2)
    largest, out = np.full(2, np.finfo(np.float32).max), np.zeros((2, 2), np.float32)
    parts = split(
        [lambda: np.multiply(largest, largest, out[0]), lambda: np.multiply(largest, largest, out[1])]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parts()
        with working():
            parts()
    assert np.isinf(out).all()


def test_blas_keeps_to_one_thread_inside_and_has_its_own_number_afterwards() -> None:
    libraries = parallel._blas()
    before = [library.get_num_threads() for library in libraries]
    for library in libraries:
        library.set_num_threads(2)
    try:
        with working(), working():
            assert {library.get_num_threads() for library in libraries} <= {1}
        assert {library.get_num_threads() for library in libraries} <= {2}
    finally:
        for library, count in zip(libraries, before, strict=True):
            library.set_num_threads(count)


def test_the_bits_are_the_same_with_one_thread_and_with_two() -> None:
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(97, 300)).astype(np.float32), rng.normal(size=(300, 129)).astype(np.float32)
    y = np.empty((97, 129), np.float32)
    product = split([lambda rows=rows: np.dot(x[rows], w, y[rows]) for rows in shares(97)])
    found = []
    for count in (1, 2):
        set_threads(count)
        with working():
            product()
        found.append(y.tobytes())
    assert found[0] == found[1]


def test_a_run_that_nobody_ends_does_not_keep_the_program_alive() -> None:
    program = "\n".join(
        (
            "from engine.parallel import set_threads, split, working",
            "set_threads(2)",
            "left_open = working()",
            "left_open.__enter__()",
            "split([int, int])()",
        )
    )
    ended = subprocess.run([sys.executable, "-c", program], timeout=30, check=False)
    assert ended.returncode == 0

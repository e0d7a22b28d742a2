"""A run gives the same bits for a seed: once more, in another process, and whatever threads there are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.halves import suits
from engine.parallel import set_threads
from tests.engine.training.digests import BATCH, analysis, digest, digests, networks

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def here() -> Iterator[dict[str, str]]:
    """What comes out in this process, with two threads."""
    set_threads(2)
    yield digests()
    set_threads(None)


@pytest.mark.parametrize("name", list(networks()))
def test_once_more(here: dict[str, str], name: str) -> None:
    assert digest(*networks()[name]) == here[name]


def test_one_is_computed_in_halves() -> None:
    shape, layers = networks()["halves"]
    assert suits(analysis(shape, layers), BATCH)


def test_networks_differ(here: dict[str, str]) -> None:
    assert len(set(here.values())) == len(here)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("blas", [1, 2])
def test_in_another_process(here: dict[str, str], threads: int, blas: int) -> None:
    environment = {**os.environ, "NEUROLOOM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(blas)}
    run = subprocess.run(
        [sys.executable, "-m", "tests.engine.training.digests"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == here

"""neuroloom generate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.data.generators import GENERATORS
from engine.data.table import read

Command = Callable[..., Any]


@pytest.mark.parametrize("kind", sorted(GENERATORS))
def test_a_table_is_made_up_and_can_be_learned_from(run: Command, tmp_path: Path, kind: str) -> None:
    done = run("generate", kind, "--rows", 60, "-o", tmp_path / "a.csv")
    assert done.code == 0
    assert read(tmp_path / "a.csv").rows == 60
    target = GENERATORS[kind].target
    assert f"--target {target}" in done.out
    assert run("new", "--data", tmp_path / "a.csv", "--target", target, "-o", tmp_path / "a.loom").code == 0


def test_what_cannot_be_made_is_refused(run: Command, tmp_path: Path) -> None:
    done = run("generate", "cubes", "-o", tmp_path / "a.csv")
    assert done.code == 1
    assert "circles" in done.err
    assert run("generate", "moons", "--noise", 7, "-o", tmp_path / "a.csv").code == 1
    assert run("generate", "moons", "-o", tmp_path / "a.csv").code == 0
    assert run("generate", "moons", "-o", tmp_path / "a.csv").code == 1
    assert run("generate", "moons", "-o", tmp_path / "a.csv", "--force").code == 0

"""Tables for the tests of the data room."""

from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from engine.data.table import Table, read


@pytest.fixture
def csv(tmp_path: Path) -> Callable[..., Path]:
    """Writes bytes or a text to a file and gives its path."""

    def write(content: str | bytes, encoding: str = "utf-8", name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture(scope="session")
def penguins() -> Table:
    """The bundled penguins."""
    with as_file(files("resources") / "data" / "penguins.csv") as path:
        return read(path)


@pytest.fixture(scope="session")
def mixed() -> Table:
    """Sixty rows: two numbers with gaps, a category, a yes/no, and a target of three classes."""
    random = np.random.default_rng(3)
    size = [None if row % 13 == 5 else float(value) for row, value in enumerate(random.normal(50, 9, 60))]
    return Table.from_columns(
        {
            "size": size,
            "weight": random.integers(1, 90, 60),
            "colour": random.choice(["red", "green", "blue"], 60),
            "wild": random.choice(["yes", "no"], 60),
            "species": random.choice(["ant", "bee", "cat"], 60),
        }
    )

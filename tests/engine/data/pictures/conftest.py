"""A table of eight rows, small enough to count by hand; the last two are to test."""

import numpy as np
import pytest

from engine.data.pictures.view import View
from engine.data.recipe import propose
from engine.data.split import Parts
from engine.data.table import Table

TABLE = Table.from_columns(
    {
        "size": [1.0, 2.0, 2.0, 4.0, None, 3.0, 9.0, 9.0],
        "mass": [2.0, 4.0, 4.0, 8.0, 1.0, 6.0, -9.0, -9.0],
        "day": [f"2024-01-0{day}" for day in (3, 1, 2, 4, 5, 6, 7, 8)],
        "place": ["north", "south", "north", None, "south", "north", "west", "west"],
        "kind": ["a", "b", "a", "b", "b", "a", "c", "c"],
    }
)
PARTS = Parts(np.array([0, 1, 2]), np.array([3, 5]), np.array([6, 7]))


@pytest.fixture
def view():
    return View.of(TABLE, propose(TABLE).with_role("kind", "target"), PARTS)

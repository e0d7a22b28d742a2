import numpy as np
import pytest

from engine.data.kinds.number import Number
from engine.data.pixels import grid_again, grid_of
from engine.data.profile import profiles
from engine.data.recipe import propose
from engine.data.table import Table


def table_of(names: list[str], most: int = 16) -> Table:
    rng = np.random.default_rng(3)
    columns = {name: rng.integers(0, most + 1, 20) for name in names}
    columns[names[0]] = np.zeros(20, np.int64)
    return Table.from_columns({"label": [0, 1] * 10, **columns})


@pytest.mark.parametrize(
    ("names", "shape"),
    [
        ([f"pixel{number}" for number in range(64)], (8, 8, 1)),
        ([f"{row}x{column}" for row in range(1, 9) for column in range(1, 9)], (8, 8, 1)),
        ([f"pixel_{row}_{column}" for row in range(8) for column in range(8)], (8, 8, 1)),
        ([str(number) for number in range(784)], (28, 28, 1)),
        ([f"p {number}" for number in range(3 * 49)], (7, 7, 3)),
    ],
)
def test_columns_that_are_pixels(names: list[str], shape: tuple[int, int, int]) -> None:
    grid = grid_of(profiles(table_of(names)))
    assert grid is not None
    assert (grid.shape, grid.columns) == (shape, tuple(names))
    assert grid.white <= 16
    assert grid_again(names, 16.0) is not None


@pytest.mark.parametrize(
    "names",
    [
        [f"x{number}" for number in range(60)],
        [f"x{number}" for number in range(36)],
        [f"{'abcdefgh'[number % 8]}{number}" for number in range(64)],
    ],
)
def test_columns_that_are_none(names: list[str]) -> None:
    assert grid_of(profiles(table_of(names))) is None


def test_numbers_beyond_a_byte_are_no_pixels() -> None:
    assert grid_of(profiles(table_of([f"pixel{number}" for number in range(64)], most=9000))) is None


def test_pixels_stay_together_and_as_they_are() -> None:
    names = [f"pixel{number}" for number in range(64)]
    recipe = propose(table_of(names))
    assert {recipe.column(name).kind for name in names} == {Number(scaling="none", missing="zero")}
    assert recipe.target is not None
    assert recipe.target.name == "label"

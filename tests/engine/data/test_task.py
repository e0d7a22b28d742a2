import pytest

from engine.data.kinds.base import ColumnKind
from engine.data.kinds.category import Category
from engine.data.kinds.number import Number
from engine.data.kinds.yes_no import YesNo
from engine.data.profile import profiles
from engine.data.recipe import Column, Recipe
from engine.data.table import Table
from engine.data.task import target_width, task_of


def asked(cells: list[object], kind: ColumnKind) -> tuple[str | None, int]:
    table = Table.from_columns({"y": cells})
    recipe = Recipe(columns=(Column("y", kind, "target"),))
    found = profiles(table)
    return task_of(recipe, found), target_width(recipe, found)


@pytest.mark.parametrize(
    ("cells", "kind", "task", "width"),
    [
        ([1.5, 2.5, 3.0], Number(), "regression", 1),
        (["yes", "no"], YesNo(), "binary", 1),
        (["a", "b"], Category(), "binary", 1),
        (["a", "b", "c"], Category(), "multiclass", 3),
        (["a", "a"], Category(), "multiclass", 1),
        ([0, 0, 0, 0, 1, 1, 2, 0, 5], Number(), "count", 1),
        ([1, 1, 1, 2, 3, 9], Number(), "regression", 1),
        ([0, 5, 6, 7, 8, 9, 10], Number(), "regression", 1),
        ([0, 1, 0, 0], Number(), "regression", 1),
        ([0.0, 0.5, 0.0, 0.0, 9.0], Number(), "regression", 1),
        ([-1, 0, 0, 0, 9], Number(), "regression", 1),
        (list(range(40)) + [0] * 200, Number(), "regression", 1),
    ],
)
def test_the_target_sets_the_task(cells: list[object], kind: ColumnKind, task: str, width: int) -> None:
    assert asked(cells, kind) == (task, width)


def test_without_a_target_there_is_no_task() -> None:
    recipe = Recipe(columns=(Column("y", Number()),))
    assert task_of(recipe, {}) is None
    assert target_width(recipe, {}) == 0


def test_several_numbers_are_one_regression() -> None:
    recipe = Recipe(columns=(Column("y", Number(), "target"), Column("z", Number(), "target")))
    assert task_of(recipe, {}) == "regression"
    assert target_width(recipe, {}) == 2

import pytest

from designer.panels.data.edits import called, with_kinds, with_roles
from engine.data.profile import profiles
from engine.data.recipe import propose
from engine.data.table import Table


@pytest.fixture
def table():
    return Table.from_columns(
        {
            "id": list(range(30)),
            "note": [f"text number {each} of many" for each in range(30)],
            "size": [each % 7 + 0.5 for each in range(30)],
            "kind": ["a", "b"] * 15,
        }
    )


def test_a_new_target_takes_the_place_of_the_old_one(table):
    recipe = with_roles(propose(table), ("size",), "target", {})
    assert [column.name for column in recipe.targets] == ["size"]
    assert recipe.column("kind").role == "feature"


def test_of_several_columns_only_the_last_becomes_the_target(table):
    recipe = with_roles(propose(table), ("kind", "size"), "target", {})
    assert [column.name for column in recipe.targets] == ["size"]


def test_an_ignored_column_becomes_usable_by_what_its_cells_hold(table):
    known = profiles(table)
    recipe = with_roles(propose(table), ("id", "note"), "feature", known)
    assert recipe.column("id").kind.kind() == "number"
    assert recipe.column("note").kind.kind() == "category"
    assert {recipe.column(name).role for name in ("id", "note")} == {"feature"}


def test_ignoring_keeps_the_kind_so_that_it_can_come_back(table):
    recipe = with_roles(propose(table), ("size",), "ignore", {})
    assert recipe.column("size").role == "ignore"
    assert recipe.column("size").kind.kind() == "number"


def test_no_column_is_ever_feature_and_target(table):
    recipe = propose(table)
    for name in recipe.names:
        recipe = with_roles(recipe, (name,), "target", profiles(table))
        assert [column.name for column in recipe.targets] == [name]
        assert name not in [column.name for column in recipe.features]


def test_a_kind_that_is_there_already_keeps_its_settings(table):
    recipe = propose(table)
    size = recipe.column("size")
    recipe = recipe.with_kind("size", size.kind.replace(scaling="robust"))
    recipe = with_kinds(recipe, ("size", "kind"), "number")
    assert recipe.column("size").kind.scaling == "robust"
    assert recipe.column("kind").kind.kind() == "number"


def test_columns_are_called_by_name_or_number():
    assert called(("size",)) == "size"
    assert called(("size", "kind")) == "2 columns"

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.dialect import Dialect
from engine.data.kinds import KINDS
from engine.data.kinds.base import ColumnKind
from engine.data.kinds.category import Category
from engine.data.kinds.ignore import Ignore
from engine.data.kinds.number import Number
from engine.data.kinds.yes_no import YesNo
from engine.data.recipe import Column, Recipe, RecipeError, Role, adapt, propose
from engine.data.source import Source
from engine.data.split import IN_FILE, Split
from engine.data.table import Table
from engine.data.window import Window
from engine.declare import Setting, settings_of
from engine.errors import ExplainedError

RECIPE = Recipe(
    Source("a.csv", 12, "ff"),
    Dialect(delimiter=";"),
    (Column("a", Number()), Column("b", Category(), "target"), Column("c", Ignore("text"), "ignore")),
)


def values_of(each: Setting) -> st.SearchStrategy[object]:
    """Some values that a setting may have."""
    if each.choices:
        return st.sampled_from(each.choices)
    return {str: st.text(max_size=5), bool: st.booleans(), int: st.integers(1, 500)}[each.type]


def role_of(kind: ColumnKind, role: Role) -> Role:
    """The role, or one that the kind can have."""
    if not kind.usable:
        return "ignore"
    return "feature" if role == "target" and not kind.answers else role


KIND = st.sampled_from(sorted(KINDS)).flatmap(
    lambda name: st.builds(KINDS[name], **{each.name: values_of(each) for each in settings_of(KINDS[name])})
)
COLUMNS = st.lists(
    st.tuples(st.text(max_size=6), KIND, st.sampled_from(["feature", "target", "ignore"])),
    unique_by=lambda each: each[0],
    max_size=6,
).map(lambda rows: tuple(Column(name, kind, role_of(kind, role)) for name, kind, role in rows))
SPLITS = st.tuples(st.integers(1, 100), st.integers(0, 99), st.booleans(), st.booleans()).map(
    lambda each: Split(
        each[0], min(each[1], 100 - each[0]), 100 - each[0] - min(each[1], 100 - each[0]), *each[2:]
    )
)
SOURCES = st.none() | st.builds(
    Source, st.text(), st.integers(0, 10**12), st.text("0123456789abcdef", max_size=64)
)


@given(st.builds(Recipe, SOURCES, st.builds(Dialect, delimiter=st.sampled_from(";,\t| ")), COLUMNS, SPLITS))
def test_a_recipe_survives_being_saved(recipe: Recipe) -> None:
    loaded = Recipe.from_dict(json.loads(json.dumps(recipe.to_dict())))
    assert loaded == recipe
    assert hash(loaded) == hash(recipe)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"columns": "abc"}, "columns of the recipe should be a list"),
        ({"columns": [1]}, "A column of the recipe should be a group"),
        ({"columns": [{"name": "a", "role": "feature"}]}, "lacks 'kind'"),
        (
            {"columns": [{"name": 5, "role": "feature", "kind": {"kind": "number"}}]},
            "name of a column should be a text",
        ),
        ({"columns": [{"name": "a", "role": "boss", "kind": {"kind": "number"}}]}, "role of a is 'boss'"),
        (
            {"columns": [{"name": "a", "role": "feature", "kind": {"kind": "vector"}}]},
            "no 'vector' among the kinds",
        ),
        (
            {"columns": [{"name": "a", "role": "feature", "kind": {"kind": "number", "scaling": 3}}]},
            "scaling is 3",
        ),
        ({"columns": [Column("a", Number()).to_dict()] * 2}, "Two columns of the recipe are called a"),
        ({"source": {"path": "a"}}, "source lacks 'size', 'sha256'"),
        ({"source": {"path": "a", "size": "1", "sha256": ""}}, "should be a whole number"),
        ({"dialect": {"delimiter": 5}}, "delimiter is 5"),
        ({"split": {"train": 90}}, "must make 100 %"),
        ({"split": {"train": "70"}}, "train is '70'"),
        ({"extra": 1}, "'extra', which is unknown"),
    ],
)
def test_what_does_not_fit_is_a_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ExplainedError, match=sentence):
        Recipe.from_dict(RECIPE.to_dict() | change)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["columns", "split", "source", "dialect", "name", "role", "kind"]), x
            )
        ),
    )
)
def test_any_plain_value_is_a_recipe_or_a_sentence(plain: Any) -> None:
    try:
        recipe = Recipe.from_dict(plain)
    except ExplainedError:
        return
    assert isinstance(recipe, Recipe)


def test_rows_that_look_back_are_divided_in_their_order() -> None:
    assert RECIPE.division == RECIPE.split
    grouped = RECIPE.with_split(Split(group="b"))
    assert grouped.with_past(3).division == Split(order=IN_FILE)
    dated = grouped.with_window(Window(past=3, order="a"))
    assert dated.division == Split(order="a")
    assert dated.with_split(Split(assigned="b")).division == Split(assigned="b")


def test_features_targets_and_names() -> None:
    assert RECIPE.names == ("a", "b", "c")
    assert [column.name for column in RECIPE.features] == ["a"]
    assert RECIPE.target == RECIPE.column("b") == RECIPE.targets[0]
    assert Recipe().target is None


def test_a_new_target_makes_the_old_one_a_feature() -> None:
    changed = RECIPE.with_role("a", "target")
    assert [column.role for column in changed.columns] == ["target", "feature", "ignore"]


def test_a_recipe_may_be_without_target() -> None:
    assert RECIPE.with_role("b", "ignore").target is None


def test_an_ignored_kind_has_no_other_role() -> None:
    with pytest.raises(RecipeError, match=r"c cannot be a target \(text\)"):
        RECIPE.with_role("c", "target")


def test_a_kind_that_can_be_used_makes_an_ignored_column_a_feature() -> None:
    assert RECIPE.with_kind("c", Category()).column("c") == Column("c", Category(), "feature")
    assert RECIPE.with_kind("b", Ignore()).target is None
    assert RECIPE.with_kind("b", Number()).column("b") == Column("b", Number(), "target")
    asked = RECIPE.with_role("a", "ignore").with_kind("a", Category())
    assert asked.column("a").role == "ignore"


def test_a_column_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(RecipeError, match="no column called z; there are a, b, c"):
        RECIPE.with_role("z", "feature")


def test_penguins_are_told_apart_by_species(penguins: Table) -> None:
    recipe = propose(penguins)
    assert recipe.target == Column("species", Category(), "target")
    assert [column.name for column in recipe.features] == list(penguins.names[1:])
    assert recipe.column("sex").kind == Category()
    assert recipe.column("body_mass_g").kind == Number()
    assert recipe.source == penguins.source
    assert recipe.split.percent == (70, 15, 15)


def test_what_is_of_no_use_is_proposed_to_be_ignored() -> None:
    table = Table.from_columns(
        {
            "id": range(1, 31),
            "same": [1] * 30,
            "x": [row * row for row in range(30)],
            "won": ["yes", "no"] * 15,
        }
    )
    recipe = propose(table)
    assert [column.role for column in recipe.columns] == ["ignore", "ignore", "feature", "target"]
    assert recipe.column("won").kind == YesNo()


def test_a_table_that_changed_keeps_what_is_left_and_says_what_differs() -> None:
    table = Table.from_columns({"a": ["x", "y", "x"], "new": [1.5, 2.5, 1.0], "target": [5, 6, 6]})
    changed, notes = adapt(RECIPE, table)
    assert changed.names == ("a", "new", "target")
    assert changed.column("a") == RECIPE.column("a")
    assert changed.target is None
    assert notes == (
        "The table has no column b any more, which was the target: choose another.",
        "The table has no column c any more.",
        "The table has a new column new.",
        "The table has a new column target.",
    )


def test_loading_a_recipe_does_not_load_polars() -> None:
    program = (
        "import sys, engine.data.recipe, engine.data.kinds, engine.data.task, engine.data.preparation;"
        "from engine.data.recipe import Recipe, Column; from engine.data.kinds import KINDS;"
        "Recipe.from_dict(Recipe(columns=tuple(Column(k, KINDS[k](), 'ignore') for k in KINDS)).to_dict());"
        "print('polars' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""How many rows each class has, by hand."""

import pytest

from engine.data.pictures.balance import MOST_BARS, NoClassesError, balance
from engine.data.pictures.view import View
from engine.data.recipe import propose
from engine.data.table import Table
from tests.engine.data.pictures.conftest import TABLE


def test_classes_are_counted_without_the_test_rows(view):
    found = balance(view)
    assert dict(zip(found.labels, found.counts, strict=True)) == {"a": 3, "b": 3}
    assert (found.rare, found.others, found.missing, found.rows) == (0, 0, 0, 6)


def test_rows_without_a_class_are_counted():
    found = balance(View.of(TABLE, propose(TABLE).with_role("place", "target"), None))
    assert found.counts == (3, 2, 2)
    assert found.missing == 1


def test_the_rarest_of_many_classes_have_no_bar():
    labels = [f"class {number}" for number in range(MOST_BARS + 2) for _ in range(MOST_BARS + 3 - number)]
    table = Table.from_columns({"size": list(range(len(labels))), "kind": labels})
    found = balance(View.of(table, propose(table).with_role("kind", "target"), None))
    assert len(found.labels) == MOST_BARS
    assert (found.rare, found.others) == (2, 3 + 2)


@pytest.mark.parametrize(("target", "said"), [("size", "is a number"), ("", "Choose a target")])
def test_without_classes_there_is_a_sentence(target, said):
    recipe = propose(TABLE)
    recipe = recipe.with_role(target, "target") if target else recipe.with_role(recipe.target.name, "ignore")
    with pytest.raises(NoClassesError, match=said):
        balance(View.of(TABLE, recipe, None))

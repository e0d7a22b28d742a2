"""The bundled examples: each can be opened, prepared, and has its picture."""

import pytest

from engine.data.prepare import prepare
from engine.data.table import read
from engine.data.task import TASKS
from engine.examples import Example, examples


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.id)
def test_example_is_what_it_says(example: Example) -> None:
    """Its table has the target, and the task is the one that the gallery names."""
    table = read(example.path)
    recipe = example.recipe(table)
    assert recipe.target is not None
    assert recipe.target.name == example.target
    assert TASKS[prepare(table, recipe, seed=7).task] == example.task
    assert example.picture.read_text(encoding="utf-8").startswith("<svg")

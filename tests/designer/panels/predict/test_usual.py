from designer.panels.predict.usual import usual
from engine.data.prepare import prepare
from engine.data.recipe import propose
from engine.data.table import Table


def prepared():
    table = Table.from_columns(
        {
            "size": [1.5, 2.5, 2.5, 100.5] * 10,
            "colour": ["red", "blue", "red", "green"] * 10,
            "kind": ["a", "b"] * 20,
        }
    )
    return table, prepare(table, propose(table), seed=1).preparation


def test_numbers_are_in_the_middle_and_labels_the_most_frequent():
    table, preparation = prepared()
    found = usual(preparation, table)
    assert found.row == {"size": 2.5, "colour": "red"}
    assert found.ranges == {"size": (1.5, 100.5)}


def test_without_a_table_the_training_rows_tell():
    _, preparation = prepared()
    found = usual(preparation, None)
    assert found.row["colour"] == "red"
    assert 2.5 < found.row["size"] < 100.5
    assert found.ranges == {}


def test_a_column_that_is_gone_is_told_by_the_training_rows():
    _, preparation = prepared()
    assert usual(preparation, Table.from_columns({"colour": ["red"]})).row["size"] > 2.5

"""Where cells are missing, by hand."""

import numpy as np
import pytest

from engine.data.pictures.gaps import BANDS, MOST_COLUMNS, NoCellsError, gaps
from engine.data.pictures.view import View
from engine.data.recipe import propose
from engine.data.table import Table


def test_a_few_rows_have_a_line_each(view):
    found = gaps(view)
    assert found.columns == ("size", "mass", "day", "place", "kind")
    assert found.counts.tolist() == [1, 0, 0, 1, 0]
    assert found.shares[:, 0].tolist() == [0, 0, 0, 0, 1, 0]
    assert found.shares[:, 3].tolist() == [0, 0, 0, 1, 0, 0]
    assert found.lines.tolist() == [1, 2, 3, 4, 5, 6]


def test_of_many_rows_neighbours_are_put_together():
    values = np.arange(BANDS * 4.0)
    values[[0, 1, 4]] = np.nan
    table = Table.from_columns({"size": values})
    found = gaps(View.of(table, propose(table), None))
    assert found.shares.shape == (BANDS, 1)
    assert found.shares[:3, 0].tolist() == [0.5, 0.25, 0]
    assert found.starts[:3].tolist() == [0, 4, 8]


def test_with_many_columns_those_with_most_gaps_are_shown():
    columns = {f"c{place}": [1.0, 2.0] for place in range(MOST_COLUMNS)} | {"holey": [None, 1.0]}
    table = Table.from_columns(columns)
    found = gaps(View.of(table, propose(table), None))
    assert (len(found.columns), found.left_out) == (MOST_COLUMNS, 1)
    assert found.columns[-1] == "holey"


def test_without_rows_there_is_a_sentence():
    table = Table.from_columns({"size": []})
    with pytest.raises(NoCellsError, match="no rows"):
        gaps(View.of(table, propose(table), None))

import polars as pl
import pytest

from engine.data.dividing import keys_of, ranks_of
from engine.data.prepare import PrepareError, prepare
from engine.data.recipe import propose
from engine.data.split import Split, SplitError
from engine.data.table import Table


@pytest.mark.parametrize(
    ("cells", "ranks"),
    [
        ([3, 1, None, 1], [1, 0, -1, 0]),
        (["10.2.2024", "9.3.2023", None, "1.1.2024"], [2, 0, -1, 1]),
        (["b", "a", None], [1, 0, -1]),
        (["10", "9", "x"], [1, 0, -1]),
    ],
)
def test_numbers_moments_and_letters_have_an_order(cells: list[object], ranks: list[int]) -> None:
    assert ranks_of(pl.Series("when", cells)).tolist() == ranks


def table() -> Table:
    return Table.from_columns(
        {
            "size": [float(number % 7) for number in range(40)],
            "day": [f"2024-01-{number % 20 + 1:02}" for number in range(40)],
            "patient": [f"p{number // 4}" for number in range(40)],
            "part": ["Training"] * 30 + ["val", None, "?"] + ["TEST"] * 7,
            "kind": ["a", "b"] * 20,
        }
    )


def test_a_table_is_divided_by_its_columns() -> None:
    found, recipe = table(), propose(table())
    ordered = prepare(found, recipe.with_split(Split(order="day")), seed=1)
    days = found.column("day").to_list()
    assert max(days[row] for row in ordered.parts.train) < min(days[row] for row in ordered.parts.test)
    grouped = prepare(found, recipe.with_split(Split(group="patient")), seed=1)
    patients = found.column("patient").to_list()
    assert not {patients[row] for row in grouped.parts.train} & {patients[row] for row in grouped.parts.test}
    said = prepare(found, recipe.with_split(Split(assigned="part")), seed=1)
    assert said.parts.sizes == (30, 1, 7)
    assert any("2 rows are left out: part says of none of them" in note for note in said.notes)


def test_what_cannot_divide_is_refused() -> None:
    with pytest.raises(SplitError, match="by age, but the table has no such column"):
        keys_of(table(), Split(order="age"))
    with pytest.raises(SplitError, match="kind should say which part a row is in, but holds"):
        keys_of(table(), Split(assigned="kind"))
    with pytest.raises(PrepareError, match="no such column"):
        prepare(table(), propose(table()).with_split(Split(group="age")), seed=1)

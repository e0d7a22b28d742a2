from datetime import datetime

import polars as pl
import pytest

from engine.data.moments import moments, spellings


def read(*cells: str | None, day_first: bool | None = None) -> list[datetime | None]:
    series = pl.Series("when", cells, dtype=pl.String)
    return moments(series, spellings(series, day_first)).to_list()


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-01-05", datetime(2024, 1, 5)),
        ("2024/1/5", datetime(2024, 1, 5)),
        ("5.1.2024 13:05", datetime(2024, 1, 5, 13, 5)),
        ("2024-01-05T12:03:04Z", datetime(2024, 1, 5, 12, 3, 4)),
        ("2024-01-05 12:03:04.5+02:00", datetime(2024, 1, 5, 12, 3, 4, 500_000)),
        ("2024-01-05 12:03:04,5", datetime(2024, 1, 5, 12, 3, 4, 500_000)),
        ("Jan 2020", datetime(2020, 1, 1)),
        ("August 2021", datetime(2021, 8, 1)),
        ("Jan 5, 2024", datetime(2024, 1, 5)),
        ("3 March 2021", datetime(2021, 3, 3)),
        ("5-Mar-21", datetime(2021, 3, 5)),
        ("1/2/24 3:04 PM", datetime(2024, 1, 2, 15, 4)),
        ("2020-07", datetime(2020, 7, 1)),
        ("20240105", datetime(2024, 1, 5)),
        ("23:11", datetime(2000, 1, 1, 23, 11)),
    ],
)
def test_spellings_of_moments(cell: str, moment: datetime) -> None:
    assert read(cell) == [moment]


def test_another_cell_tells_whether_the_day_comes_first() -> None:
    assert read("3/4/2024", "13/4/2024")[0] == datetime(2024, 4, 3)
    assert read("3/4/2024", "4/13/2024")[0] == datetime(2024, 3, 4)


def test_where_no_cell_tells_a_person_does() -> None:
    assert read("3/4/2024") == read("3/4/2024", day_first=False) == [datetime(2024, 3, 4)]
    assert read("3/4/2024", day_first=True) == [datetime(2024, 4, 3)]


def test_a_column_may_mix_spellings() -> None:
    assert read("2024-01-05", None, "5.1.2024", "nonsense") == [
        datetime(2024, 1, 5),
        None,
        datetime(2024, 1, 5),
        None,
    ]


@pytest.mark.parametrize("cell", ["nonsense", "2024-13-45", "12", "1.5", "-", "99:99"])
def test_what_is_no_moment_is_none(cell: str) -> None:
    assert read(cell) == [None]

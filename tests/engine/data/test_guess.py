import polars as pl
import pytest

from engine.data.guess import guess_kind, guess_target
from engine.data.kinds.base import ColumnKind
from engine.data.kinds.category import Category
from engine.data.kinds.date_time import DateTime
from engine.data.kinds.identifier import Identifier
from engine.data.kinds.ignore import Ignore
from engine.data.kinds.number import Number
from engine.data.kinds.picture import Picture
from engine.data.kinds.text import Text
from engine.data.kinds.yes_no import YesNo
from engine.data.profile import profile


def guessed(cells: list[object], name: str = "x") -> ColumnKind:
    series = pl.Series(name, cells, strict=False)
    return guess_kind(series, profile(series))


@pytest.mark.parametrize(
    ("cells", "name", "kind"),
    [
        ([1.5, 2.5, 3.5], "x", Number()),
        ([1, 2, 2, 5], "x", Number()),
        ([0, 1, 1, 0], "x", YesNo()),
        (["yes", "no", "yes"], "x", YesNo()),
        (["true", "false", None], "x", YesNo()),
        (["female", "male", "male"], "x", Category()),
        (["a", "b", "c"] * 5, "x", Category()),
        ([1, 2, 3, 3, 2], "class", Category()),
        ([1, 2, 3, 3, 2], "Label", Category()),
        (["1", "2", "3", "unknown"] * 10, "x", Category()),
        (list(range(1, 51)), "x", Identifier()),
        ([17, 4, 99], "customer_id", Identifier()),
        ([f"A{number}" for number in range(50)], "x", Identifier()),
        ([f"2020-01-{day:02}" for day in range(1, 29)], "x", DateTime()),
        ([f"this is sentence number {number} of many" for number in range(60)], "x", Text()),
        ([f"cats/{number}.JPG" for number in range(60)], "x", Picture()),
        ([str(number) for number in range(40)] + ["oops"], "x", Number()),
        ([f"{number}" for number in range(1000)] * 3, "class", Number()),
    ],
)
def test_kinds(cells: list[object], name: str, kind: ColumnKind) -> None:
    assert guessed(cells, name) == kind


@pytest.mark.parametrize(
    ("cells", "name", "reason"),
    [
        ([None, None], "x", "empty"),
        ([3, 3, 3], "x", "constant: every filled cell holds 3"),
        (["a", "a", None], "x", "constant"),
    ],
)
def test_what_is_of_no_use_is_ignored_for_a_reason(cells: list[object], name: str, reason: str) -> None:
    kind = guessed(cells, name)
    assert isinstance(kind, Ignore)
    assert kind.reason.startswith(reason)


def test_whole_numbers_that_all_differ_are_numbers_unless_they_count_the_rows() -> None:
    assert guessed([35, 12, 99, 41, 7, 3, 64, 18, 29, 77, 51, 86]) == Number()


@pytest.mark.parametrize(
    ("kinds", "target"),
    [
        ({"species": Category(), "size": Number(), "sex": Category()}, "species"),
        ({"a": Number(), "Target": Number(), "c": Category()}, "Target"),
        ({"a": Number(), "y": Number(), "species": Category()}, "species"),
        ({"a": Category(), "b": Number(), "c": YesNo()}, "c"),
        ({"a": Category(), "b": Category(), "c": Number()}, "a"),
        ({"a": Number(), "b": Category(), "c": Category(), "d": Number()}, "c"),
        ({"a": Number(), "b": Number()}, "b"),
        ({"a": Number(), "b": Ignore()}, "a"),
        ({"target": Ignore(), "b": Number()}, "b"),
        ({"a": Ignore()}, None),
        ({}, None),
    ],
)
def test_the_target_is_found_by_its_name_its_kind_or_its_place(
    kinds: dict[str, ColumnKind], target: str | None
) -> None:
    assert guess_target(kinds) == target

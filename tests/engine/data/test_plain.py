from dataclasses import dataclass
from typing import Any

import pytest

from engine.data.dialect import Dialect
from engine.data.plain import PlainError, declared, listed, mapping, record, typed


@dataclass(frozen=True)
class Box:
    name: str
    size: int
    weight: float
    tags: tuple[str, ...]


FULL = {"name": "b", "size": 2, "weight": 1, "tags": ["x", "y"]}


def test_a_record_comes_back_from_plain_values() -> None:
    assert record(Box, FULL, "A box") == Box("b", 2, 1.0, ("x", "y"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"size": "2"}, "'size' of A box should be a whole number, but is '2'"),
        ({"size": True}, "whole number"),
        ({"weight": float("nan")}, "number"),
        ({"weight": 10**400}, "number"),
        ({"tags": "xy"}, "should be a list"),
        ({"tags": [1]}, "should be a text"),
        ({"colour": "red"}, "'colour', which is unknown"),
    ],
)
def test_what_does_not_fit_is_a_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PlainError, match=sentence):
        record(Box, FULL | change, "A box")


def test_what_lacks_is_named() -> None:
    with pytest.raises(PlainError, match="A box lacks 'name', 'size'"):
        record(Box, {"weight": 1.0, "tags": []}, "A box")


def test_only_groups_and_lists_pass_for_such() -> None:
    with pytest.raises(PlainError, match="group of named values"):
        mapping([1], "This")
    with pytest.raises(PlainError, match="should be a list"):
        listed({"a": 1}, "This")
    with pytest.raises(PlainError, match="yes or no"):
        typed(1, bool, "This")


def test_settings_that_lack_get_their_defaults_and_wrong_ones_a_sentence() -> None:
    assert declared(Dialect, {"delimiter": ";"}, "The dialect") == Dialect(delimiter=";")
    with pytest.raises(PlainError, match="decimal is 'x'"):
        declared(Dialect, {"decimal": "x"}, "The dialect")

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.data.dialect import Dialect, guess
from engine.data.source import ReadError
from engine.declare import SettingError

Csv = Callable[..., Path]


@pytest.mark.parametrize(
    "wrong",
    [
        {"delimiter": ""},
        {"delimiter": ",,,,,"},
        {"delimiter": "  "},
        {"delimiter": ",'", "quote": "'"},
        {"delimiter": "\n"},
        {"delimiter": "a"},
        {"delimiter": "."},
        {"delimiter": "'", "quote": "'"},
        {"quote": "ab"},
        {"quote": " "},
        {"decimal": ":"},
        {"encoding": "rot13"},
        {"skip": -1},
        {"thousands": "."},
        {"escape": "/"},
        {"header_rows": 0},
    ],
)
def test_a_dialect_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        Dialect(**wrong)  # type: ignore[arg-type]


def test_a_comma_cannot_both_divide_cells_and_numbers() -> None:
    assert not Dialect(decimal=",").numbers_with_comma
    assert Dialect(delimiter=";", decimal=",").numbers_with_comma


def test_a_dialect_says_itself_in_words() -> None:
    words = Dialect(delimiter=";", decimal=",", header=False).words()
    assert words == "utf-8, semicolon, no header, decimal comma"


def test_the_guess_reads_the_file(csv: Csv) -> None:
    assert guess(csv("a;b\n1,5;2\n2,5;3\n")) == Dialect(delimiter=";", decimal=",")


def test_the_guess_of_an_empty_file_is_a_sentence(csv: Csv) -> None:
    with pytest.raises(ReadError, match="empty"):
        guess(csv(""))

"""Column names in sentences."""

import pytest

from engine.data.names import few


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, ""),
        (1, "x0"),
        (8, "x0, x1, x2, x3, x4, x5, x6, x7"),
        (1009, "x0, x1, x2, x3, x4, x5, x6, x7 and 1,001 more"),
    ],
)
def test_a_sentence_holds_eight_names(count, said):
    assert few([f"x{number}" for number in range(count)]) == said

from math import log

import numpy as np
import polars as pl
import pytest

from engine.data.kinds.base import KindError
from engine.data.kinds.text import Text, TextFitted

TRAIN = pl.Series("said", ["Good, very good!", None, "not so good", "very bad"])


def encoded(kind: Text, *cells: str | None) -> list[list[float]]:
    fitted = kind.fit(TRAIN)
    out = np.zeros((len(cells), fitted.width), np.float32)
    fitted.encode(pl.Series("said", cells, dtype=pl.String), out)
    return out.tolist()


def test_the_most_frequent_words_come_first() -> None:
    assert Text().fit(TRAIN).vocabulary == ("good", "very", "bad", "not", "so")
    assert Text(vocabulary=2).fit(TRAIN).vocabulary == ("good", "very")


def test_tokens_are_numbers_in_the_order_of_the_text() -> None:
    # good is 2, very 3, bad 4; what is unknown is 1, and what is not there 0.
    assert encoded(Text(length=4), "Very, VERY bad", "splendid good", None) == [
        [3, 3, 4, 0],
        [1, 2, 0, 0],
        [0] * 4,
    ]
    assert encoded(Text(length=1), "very bad") == [[3]]


def test_as_many_are_read_as_most_texts_have() -> None:
    assert Text().fit(TRAIN).length == 3
    assert Text(encoding="counts").fit(TRAIN).length == 0


def test_bags_of_words() -> None:
    assert encoded(Text(encoding="counts"), "good good bad, splendid") == [[2, 0, 1, 0, 0]]
    assert encoded(Text(encoding="presence"), "good good bad, splendid") == [[1, 0, 1, 0, 0]]
    # Three training texts: two have "good", one has "bad".
    weights = encoded(Text(encoding="TF-IDF"), "good good bad")[0]
    assert weights == pytest.approx([2 * log(1 + 3 / 3), 0, log(1 + 3 / 2), 0, 0], rel=1e-6)


def test_capitals_and_characters() -> None:
    assert "Good" in Text(lower=False).fit(TRAIN).vocabulary
    assert " " in Text(unit="characters").fit(TRAIN).vocabulary


def test_a_text_is_explained_by_its_tokens() -> None:
    assert Text().fit(TRAIN).explain("Very new") == "Very new → very 3, new 1"
    assert Text(encoding="counts").fit(TRAIN).explain("so so") == "so so → so 2"


def test_texts_without_words_are_refused() -> None:
    with pytest.raises(KindError, match="holds no words"):
        Text().fit(pl.Series("said", ["!!", "…"]))


def test_a_saved_vocabulary_must_make_sense() -> None:
    with pytest.raises(KindError, match="twice"):
        TextFitted("said", Text(), ("a", "a"), (), 3).check()
    with pytest.raises(KindError, match="weights"):
        TextFitted("said", Text(), ("a", "b"), (1.0,), 0).check()

"""Input: where its shape comes from."""

import pytest

from engine.declare import SettingError
from engine.layers.base import Feed, Hints, ShapeError
from engine.layers.input import Input

FEED = Feed(tuple(f"pixel {number}" for number in range(64)), (64,))


def test_its_shape_follows_the_columns():
    assert Input().resolve(Hints(feed=FEED)).shape() == (64,)


def test_the_same_numbers_in_another_arrangement():
    assert Input(dimensions=(8, 8, 1)).resolve(Hints(feed=FEED)).shape() == (8, 8, 1)


def test_a_shape_by_hand_needs_no_table():
    assert Input(dimensions=(3,)).resolve(Hints()).shape() == (3,)


def test_without_a_table_it_says_what_to_do():
    with pytest.raises(ShapeError, match="Open a table"):
        Input().resolve(Hints())


def test_a_shape_of_another_size_is_mended():
    wrong = Input(dimensions=(8, 7))
    with pytest.raises(ShapeError, match="holds 56 numbers, but the columns give 64") as caught:
        wrong.resolve(Hints(feed=FEED))
    assert wrong.replace(**caught.value.fix.settings).resolve(Hints(feed=FEED)).shape() == (64,)


def test_a_shape_without_an_axis_is_refused():
    with pytest.raises(SettingError, match="at least one length"):
        Input(dimensions=())

import numpy as np

from engine.data.generators.painted import EXTENT, Painting


def test_strokes_add_points_and_wipe_them() -> None:
    one = Painting().dabbed((1.0, 1.0), 0, 6, 0.1, seed=1)
    both = one.dabbed((-1.0, -1.0), 1, 6, 0.1, seed=1)
    assert len(one) == 6
    assert both.classes.tolist() == [0] * 6 + [1] * 6
    assert (np.hypot(*(both.points[6:] + 1).T) < 1).all()
    assert both.wiped((-1.0, -1.0), 1.5).classes.tolist() == [0] * 6
    assert (one.ready, both.ready) == (False, True)
    assert both.table().column("class").to_list() == ["blue"] * 6 + ["orange"] * 6


def test_no_point_leaves_the_picture_and_the_same_strokes_give_the_same_points() -> None:
    wide = Painting().dabbed((EXTENT, EXTENT), 0, 50, 2.0, seed=1)
    assert np.abs(wide.points).max() <= EXTENT
    assert np.array_equal(wide.points, Painting().dabbed((EXTENT, EXTENT), 0, 50, 2.0, seed=1).points)

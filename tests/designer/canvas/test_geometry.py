import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from designer.canvas.geometry import (
    Lane,
    find_lane,
    find_way_back,
    port_heights,
    shape_text,
    snapped,
    spread,
    wire_path,
)
from designer.edits import NODE_HEIGHT, NODE_WIDTH


def test_ports_are_spread_evenly_about_the_middle():
    assert port_heights(1) == (0.0,)
    assert port_heights(2) == (-11.0, 11.0)
    assert max(port_heights(12)) < NODE_HEIGHT / 2


def test_the_wire_that_comes_level_ends_in_the_middle():
    assert spread([0.0, 40.0]) == (0.0, 9.0)
    assert spread([-40.0, 0.0]) == (-9.0, 0.0)
    assert spread([-40.0, 40.0]) == (-4.5, 4.5)
    assert max(spread([float(each) for each in range(30)])) < NODE_HEIGHT / 2


def test_snapping_is_light():
    assert snapped(26.0) == 24.0
    assert snapped(34.0) == 34.0
    assert snapped(-45.0) == -48.0


@pytest.mark.parametrize("lane", [None, Lane(120.0, 400.0, 90.0)])
def test_a_wire_joins_its_ends(lane):
    start, end = QPointF(0.0, 0.0), QPointF(600.0, 50.0)
    path = wire_path(start, end, lane)
    assert path.pointAtPercent(0.0) == start
    assert path.pointAtPercent(1.0) == end


def test_a_free_way_needs_no_lane():
    start, end = QPointF(92.0, 0.0), QPointF(700.0, 0.0)
    assert find_lane(start, end, []) is None
    assert find_lane(start, end, [(300.0, 200.0)]) is None


def test_a_wire_that_starts_above_the_boxes_stays_above_them():
    lane = find_lane(QPointF(92.0, -200.0), QPointF(800.0, 0.0), [(600.0, 0.0)])
    assert lane is not None
    assert lane.height == -200.0


@given(
    st.lists(st.tuples(st.floats(150, 900), st.floats(-300, 300)), min_size=1, max_size=12),
    st.floats(-200, 200),
    st.floats(-200, 200),
)
def test_a_lane_meets_no_box_beside_it(places, height, end_height):
    places.sort()
    lane = find_lane(QPointF(92.0, height), QPointF(1100.0, end_height), places)
    if lane is None:
        return
    for x, y in places:
        if lane.left <= x + NODE_WIDTH / 2 and lane.right >= x - NODE_WIDTH / 2:
            assert abs(lane.height - y) > NODE_HEIGHT / 2


def test_shapes_are_written_as_people_read_them():
    assert [shape_text(shape) for shape in ((), (16,), (8, 8, 1))] == ["()", "(16)", "(8, 8, 1)"]


def test_a_wire_to_the_next_row_leads_back_between_the_rows():
    start, end = QPointF(1100.0, 0.0), QPointF(-92.0, 144.0)
    row = [(x, y) for x in (0.0, 264.0, 528.0, 792.0, 1008.0) for y in (0.0, 144.0)]
    lane = find_way_back(start, end, row)
    assert lane is not None
    assert (lane.left, lane.right) == (start.x(), end.x())
    assert NODE_HEIGHT / 2 < lane.height < 144.0 - NODE_HEIGHT / 2
    path = wire_path(start, end, lane)
    assert (path.currentPosition().x(), path.currentPosition().y()) == (end.x(), end.y())
    assert path.boundingRect().right() > start.x()
    assert path.boundingRect().left() < end.x()


def test_a_wire_back_in_the_same_row_has_no_way_between():
    assert find_way_back(QPointF(1100.0, 0.0), QPointF(-92.0, 20.0), [(500.0, 0.0)]) is None

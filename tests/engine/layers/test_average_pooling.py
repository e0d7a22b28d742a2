"""AveragePooling1D and AveragePooling2D, worked by hand."""

from engine.layers.average_pooling1d import AveragePooling1D
from engine.layers.average_pooling2d import AveragePooling2D


def test_the_mean_of_each_window(bench):
    made = bench(AveragePooling2D(), ((2, 4, 1),), batch=1)
    made.x[0][0, ..., 0] = [[1, 2, 8, 0], [4, 5, 6, 6]]
    assert made.forward()[0, ..., 0].tolist() == [[3, 5]]
    made.direction[0, ..., 0] = [[4, 8]]
    assert made.backward()[0][0, ..., 0].tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


def test_cells_that_a_window_lacks_do_not_count(bench):
    made = bench(AveragePooling2D(padding="same"), ((3, 3, 1),), batch=1)
    made.x[0][0, ..., 0] = [[1, 3, 4], [5, 7, 6], [10, 20, 30]]
    assert made.forward()[0, ..., 0].tolist() == [[4, 5], [15, 30]]
    made.direction[0, ..., 0] = [[4, 2], [2, 1]]
    assert made.backward()[0][0, ..., 0].tolist() == [[1, 1, 1], [1, 1, 1], [1, 1, 1]]


def test_windows_that_overlap(bench):
    made = bench(AveragePooling1D(pool_size=(2,), strides=(1,)), ((3, 1),), batch=1)
    made.x[0][0, :, 0] = [1, 5, 3]
    assert made.forward()[0, :, 0].tolist() == [3, 4]
    made.direction[0, :, 0] = [10, 20]
    assert made.backward()[0][0, :, 0].tolist() == [5, 15, 10]

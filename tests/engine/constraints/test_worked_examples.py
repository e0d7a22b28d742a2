"""Every constraint by hand, on the columns (3, 4) and (0.3, -0.4), whose norms are 5 and 0.5; and Keras' numbers."""

import numpy as np
import pytest

from engine.analysis import analyse
from engine.constraints import CONSTRAINTS
from engine.declare import SettingError
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from tests.engine.constraints.test_contract import kept

COLUMNS = np.array([[3, 0.3], [4, -0.4]])


@pytest.mark.parametrize(
    ("kind", "settings", "wanted"),
    [
        ("none", {}, COLUMNS),
        ("non_neg", {}, [[3, 0.3], [4, 0]]),
        # 5 becomes 2, 0.5 stays.
        ("max_norm", {}, [[1.2, 0.3], [1.6, -0.4]]),
        # Along the rows: (3, 0.3) has the norm 3.0150, (4, -0.4) has 4.01995.
        ("max_norm", {"max_value": 3.2, "axis": (1,)}, [[3, 0.3], [3.184119, -0.3184119]]),
        ("unit_norm", {}, [[0.6, 0.6], [0.8, -0.8]]),
        # Of all numbers at once: the norm is sqrt(25.25).
        ("unit_norm", {"axis": (0, 1)}, COLUMNS / np.sqrt(25.25)),
        # 5 becomes 1, 0.5 becomes 0.8.
        ("min_max_norm", {"min_value": 0.8}, [[0.6, 0.48], [0.8, -0.64]]),
        # Half of the way: 5 becomes 3, 0.5 becomes 0.65.
        ("min_max_norm", {"min_value": 0.8, "rate": 0.5}, [[1.8, 0.39], [2.4, -0.52]]),
    ],
)
def test_worked_example(kind, settings, wanted):
    np.testing.assert_allclose(kept(CONSTRAINTS[kind](**settings), COLUMNS), wanted, rtol=1e-5)


def test_published_numbers():
    # keras/src/constraints/constraints_test.py, test_max_norm
    columns = np.array([[0, 0, 0], [1, 0, 0], [3, 0, 0], [3, 3, 3]], float).T
    wanted = np.array([[0, 0, 0], [1, 0, 0], [2, 0, 0], [2 / np.sqrt(3)] * 3]).T
    np.testing.assert_allclose(kept(CONSTRAINTS["max_norm"](max_value=2.0), columns), wanted, rtol=1e-6)


def test_bounds_in_the_wrong_order_are_refused():
    with pytest.raises(SettingError, match="must not be above the largest, 1"):
        CONSTRAINTS["min_max_norm"](min_value=2.0)


@pytest.mark.parametrize(
    ("axis", "words"), [((2,), "there is no axis 2 in its shape"), ((0, -2), "name one of the shape")]
)
def test_axes_that_a_weight_does_not_have_are_refused_with_a_remedy(axis, words):
    layer = LAYERS["dense"](units=3, kernel_constraint=CONSTRAINTS["unit_norm"](axis=axis))
    nodes = [Node("in", LAYERS["input"](dimensions=(2,))), Node("d", layer)]
    graph = Graph.of(nodes, [Edge("in", "d")])
    problem = analyse(graph).facts["d"].problem
    assert problem.sentence.startswith("d: Its kernel cannot be kept to norm of 1")
    assert words in problem.sentence
    mended = graph.with_layer("d", layer.replace(**problem.fix.settings))
    assert analyse(mended).facts["d"].problem is None


def test_the_remedy_is_for_the_weight_at_fault_where_several_have_one_constraint():
    rows = CONSTRAINTS["unit_norm"](axis=(1,))
    layer = LAYERS["dense"](units=3, kernel_constraint=rows, bias_constraint=rows)
    graph = Graph.of([Node("in", LAYERS["input"](dimensions=(2,))), Node("d", layer)], [Edge("in", "d")])
    assert set(analyse(graph).facts["d"].problem.fix.settings) == {"bias_constraint"}


def test_no_axis_is_refused():
    with pytest.raises(SettingError, match="axes is empty"):
        CONSTRAINTS["max_norm"](axis=())

"""Which keys a query may look at, against the rule tried on every pair."""

import itertools

import numpy as np
import pytest

from engine.layers.families.sight import View


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("window", [0, 1, 2, 4, 9])
def test_a_view_is_what_the_rule_says_of_every_pair(causal: bool, window: int) -> None:
    for queries, keys in itertools.product((1, 3, 6), repeat=2):
        view = View(queries, keys, causal, window)
        seen = np.zeros((keys, queries), np.bool_)
        for key in range(keys):
            seen[key, view.of(key)] = True
        for key, query in np.ndindex(keys, queries):
            near = not window or abs(key - query) < window
            assert seen[key, query] == (near and (key <= query or not causal))
        assert view.whole == seen.all()

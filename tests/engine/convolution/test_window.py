"""Where a kernel stands: by hand, and against what the definition says for any sizes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.convolution.window import Axis, Window, sliding, spreading

SIZES = {
    "length": st.integers(1, 12),
    "kernel": st.integers(1, 5),
    "stride": st.integers(1, 4),
    "dilation": st.integers(1, 3),
}


@pytest.mark.parametrize(
    ("length", "kernel", "stride", "padding", "places", "before"),
    [
        (5, 3, 1, "valid", 3, 0),
        (5, 3, 2, "valid", 2, 0),
        (2, 3, 1, "valid", 0, 0),
        (5, 3, 1, "same", 5, 1),
        # TensorFlow puts the odd zero behind: 224 with a kernel of 3 and stride 2 has none before and one after.
        (224, 3, 2, "same", 112, 0),
        (224, 7, 2, "same", 112, 2),
        (5, 2, 1, "same", 5, 0),
        (5, 3, 1, "causal", 5, 2),
        (5, 3, 2, "causal", 3, 2),
    ],
)
def test_padding_as_keras_has_it(length, kernel, stride, padding, places, before):
    axis = sliding(length, kernel, stride, 1, padding)
    assert (axis.places, axis.before) == (places, before)


@pytest.mark.parametrize(
    ("length", "kernel", "stride", "padding", "extra", "grown", "before"),
    [
        (3, 3, 1, "valid", None, 5, 0),
        (3, 3, 2, "valid", None, 7, 0),
        (3, 2, 3, "valid", None, 9, 0),
        (3, 2, 3, "valid", 1, 9, 0),
        (3, 3, 2, "same", None, 6, 0),
        (3, 4, 2, "same", None, 6, 1),
        (3, 3, 2, "same", 0, 5, 1),
        (3, 3, 2, "same", 1, 6, 0),
        (1, 2, 2, "same", 0, 0, 1),
    ],
)
def test_transposed_sizes_as_keras_has_them(length, kernel, stride, padding, extra, grown, before):
    axis = spreading(length, kernel, stride, 1, padding, extra)
    assert (axis.length, axis.places, axis.before) == (grown, length, before)


@given(padding=st.sampled_from(["valid", "same", "causal"]), **SIZES)
def test_reach_is_what_the_definition_says(length, kernel, stride, dilation, padding):
    axis = sliding(length, kernel, stride, dilation, padding)
    for tap in range(kernel):
        places, positions = axis.reach(tap)
        read = [(place, place * stride + tap * dilation - axis.before) for place in range(axis.places)]
        inside = [(place, position) for place, position in read if 0 <= position < length]
        assert list(zip(range(axis.places)[places], range(length)[positions], strict=True)) == inside


@given(padding=st.sampled_from(["valid", "same"]), **SIZES)
def test_the_transposed_of_same_leads_back(length, kernel, stride, dilation, padding):
    there = sliding(length * stride, kernel, stride, dilation, padding)
    back = spreading(length, kernel, stride, dilation, padding)
    if padding == "same":
        assert back == there
    else:
        assert back.length >= length * stride


def test_valid_never_overhangs_and_same_does():
    assert not sliding(5, 3, 1, 1, "valid").overhangs
    assert sliding(5, 3, 1, 1, "same").overhangs
    assert not sliding(5, 1, 2, 1, "same").overhangs


def test_products_count_groups_once():
    window = Window(Axis(5, 3, 3), Axis(4, 2, 3), channels=4, filters=6, groups=2)
    assert window.products == 3 * 2 * 9 * 2 * 6

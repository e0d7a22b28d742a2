"""Weights as a small picture for a box on the canvas: numpy in, QImage out, no plots."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from designer.theme import Theme

Numbers = NDArray[np.floating]
Colours = NDArray[np.uint8]


def colour_table(theme: Theme, steps: int = 256) -> Colours:
    """(steps, 3) red, green, blue from the most negative weight over zero in the middle to the most positive."""
    weights = theme.weights
    ends = [QColor(colour) for colour in (weights.negative, weights.zero, weights.positive)]
    channels = np.array([[ink.red(), ink.green(), ink.blue()] for ink in ends], float)
    places = np.linspace(0.0, 2.0, steps)
    table = np.stack([np.interp(places, (0, 1, 2), channels[:, channel]) for channel in range(3)], axis=1)
    return np.rint(table).astype(np.uint8)


def as_matrix(weights: Numbers) -> Numbers:
    """Any weight as rows and columns: the last axis (units, filters) across, all others down; a vector is one row."""
    if weights.ndim < 2:
        return weights.reshape(1, -1)
    return weights.reshape(math.prod(weights.shape[:-1]), weights.shape[-1])


def strided(matrix: Numbers, most: int) -> Numbers:
    """Every so manieth row and column, so that at most `most` of each are left."""
    down, across = (-(-size // most) for size in matrix.shape)
    return matrix[:: max(1, down), :: max(1, across)]


def thumbnail(weights: Numbers, theme: Theme, most: int = 48, reach: float = 0.0) -> QImage:
    """A pixel for each weight, zero in the middle of the colours; of large ones every so manieth, `most` a side.

    `reach` is the size of weight that has the full colour; 0 for the largest there is. The image is null where there
    is no weight; what is not finite is drawn as zero.
    """
    matrix = strided(as_matrix(weights), most)
    if not matrix.size:
        return QImage()
    finite = np.nan_to_num(matrix, nan=0.0, posinf=0.0, neginf=0.0)
    reach = reach or float(np.abs(finite).max()) or 1.0
    places = np.clip(np.rint((finite / reach + 1.0) * 127.5), 0, 255).astype(np.uint8)
    pixels = np.ascontiguousarray(colour_table(theme)[places])
    height, width = matrix.shape
    # A copy, because an image made of foreign memory does not keep that alive.
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()

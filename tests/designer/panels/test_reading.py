"""The small parts that panels read out: counts, sizes, tables of figures, tiles, rich text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from designer.panels.figure_table import FigureRow, FigureTable
from designer.panels.figures import count_text, shape_text, size_text
from designer.panels.rich_label import RichLabel
from designer.panels.tiles import FAMILIES, family_of, family_title, tile_icon, tile_pixmap
from designer.theme import DARK, LIGHT
from engine.activations import ACTIVATIONS
from engine.layers import LAYERS


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 B"),
        (652, "652 B"),
        (1500, "1.5 kB"),
        (12_345, "12 kB"),
        (553_429_088, "553 MB"),
        (9 * 10**12, "9,000 GB"),
    ],
)
def test_sizes(size, expected):
    assert size_text(size) == expected


def test_counts_and_shapes():
    assert count_text(138_357_544) == "138,357,544"
    assert [count_text(count, "layer") for count in (0, 1, 2)] == ["0 layers", "1 layer", "2 layers"]
    assert count_text(2, "class", "classes") == "2 classes"
    assert [shape_text(shape) for shape in ((16,), (8, 8, 1), (), None)] == ["(16)", "(8, 8, 1)", "()", "?"]


def test_a_value_that_does_not_fit_stands_below_its_title(appearance, show):
    table = FigureTable(appearance)
    table.show_rows([FigureRow(("Shapes", "(4) → (16)"))])
    table.resize(240, table.heightForWidth(240))
    show(table)
    short = table.heightForWidth(240)
    table.show_rows([FigureRow(("Shapes", " + ".join(["(128, 128, 64)"] * 4)))])
    assert table.heightForWidth(240) > 2 * short
    assert table.heightForWidth(2000) == short


def test_a_table_is_told_in_words(appearance):
    table = FigureTable(appearance)
    table.show_rows(
        [FigureRow(("Weights", "Shape", "Numbers"), heading=True), FigureRow(), FigureRow(("a note",))]
    )
    assert table.accessibleDescription() == "Weights Shape Numbers\na note"


def test_a_table_is_painted_in_the_themes_colours(appearance, show):
    table = FigureTable(appearance)
    table.show_rows(
        [FigureRow(("Parameters", "80")), FigureRow(("kernel", "(4, 16)", "64")), FigureRow(("note " * 20,))]
    )
    table.resize(240, table.heightForWidth(240))
    show(table)
    light = table.grab().toImage()
    appearance.choose("dark")
    assert table.grab().toImage() != light


def test_every_layer_belongs_to_a_family_with_a_heading_and_a_colour():
    for kind in (*LAYERS.values(), *ACTIVATIONS.values()):
        assert family_of(kind) in FAMILIES
        assert LIGHT.family(family_of(kind)) != LIGHT.muted
    assert family_title("unheard of") == "Unheard of"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_layer_has_a_drawing_of_its_own(theme, qapp):
    drawn = [tile_pixmap(kind, theme, 32, 2.0).toImage() for kind in LAYERS.values()]
    assert all(image.size() == QSize(64, 64) for image in drawn)
    assert all(drawn[i] != drawn[j] for i in range(len(drawn)) for j in range(i))


def test_a_tile_is_a_square_in_its_familys_colour(qapp):
    image = tile_icon(LAYERS["dense"], LIGHT).pixmap(QSize(40, 20)).toImage()
    assert image.pixelColor(2, 10).alpha() == 0
    assert image.pixelColor(13, 10) == QColor(LIGHT.tint(LIGHT.families.core, 0.15))


def test_rich_text_is_measured_once_and_anew_when_it_changes(appearance, show):
    label = RichLabel()
    label.setText("<i>y</i> = <i>f</i>(<i>x</i>)")
    label.resize(100, 60)
    show(label)
    one = label.heightForWidth(100)
    label.setText("<br>".join(["<i>y</i> = <i>x</i>"] * 5))
    five = label.heightForWidth(100)
    assert five > 3 * one
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    label.setFont(font)
    assert label.heightForWidth(100) > five

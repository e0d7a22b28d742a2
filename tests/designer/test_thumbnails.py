"""The pictures of weights on the boxes: there once something is learned, and there again when a box comes back."""

import pytest

from designer import edits


@pytest.fixture
def trained(penguins, qtbot):
    penguins.session.train()
    qtbot.waitUntil(lambda: penguins.session.state == "finished", timeout=30_000)
    return penguins


def pictured(window):
    nodes = window.canvas.scene_of_items.nodes
    return {node_id for node_id, item in nodes.items() if item._thumbnail is not None}


def test_what_has_not_learned_shows_no_weights(penguins):
    assert pictured(penguins) == set()


def test_an_undo_brings_the_pictures_back_with_the_boxes(trained):
    document = trained.document
    before = pictured(trained)
    assert before
    document.edit("Remove", edits.remove(document.design, sorted(before)))
    assert pictured(trained) == set()
    document.stack.undo()
    assert pictured(trained) == before


def test_a_new_layer_of_the_same_id_has_no_picture(trained):
    document = trained.document
    before = sorted(pictured(trained))
    design = edits.change_settings(document.design, before[:1], units=5)
    removed = edits.remove(document.design, before)
    document.edit("Remove", removed)
    document.edit("Another", edits.remove(design, before[1:]))
    assert pictured(trained) == set()

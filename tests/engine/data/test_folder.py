from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.data.folder import first_pictures
from engine.data.packing import Form, form_of
from engine.data.prepare import prepare
from engine.data.recipe import propose
from engine.data.source import Cancelled, ReadError, source_of
from engine.data.table import preview, read
from engine.feeding import signature
from engine.proposal import propose_design


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Dark cats and bright dogs, a loose picture, a text, and a hidden file."""
    rng = np.random.default_rng(1)
    for name, low in (("cats", 0), ("dogs", 128)):
        (tmp_path / name / "more").mkdir(parents=True)
        for number in range(12):
            folder = tmp_path / name / ("more" if number % 3 == 0 else "")
            Image.fromarray(rng.integers(low, low + 100, (9, 9, 3), np.uint8)).save(folder / f"{number}.png")
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(tmp_path / "loose.JPG")
    (tmp_path / "cats" / "notes.txt").write_text("no picture")
    (tmp_path / "cats" / ".hidden.png").write_bytes(b"")
    return tmp_path


def test_a_folder_is_a_table_of_its_pictures(pictures: Path) -> None:
    table = read(pictures)
    assert form_of(pictures) is Form.FOLDER
    assert table.rows == 25
    assert table.column("class").to_list() == ["cats"] * 12 + ["dogs"] * 12 + [None]
    assert table.column("picture").to_list()[:2] == ["cats/1.png", "cats/10.png"]
    assert table.repairs == ("1 picture lies in no sub-folder: no class is known.",)
    assert preview(pictures, table.dialect, 1) == [["picture", "class"], ["cats/1.png", "cats"]]
    assert first_pictures(pictures, 2)[2] == ["cats/10.png", "cats"]


def test_it_is_prepared_and_gets_a_network_of_convolutions(pictures: Path) -> None:
    table = read(pictures)
    design = propose_design(table, propose(table))
    prepared = prepare(table, design.recipe, seed=1)
    assert prepared.labels == ("cats", "dogs")
    assert prepared.features.shape == (25, 32 * 32 * 3)
    cats = [row for row in prepared.parts.train if table.column("class")[int(row)] == "cats"]
    assert prepared.features[cats].max() < 0.4
    (feed,) = signature(design.graph, prepared.preparation).inputs.values()
    assert feed.shape == (32, 32, 3)
    assert "conv2d_1" in design.graph


def test_another_picture_makes_it_another_folder(pictures: Path) -> None:
    before = source_of(pictures)
    assert before == read(pictures).source
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(pictures / "dogs" / "new.png")
    assert not source_of(pictures).same_bytes(before)


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="holds no picture"):
        read(tmp_path)


def test_it_can_be_cancelled(pictures: Path) -> None:
    with pytest.raises(Cancelled):
        read(pictures, progress=lambda _share, _doing: False)

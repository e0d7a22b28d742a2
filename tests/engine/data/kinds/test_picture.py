import zlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from engine.data.kinds.picture import Picture
from engine.data.source import Source
from engine.data.table import Table

SMALL = Picture(height=2, width=2)


def save(path: Path, pixels: list[list[list[int]]]) -> str:
    Image.fromarray(np.array(pixels, np.uint8)).save(path)
    return str(path)


def encoded(kind: Picture, *paths: str | None) -> tuple[np.ndarray, tuple[str, ...], list[bool]]:
    series = pl.Series("photo", paths, dtype=pl.String)
    fitted = kind.fit(series)
    out = np.zeros((len(paths), fitted.width), np.float32)
    seen = fitted.encode(series, out)
    return out.reshape(len(paths), *fitted.shape), seen.notes, seen.missing.tolist()


def test_pixels_are_numbers_from_black_to_white(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", [[[0, 51, 255], [255, 0, 0]], [[0, 0, 0], [255, 255, 255]]])
    pixels, notes, missing = encoded(SMALL, path)
    assert pixels[0].tolist() == [
        [pytest.approx([0, 0.2, 1]), [1, 0, 0]],
        [[0, 0, 0], [1, 1, 1]],
    ]
    assert (notes, missing) == ((), [False])
    assert encoded(SMALL.replace(scale="-1 to 1"), path)[0][0, 1].tolist() == [[-1] * 3, [1] * 3]
    assert encoded(SMALL.replace(scale="0 to 255"), path)[0][0, 0, 0].tolist() == [0, 51, 255]
    assert encoded(SMALL.replace(colours="grey"), path)[0].shape == (1, 2, 2, 1)


def test_pictures_of_other_shapes_are_stretched_or_cut(tmp_path: Path) -> None:
    path = save(tmp_path / "wide.png", [[[0] * 3, [255] * 3, [255] * 3, [0] * 3]] * 2)
    assert encoded(SMALL.replace(fit_by="cutting"), path)[0].min() == 1
    assert encoded(SMALL, path)[0].min() < 1


def test_what_cannot_be_read_is_black_missing_and_named(tmp_path: Path) -> None:
    good = save(tmp_path / "good.png", [[[255] * 3] * 2] * 2)
    (tmp_path / "words.png").write_text("no picture")
    torn = tmp_path / "torn.jpg"
    Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(torn)
    torn.write_bytes(torn.read_bytes()[:200])
    paths = [good, str(tmp_path / "words.png"), str(tmp_path / "gone.png"), str(torn), None]
    pixels, notes, missing = encoded(SMALL, *paths)
    assert missing == [False, True, True, True, True]
    assert pixels[0].min() == 1
    assert not pixels[1:].any()
    assert "3 pictures could not be read" in notes[0]
    assert "gone.png: there is no such file" in notes[0]


def test_a_picture_that_claims_to_be_huge_is_not_unpacked(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = (100_000).to_bytes(4) + (100_000).to_bytes(4) + bytes((8, 0, 0, 0, 0))
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )
    _, notes, missing = encoded(SMALL, str(bomb))
    assert missing == [True]
    assert "bomb.png" in notes[0]


def test_paths_begin_where_the_table_lies(tmp_path: Path) -> None:
    save(tmp_path / "a.png", [[[255] * 3] * 2] * 2)
    table = Table(pl.DataFrame({"photo": ["a.png", None]}), Source(str(tmp_path / "table.csv"), 0, ""))
    assert SMALL.cells(table, "photo").to_list() == [str(tmp_path / "a.png"), None]
    assert (
        SMALL.fit(SMALL.cells(table, "photo"))
        .explain(str(tmp_path / "a.png"))
        .startswith("a.png → 2 × 2 × 3")
    )

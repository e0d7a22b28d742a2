"""Columns of paths to pictures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import as_labels, empty
from engine.data.kinds.base import DROP, ColumnKind, Fitted, KindError, Material, Seen
from engine.declare import setting

if TYPE_CHECKING:
    import polars as pl

    from engine.data.profile import Profile
    from engine.data.table import Table

ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm")
"""How the names of picture files end."""
LARGEST = 64_000_000
"""Pixels that a picture may have: a small file can claim to hold far more."""
NAMED = 3
"""How many pictures that cannot be read are named."""
_BLACK = "black"


class PictureError(ValueError):
    """A picture cannot be read; the message says why. Never reaches a person by itself."""


@dataclass(frozen=True)
class PictureFitted(Fitted):
    """Pictures of one size: nothing is learned from the training rows."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(height, width, channels)."""
        return (self.kind.height, self.kind.width, self.kind.channels)

    @property
    def width(self) -> int:
        """The numbers of a picture."""
        return prod(self.shape)

    @property
    def names(self) -> tuple[str, ...]:
        """The column, with row and column of the pixel, and its channel where there are several."""
        signs = ("",) if self.kind.channels == 1 else (" red", " green", " blue")
        rows, columns = range(self.kind.height), range(self.kind.width)
        return tuple(f"{self.column} {y},{x}{sign}" for y in rows for x in columns for sign in signs)

    def encode(self, series: pl.Series, out: NDArray[np.float32]) -> Seen:
        """Write the pixels (rows, height width channels) into `out`; what cannot be read is black, and missing."""
        paths = as_labels(series).to_list()
        reasons: dict[str, str] = {}
        missing = empty(series).copy()

        def fill(row: int) -> None:
            out[row] = self.kind.black
            path = paths[row]
            if path is not None:
                try:
                    out[row] = self.kind.pixels(Path(path)).reshape(-1)
                except PictureError as error:
                    missing[row] = True
                    reasons[path] = str(error)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(fill, range(len(paths))))
        return Seen(missing, notes=_told(self.column, reasons))

    def explain(self, value: object) -> str:
        """The size that the picture had, and the one that it gets."""
        if value is None:
            return f"missing → {self.kind.missing}"
        path = Path(str(value))
        try:
            pixels = self.kind.pixels(path)
        except PictureError as error:
            return f"{path.name} → {error}"
        size = " × ".join(map(str, self.shape))
        return f"{path.name} → {size} numbers from {pixels.min():.3g} to {pixels.max():.3g}"


@dataclass(frozen=True)
class Picture(ColumnKind):
    """The path of a picture file, beside the table or in full.

    It becomes height × width × channels numbers, one for each pixel and colour: 0 is black. A picture of another
    size is stretched, or cut to the middle; pictures that cannot be read count as missing and are named.
    """

    title = "Picture"
    fitted = PictureFitted
    rank = 6
    answers = False
    aliases = ("image", "photo", "path", "file", "imageDatastore")
    examples = ("one.png", None, "other.png")

    height: int = setting(32, "Pixels from top to bottom.", low=1, high=1024)
    width: int = setting(32, "Pixels from left to right.", low=1, high=1024)
    colours: str = setting("colour", "Three numbers for a pixel, or one.", choices=("colour", "grey"))
    scale: str = setting(
        "0 to 1", "Between which numbers black and white lie.", choices=("0 to 1", "-1 to 1", "0 to 255")
    )
    fit_by: str = setting(
        "stretching",
        "How a picture of another shape is brought to this one.",
        label="other shapes by",
        choices=("stretching", "cutting"),
    )
    missing: str = setting(DROP, "What becomes of a gap.", label="missing values", choices=(DROP, _BLACK))

    @property
    def channels(self) -> int:
        """Numbers for a pixel."""
        return 1 if self.colours == "grey" else 3

    @property
    def black(self) -> float:
        """What stands for black."""
        return -1.0 if self.scale == "-1 to 1" else 0.0

    @property
    def material(self) -> Material:
        """Pixels."""
        return "pixels"

    def width_for(self, profile: Profile) -> int:  # noqa: ARG002
        """One for each pixel and colour."""
        return self.height * self.width * self.channels

    def cells(self, table: Table, name: str) -> pl.Series:
        """The column's paths; those that are not given in full begin where the table lies."""
        import polars as pl

        series = table.column(name)
        if table.source is None:
            return series
        lies = Path(table.source.path)
        folder = lies if lies.is_dir() else lies.parent
        full = [None if path is None else str(folder / path) for path in as_labels(series).to_list()]
        return pl.Series(name, full, dtype=pl.String)

    def gaps(self, series: pl.Series) -> NDArray[np.bool_]:
        """True where there is no path. Whether a file can be read is found out when it is."""
        return empty(series)

    def fit(self, series: pl.Series) -> PictureFitted:
        """Nothing is learned. Raises KindError when there is no path."""
        if series.null_count() == len(series):
            raise KindError(
                f"{series.name} holds no path in the training rows; choose another kind or ignore it."
            )
        return PictureFitted(series.name, self)

    def pixels(self, path: Path) -> NDArray[np.float32]:
        """A picture file as numbers (height, width, channels). Raises PictureError."""
        from PIL import Image, ImageOps, UnidentifiedImageError

        size = (self.width, self.height)
        try:
            with Image.open(path) as opened:
                if opened.width * opened.height > LARGEST:
                    raise PictureError(f"{opened.width:,} × {opened.height:,} pixels are too many")
                opened.draft("RGB", size)
                coloured = opened.convert("RGBA" if "transparency" in opened.info else "RGB").convert(
                    "L" if self.channels == 1 else "RGB"
                )
                way = Image.Resampling.BILINEAR
                sized = (
                    ImageOps.fit(coloured, size, way)
                    if self.fit_by == "cutting"
                    else coloured.resize(size, way)
                )
        except FileNotFoundError:
            raise PictureError("there is no such file") from None
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            OSError,
            SyntaxError,
            ValueError,
        ) as error:
            if isinstance(error, PictureError):
                raise
            raise PictureError("it is no picture, or damaged") from None
        numbers = np.asarray(sized, np.float32).reshape(self.height, self.width, self.channels)
        if self.scale == "0 to 255":
            return numbers
        half = np.float32(127.5)
        return numbers / (half + half) if self.scale == "0 to 1" else numbers / half - np.float32(1)


def _told(column: str, reasons: dict[str, str]) -> tuple[str, ...]:
    """A sentence on the pictures that could not be read."""
    if not reasons:
        return ()
    shown = "; ".join(f"{Path(path).name}: {reason}" for path, reason in list(reasons.items())[:NAMED])
    more = "…" if len(reasons) > NAMED else ""
    many = "1 picture" if len(reasons) == 1 else f"{len(reasons):,} pictures"
    return (f"{column}: {many} could not be read ({shown}{more}).",)

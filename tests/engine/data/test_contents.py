"""Files that are no plain text: whole or damaged, they end in a table or a sentence."""

import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.contents import Contents, head, sample
from engine.data.source import SAMPLE, ReadError
from engine.data.table import read
from tests.engine.data.workbooks import xlsx

FRAME = pl.DataFrame({"a": range(50), "b": ["x", "y"] * 25, "c": [each * 1.5 for each in range(50)]})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The same table in every form."""
    folder, text = tmp_path_factory.mktemp("forms"), FRAME.write_csv().encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("one.csv", text)
        file.writestr("two.csv", text[:100])
    found = [gzip.compress(text), archive.getvalue()]
    for write in (pl.DataFrame.write_parquet, pl.DataFrame.write_ipc, pl.DataFrame.write_ipc_stream):
        write(FRAME, folder / "table")
        found.append((folder / "table").read_bytes())
    found.append(xlsx(folder / "book", {"one": [FRAME.columns, *FRAME.rows()]}).read_bytes())
    return found


def test_every_form_holds_the_same_table(files: list[bytes], tmp_path: Path) -> None:
    for number, content in enumerate(files):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(content)
        assert read(path).frame.equals(FRAME)


CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 4), st.binary(max_size=4)), min_size=1, max_size=4
)


@settings(max_examples=200)
@given(st.integers(0, 5), CHANGES, st.floats(0, 1) | st.just(1.0))
def test_damaged_files_end_in_a_table_or_a_sentence(
    files: list[bytes],
    tmp_path_factory: pytest.TempPathFactory,
    form: int,
    changes: list[tuple[float, int, bytes]],
    cut: float,
) -> None:
    content = files[form]
    for share, length, instead in changes:
        place = int(share * len(content))
        content = content[:place] + instead + content[place + length :]
    path = tmp_path_factory.mktemp("damaged") / "table"
    path.write_bytes(content[: int(cut * len(content))])
    try:
        table = read(path)
    except ReadError:
        return
    assert table.rows >= 1


def test_the_beginning_and_the_end_of_a_packed_text(tmp_path: Path) -> None:
    text = b"".join(b"%d,%d\n" % (row, row * 7919) for row in range(200_000))
    path = tmp_path / "table.gz"
    path.write_bytes(gzip.compress(text))
    assert b"".join(Contents(path)) == text
    part, start, end = sample(path)
    assert part == ""
    assert start == head(path)
    assert SAMPLE <= len(start) < len(text)
    assert text.startswith(start)
    assert text.endswith(end)
    assert end.split(b",")[0].isdigit()
    path.write_bytes(gzip.compress(text[:1000]))
    assert sample(path) == ("", text[:1000], b"")

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from engine.data.contents import parts
from engine.data.dialect import guess
from engine.data.packing import Form, form_of, members
from engine.data.source import CHUNK, Cancelled, ReadError, source_of
from engine.data.table import preview, read

TEXT = b"a;b\n1,5;x\n2,5;y\n3,5;x\n"
ROWS = [(1.5, "x"), (2.5, "y"), (3.5, "x")]


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["table.csv.gz", "table.csv"])
def test_a_gzip_is_the_text_in_it_and_known_by_its_own_bytes(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / name, gzip.compress(TEXT[:10]) + gzip.compress(TEXT[10:]))
    table = read(path)
    assert table.frame.rows() == ROWS
    assert table.source == source_of(path)
    assert preview(path, guess(path), 2) == [["a", "b"], ["1,5", "x"]]


@pytest.mark.parametrize("after", [b"", bytes(512)])
def test_a_gzip_of_much_from_little_is_whole_and_zeros_after_it_are_nothing(
    tmp_path: Path, after: bytes
) -> None:
    path = put(tmp_path / "table.gz", gzip.compress(b"a,b\n" + b"1,2\n" * CHUNK) + after)
    assert read(path).rows == CHUNK


def test_the_largest_table_of_a_zip_is_guessed_and_another_can_be_chosen(tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", readme_md=b"x" * 999, few_csv=b"p\tq\n1\t2\n", many_csv=TEXT)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._many.csv", b"0" * 999)
    assert parts(path) == ("many.csv", "few.csv")
    table = read(path)
    assert (table.dialect.part, table.frame.rows()) == ("many.csv", ROWS)
    assert table.source == source_of(path)
    few = read(path, part="few.csv")
    assert (few.dialect.delimiter, few.frame.rows()) == ("\t", [(1, 2)])
    assert read(path, few.dialect).frame.rows() == [(1, 2)]
    with pytest.raises(ReadError, match=r"holds no file none\.csv; it has many\.csv, few\.csv"):
        read(path, part="none.csv")


def test_a_zip_of_one_table_needs_no_part(tmp_path: Path) -> None:
    table = read(zipped(tmp_path / "one.zip", table_csv=TEXT))
    assert (table.dialect.part, table.frame.rows()) == ("", ROWS)


def test_the_end_of_a_packed_table_is_looked_at_too(tmp_path: Path) -> None:
    text = b"a,b,c\n" + b"1,2,3\n" * 90_000 + b"\nSource: ours\n"
    for path in (
        put(tmp_path / "t.gz", gzip.compress(text)),
        zipped(tmp_path / "t.zip", t_csv=text),
        put(tmp_path / "t.csv", text),
    ):
        table = read(path)
        assert (table.rows, table.dialect.footer) == (90_000, 2)


def test_bombs_are_refused(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb") as file:
        for _ in range(100):
            file.write(b"1,2\n" * (CHUNK // 4))
    with pytest.raises(ReadError, match="more than 200 times its size"):
        read(put(tmp_path / "bomb.gz", bomb.getvalue()))
    with pytest.raises(ReadError, match="more than 200 times its size"):
        read(zipped(tmp_path / "bomb.zip", bomb_csv=b"1,2\n" * (25 * CHUNK)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(TEXT * 50, mtime=0)[:-30], "ends too early"),
        (b"\x1f\x8b\x08" + bytes(7) + b"\xff" * 99, "damaged"),
        (gzip.compress(b"", mtime=0), "empty"),
        (gzip.compress(b"PAR1" + bytes(99), mtime=0), "Parquet"),
        (b"PK\x03\x04" + bytes(99), "zip archive that cannot be opened"),
    ],
)
def test_what_cannot_be_unpacked_is_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(ReadError, match=sentence):
        read(put(tmp_path / "table.csv", content))


def test_a_zip_without_files_is_a_sentence(tmp_path: Path) -> None:
    path = zipped(tmp_path / "none.zip")
    path.write_bytes(b"PK\x03\x04"[:0] + path.read_bytes())
    with pytest.raises(ReadError):
        read(path)
    with pytest.raises(ReadError, match="without a file in it"):
        read(zipped(tmp_path / "empty.zip", empty_csv=b""))


def test_the_form_is_told_by_the_bytes(tmp_path: Path) -> None:
    assert form_of(put(tmp_path / "a", TEXT)) is Form.TEXT
    assert form_of(put(tmp_path / "b", b"PAR1")).typed
    assert form_of(put(tmp_path / "c", gzip.compress(TEXT))).spelled
    assert members(zipped(tmp_path / "d", t_csv=TEXT)) == {"t.csv": len(TEXT)}


def test_progress_moves_and_cancel_is_felt(tmp_path: Path) -> None:
    path = zipped(tmp_path / "t.zip", t_csv=b"".join(b"%d,2\n" % row for row in range(400_000)))
    shares: list[float] = []
    read(path, progress=lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 4
    with pytest.raises(Cancelled):
        read(path, progress=lambda share, _: share < 0.5)

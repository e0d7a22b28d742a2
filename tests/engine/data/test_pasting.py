from pathlib import Path

import pytest

from engine.data.pasting import keep_text
from engine.data.source import ReadError
from engine.data.table import read


def test_cells_of_a_spreadsheet_are_a_table(tmp_path: Path) -> None:
    text = 'animal\tsize\tnote\r\nant\t1,5\t"two\nlines"\r\nbee\t2,5\tnaïve\r\n'
    path = keep_text(text, tmp_path / "pasted")
    table = read(path)
    assert table.names == ("animal", "size", "note")
    assert table.frame.rows() == [("ant", 1.5, "two\nlines"), ("bee", 2.5, "naïve")]
    assert keep_text(text, tmp_path / "pasted") == path
    assert keep_text(text + "cat\t3\t\n", tmp_path / "pasted") != path


@pytest.mark.parametrize("text", ["", "one line", "\n\n one \n"])
def test_what_is_no_table_is_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(ReadError, match="at least two rows"):
        keep_text(text, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReadError, match="cannot be kept"):
        keep_text("a\tb\n1\t2\n", tmp_path / "file" / "folder")

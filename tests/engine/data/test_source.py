import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.data.source import Cancelled, ReadError, Reading, Source, head, open_file, report, source_of

Csv = Callable[..., Path]


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="is a folder"):
        open_file(tmp_path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"no file gone\.csv"):
        open_file(tmp_path / "gone.csv")


def test_a_name_that_cannot_be_is_a_sentence() -> None:
    with pytest.raises(ReadError, match="cannot be opened"):
        open_file("a\0b.csv")


def test_a_file_without_permission_is_a_sentence(csv: Csv, monkeypatch: pytest.MonkeyPatch) -> None:
    path = csv("a,b\n1,2\n")
    path.chmod(0)
    if os.access(path, os.R_OK):  # the super-user may read it all the same: let the system refuse

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReadError, match="may not be read"):
        open_file(path)


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe\n\x00"])
def test_an_empty_file_is_said_to_be_empty(csv: Csv, content: bytes) -> None:
    with pytest.raises(ReadError, match="is empty"):
        head(csv(content))


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"PK\x03\x04rest", "zip archive"),
        (b"\x89PNG\r\n", "picture"),
        (b"%PDF-1.7", "PDF"),
        (b"PAR1xx", "Parquet"),
    ],
)
def test_known_binary_files_are_named(csv: Csv, start: bytes, what: str) -> None:
    with pytest.raises(ReadError, match=what):
        head(csv(start))


def test_other_binary_files_are_no_text(csv: Csv) -> None:
    with pytest.raises(ReadError, match="binary"):
        head(csv(bytes(range(256)) * 20))


def test_a_few_nul_bytes_do_not_make_a_file_binary(csv: Csv) -> None:
    assert head(csv(b"a,b\n1\x00,2\n3,4\n")).startswith(b"a,b")


def test_reading_gives_all_bytes_their_hash_and_progress(csv: Csv) -> None:
    content = b"0123456789\n" * 300_000
    shares: list[float] = []
    reading = Reading(csv(content), lambda share, _: shares.append(share))
    assert b"".join(reading) == content
    assert reading.source.size == len(content)
    assert reading.source.sha256 == hashlib.sha256(content).hexdigest()
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert len(shares) > 3


def test_reading_stops_when_it_is_told_to(csv: Csv) -> None:
    with pytest.raises(Cancelled):
        list(Reading(csv("a\n1\n"), lambda *_: False))


def test_a_listener_that_returns_nothing_goes_on() -> None:
    report(lambda *_: None, 0.5, "reading")
    report(None, 0.5, "reading")


def test_two_sources_are_the_same_by_their_bytes(csv: Csv) -> None:
    first = source_of(csv("a\n1\n", name="one.csv"))
    second = source_of(csv("a\n1\n", name="two.csv"))
    third = source_of(csv("a\n2\n", name="three.csv"))
    assert first.same_bytes(second)
    assert not first.same_bytes(third)


def test_the_name_of_a_source_is_its_last_part_on_any_system() -> None:
    assert Source("C:\\data\\iris.csv", 1, "").name == "iris.csv"
    assert Source("/data/iris.csv", 1, "").name == "iris.csv"


def test_wide_letters_are_no_binary_data(csv: Csv) -> None:
    text = "имя,слово\nАнна,да\n"
    assert head(csv(text, "utf-16"))
    assert head(csv(text, "utf-16-le"), "utf-16-le")

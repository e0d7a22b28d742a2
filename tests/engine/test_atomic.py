"""A file is there whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from engine.atomic import STALE_SECONDS, SaveError, write_whole
from engine.files.archive import write_archive


def writes(data: bytes) -> Callable[[BinaryIO], object]:
    return lambda file: file.write(data)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.bin"
    path.write_bytes(b"old")
    return path


def test_a_file_is_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "new.bin", writes(b"new"))
    assert (tmp_path / "new.bin").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["new.bin"]


def test_a_file_is_replaced_and_keeps_its_permissions(old: Path) -> None:
    old.chmod(0o640)
    write_whole(old, writes(b"new"))
    assert old.read_bytes() == b"new"
    assert old.stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed(old: Path) -> None:
    link = old.with_name("link.bin")
    link.symlink_to(old.name)
    write_whole(link, writes(b"new"))
    assert link.is_symlink()
    assert old.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your share of the disk"),
        (errno.EACCES, "you may not write there"),
        (errno.EROFS, "can only be read"),
        (errno.EIO, "input/output error"),
    ],
)
@pytest.mark.parametrize("when", ["written", "flushed", "renamed"])
def test_a_failure_leaves_the_old_file_and_says_why(
    old: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, when: str
) -> None:
    def fail(*_words: object) -> None:
        raise OSError(number, os.strerror(number))

    def write(file: BinaryIO) -> None:
        file.write(b"new")
        if when == "written":
            fail()

    if when == "flushed":
        monkeypatch.setattr(os, "fsync", fail)
    if when == "renamed":
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(SaveError, match=words) as caught:
        write_whole(old, write)
    assert str(caught.value).startswith("old.bin could not be saved: ")
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="folder is not there any more"):
        write_whole(tmp_path / "gone" / "a.loom", writes(b"new"))


def test_a_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "a.loom").mkdir()
    with pytest.raises(SaveError, match="a folder has this name"):
        write_whole(tmp_path / "a.loom", writes(b"new"))


def test_a_name_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="no file can be called that"):
        write_whole(tmp_path / "a\0.loom", writes(b"new"))
    with pytest.raises(SaveError, match="too long"):
        write_whole(tmp_path / ("a" * 300), writes(b"new"))


def test_a_write_protected_file_is_not_replaced(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not (Path(path) == old and mode == os.W_OK))
    with pytest.raises(SaveError, match="you may not write there"):
        write_whole(old, writes(b"new"))
    assert old.read_bytes() == b"old"


def test_a_bug_while_writing_leaves_the_old_file_and_stays_a_bug(old: Path) -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"new")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_whole(old, write)
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


def test_what_a_killed_save_left_behind_is_removed_by_a_later_one(old: Path) -> None:
    stale, fresh, other = (
        old.with_name(name) for name in (".old.bin.7.part", ".old.bin.8.part", ".mine.bin.7.part")
    )
    for path in (stale, fresh, other):
        path.write_bytes(b"half")
    long_ago = time.time() - STALE_SECONDS - 60
    for path in (stale, other):
        os.utime(path, (long_ago, long_ago))
    write_whole(old, writes(b"new"))
    assert not stale.exists()
    assert fresh.exists()
    assert other.exists()


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """/dev/full refuses every byte, as a full disk does."""
    full = Path("/dev/full")
    if full.exists():
        with pytest.raises(OSError, match="No space left"), full.open("wb") as file:
            write_archive(file, {"a": b"x" * 100_000})

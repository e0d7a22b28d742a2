"""Remembered settings survive a restart, a missing file and a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from designer.settings import FILE_NAME, MOST_RECENT, Preferences, configuration_folder


def touched(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("x", encoding="utf-8")
    return path


def test_the_folder_is_the_one_that_the_environment_names(settings_folder: Path) -> None:
    assert configuration_folder() == settings_folder
    Preferences().theme = "dark"
    assert "dark" in (settings_folder / FILE_NAME).read_text("utf-8")


def test_without_the_environment_the_folder_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEUROLOOM_CONFIG_DIR")
    assert configuration_folder().name == "neuroloom"


def test_first_values() -> None:
    preferences = Preferences()
    assert (preferences.theme, preferences.reduce_motion, preferences.recent_files) == ("system", False, ())
    assert preferences.window_geometry.isEmpty()
    assert preferences.window_state.isEmpty()
    assert preferences.last_folder == Path.home()


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    first = Preferences()
    first.theme = "light"
    first.reduce_motion = True
    first.window_geometry = QByteArray(b"\x01\x00\xffplace")
    first.window_state = QByteArray(b"docks")
    first.last_folder = tmp_path
    first.remember_file(touched(tmp_path, "größe, und mehr.loom"))
    again = Preferences()
    assert (again.theme, again.reduce_motion, again.last_folder) == ("light", True, tmp_path)
    assert again.window_geometry == QByteArray(b"\x01\x00\xffplace")
    assert again.window_state == QByteArray(b"docks")
    assert again.recent_files == (tmp_path / "größe, und mehr.loom",)


def test_the_newest_file_is_first_and_stands_once(tmp_path: Path) -> None:
    preferences = Preferences()
    a, b = touched(tmp_path, "a.loom"), touched(tmp_path, "b.loom")
    for path in (a, b, a):
        preferences.remember_file(path)
    assert preferences.recent_files == (a, b)


def test_only_so_many_files_are_remembered(tmp_path: Path) -> None:
    preferences = Preferences()
    paths = [touched(tmp_path, f"{number}.loom") for number in range(MOST_RECENT + 3)]
    for path in paths:
        preferences.remember_file(path)
    assert preferences.recent_files == tuple(reversed(paths))[:MOST_RECENT]


def test_files_that_are_gone_are_left_out(tmp_path: Path) -> None:
    preferences = Preferences()
    a, b = touched(tmp_path, "a.loom"), touched(tmp_path, "b.loom")
    preferences.remember_file(a)
    preferences.remember_file(b)
    b.unlink()
    assert preferences.recent_files == (a,)


def test_files_are_forgotten(tmp_path: Path) -> None:
    preferences = Preferences()
    a, b = touched(tmp_path, "a.loom"), touched(tmp_path, "b.loom")
    preferences.remember_file(a)
    preferences.remember_file(b)
    preferences.forget_file(b)
    assert preferences.recent_files == (a,)
    preferences.forget_all_files()
    assert Preferences().recent_files == ()


def test_window_places_are_forgotten() -> None:
    preferences = Preferences()
    preferences.window_state = QByteArray(b"docks")
    preferences.forget_window()
    assert Preferences().window_state.isEmpty()


def test_changed_tells_what_was_written_and_nothing_when_it_was_so_before() -> None:
    preferences = Preferences()
    heard: list[str] = []
    preferences.changed.connect(heard.append)
    preferences.theme = "dark"
    preferences.theme = "dark"
    preferences.reduce_motion = True
    assert heard == ["looks/theme", "looks/reduce_motion"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00\x01garbage",
        b"PK\x03\x04\x00\x00",
        b"[looks\ntheme",
        b"[looks]\n\x00\x00",
    ],
)
def test_a_broken_file_is_survived(settings_folder: Path, content: bytes) -> None:
    (settings_folder / FILE_NAME).write_bytes(content)
    preferences = Preferences()
    assert preferences.theme == "system"
    preferences.theme = "dark"
    assert Preferences().theme == "dark"
    assert (settings_folder / "preferences.unreadable.ini").read_bytes() == content


def test_values_that_make_no_sense_count_as_absent(settings_folder: Path) -> None:
    (settings_folder / FILE_NAME).write_text(
        "[looks]\ntheme=pink\nreduce_motion=perhaps\n[window]\nstate=what\n[files]\nrecent=\nfolder=/not/there\n",
        encoding="utf-8",
    )
    preferences = Preferences()
    assert (preferences.theme, preferences.reduce_motion, preferences.recent_files) == ("system", False, ())
    assert preferences.window_state.isEmpty()
    assert preferences.last_folder == Path.home()

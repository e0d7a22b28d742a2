"""What is missing is found by ldd's answer, installed where that may be, and named in one sentence elsewhere."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def script(checkout: Path) -> ModuleType:
    """The set-up script as a module."""
    spec = importlib.util.spec_from_file_location("system_packages", checkout / ".ci" / "system_packages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")


@pytest.fixture
def ldd(tmp_path: Path) -> Path:
    """An ldd that misses two libraries of the X11 plugin and one of every file."""
    program = tmp_path / "ldd"
    program.write_text(
        "#!/bin/sh\n"
        "echo 'libQt6Pdf.so.6 => not found'\n"
        "echo 'libc.so.6 => /lib/libc.so.6 (0x1)'\n"
        'case "$*" in *libqxcb*)\n'
        "echo 'libxcb-cursor.so.0 => not found'\n"
        "echo 'libxcb-cursor.so.0 => not found'\n"
        "echo 'libnew.so.3 => not found';; esac\n"
    )
    program.chmod(0o755)
    return program


@pytest.fixture
def no_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where nothing can be installed."""
    monkeypatch.setattr("shutil.which", lambda program: None)


def test_a_dry_run_names_the_packages(
    script: ModuleType, ldd: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["qt", "--dry-run", "--ldd", str(ldd)]) == 0
    assert capsys.readouterr().out == "Would install libnew.so.3 libxcb-cursor0.\n"


@pytest.mark.usefixtures("no_rights")
def test_one_sentence_without_the_right_to_install(
    script: ModuleType, ldd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stamp = tmp_path / "stamp"
    assert script.main(["qt", "--ldd", str(ldd), "--stamp", str(stamp)]) == 1
    assert "lacks libnew.so.3, libxcb-cursor0: install them" in capsys.readouterr().err
    assert not stamp.exists()


@pytest.mark.usefixtures("no_rights")
def test_without_a_display_the_demonstration_may_run_but_the_next_run_looks_again(
    script: ModuleType,
    ldd: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    stamp = tmp_path / "stamp"
    assert script.main(["qt", "--ldd", str(ldd), "--stamp", str(stamp)]) == 0
    assert capsys.readouterr().err == ""
    assert not stamp.exists()


def test_what_is_missing_is_installed_and_looked_for_again(
    script: ModuleType, ldd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = []

    def install(command: list[str], packages: list[str]) -> bool:
        installed.append((command, packages))
        ldd.write_text("#!/bin/sh\n")
        return True

    monkeypatch.setattr(script, "installer", lambda: ["apt-get"])
    monkeypatch.setattr(script, "install", install)
    stamp = tmp_path / "stamp"
    assert script.main(["qt", "--ldd", str(ldd), "--stamp", str(stamp)]) == 0
    assert installed == [(["apt-get"], ["libxcb-cursor0"])]
    assert stamp.exists()


@pytest.mark.usefixtures("no_rights")
def test_the_tests_need_programs_too(
    script: ModuleType, ldd: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["tests", "--dry-run", "--ldd", str(ldd)]) == 0
    assert "openbox xdotool xvfb" in capsys.readouterr().out


def test_apt_is_asked_for_new_lists_once_when_a_package_is_unknown(
    script: ModuleType, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    apt = tmp_path / "apt-get"
    apt.write_text(
        f'#!/bin/sh\necho "$1" >> {log}\n[ "$1" = update ] || [ "$(grep -c install {log})" = 2 ]\n'
    )
    apt.chmod(0o755)
    assert script.install([str(apt)], ["libegl1"])
    assert log.read_text().split() == ["install", "update", "install"]

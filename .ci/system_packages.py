"""Finds the system packages that are missing, and installs them where apt and the right to use it exist.

Run by the Makefile, with nothing but the standard library:

    system_packages.py qt             the libraries that Qt links to
    system_packages.py tests          the same, and the programs of the tests that need a real X server
    system_packages.py package NAME   one package by name

`--dry-run` says what would be installed. `--stamp FILE` makes FILE once nothing is missing.
Ends with 0 when what is needed now is there, and with 1 after one sentence that says what is not.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXau.so.6": "libxau6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""The Debian package of each library; newer releases answer to the same names."""

PROGRAMS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}
"""What the tests under a real X server start, and its package."""

OFFSCREEN = ("lib/libQt6Widgets.so.6", "lib/libQt6Svg.so.6", "plugins/platforms/libqoffscreen.so")
X11 = ("lib/libQt6XcbQpa.so.6", "plugins/platforms/libqxcb.so", "plugins/xcbglintegrations/*.so")
"""The files of Qt that are loaded always, and those that a window on a display adds."""


def linked_files(folder: Path, *, display: bool) -> list[Path]:
    """The files of the Qt in `folder` whose libraries have to be there, with or without a display."""
    patterns = OFFSCREEN + X11 if display else OFFSCREEN
    return [file for pattern in patterns for file in sorted(folder.glob(pattern))]


def missing_libraries(files: Iterable[Path], ldd: str = "ldd") -> list[str]:
    """The names of the libraries that `files` link to and this machine lacks; Qt's own are passed over."""
    said = subprocess.run([ldd, *map(str, files)], capture_output=True, text=True, check=False).stdout
    return sorted({name for name in re.findall(r"(\S+) => not found", said) if not name.startswith("libQt6")})


def installer() -> list[str]:
    """The words before what apt-get shall do, or nothing where it does not exist or may not be used."""
    if not shutil.which("apt-get"):
        return []
    if os.geteuid() == 0:
        return ["apt-get"]
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "apt-get"]
    return []


def install(command: list[str], packages: list[str]) -> bool:
    """Install `packages`; where that fails, once more after asking for the newest lists."""
    wanted = [*command, "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def done(words: list[str]) -> bool:
        return subprocess.run(words, env=environment, capture_output=True, check=False).returncode == 0

    return done(wanted) or (done([*command, "update", "--quiet"]) and done(wanted))


def missing_packages(need: str, ldd: str, *, display: bool = True) -> list[str]:
    """The packages that `need` (see above) asks for and this machine does not have.

    A library whose package is unknown stands for itself.
    """
    if not sys.platform.startswith("linux"):
        return []
    qt = Path(sysconfig.get_path("platlib")) / "PySide6" / "Qt"
    libraries = missing_libraries(linked_files(qt, display=display), ldd)
    packages = {PACKAGES.get(library, library) for library in libraries}
    if need == "tests":
        packages |= {package for program, package in PROGRAMS.items() if not shutil.which(program)}
    return sorted(packages)


def provide(packages: list[str]) -> bool:
    """Install `packages` where that is possible; whether it was done without an error.

    Libraries whose package is unknown are passed over.
    """
    packages = [package for package in packages if ".so" not in package]
    command = installer()
    if not command or not packages:
        return False
    print(f"Installing the system packages {' '.join(packages)}.", flush=True)
    return install(command, packages)


def main(words: list[str] | None = None) -> int:
    """Do what the module's docstring says; return the exit code."""
    parser = argparse.ArgumentParser(description="Install the system packages that are missing.")
    parser.add_argument("need", choices=["qt", "tests", "package"])
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--ldd", default="ldd")
    parser.add_argument("--stamp", type=Path)
    asked = parser.parse_args(words)
    missing = [asked.name] if asked.need == "package" else missing_packages(asked.need, asked.ldd)
    if missing and asked.dry_run:
        print(f"Would install {' '.join(missing)}.")
        return 0
    if missing and provide(missing):
        missing = [] if asked.need == "package" else missing_packages(asked.need, asked.ldd)
    if not missing:
        if asked.stamp:
            asked.stamp.touch()
        return 0
    display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if asked.need == "qt" and not display and not missing_packages("qt", asked.ldd, display=False):
        return 0
    print(
        f"This machine lacks {', '.join(missing)}: install them with your system's package manager "
        "(the names are Debian's) and run make again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())

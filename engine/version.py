"""Which version of the program this is."""

from __future__ import annotations


def program_version() -> str:
    """The installed version such as "0.1.0"; "unknown" where the program runs without having been installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("neuroloom")
    except PackageNotFoundError:
        return "unknown"

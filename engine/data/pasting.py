"""A table that was copied in another program: its text becomes a file, which is found again like any other."""

from __future__ import annotations

import hashlib
from pathlib import Path

from engine.atomic import SaveError, write_whole
from engine.data.source import ReadError

LONGEST = 64 << 20
"""Letters that a pasted table may have."""


def keep_text(text: str, folder: Path) -> Path:
    """Write a pasted table to a file in a folder and return where; the same text always gets the same name.

    Spreadsheets copy cells with tabs between them; any other text that a file may hold is taken as well. Raises
    ReadError where the text holds no table, or cannot be kept.
    """
    rows = [line for line in text.splitlines() if line.strip()]
    if len(rows) < 2:
        raise ReadError(
            "The clipboard holds no table: copy at least two rows, the names of the columns first."
        )
    if len(text) > LONGEST:
        raise ReadError(
            "The clipboard holds more than 64 million letters; save the table as a file and open that."
        )
    content = text.encode("utf-8", "replace")
    path = folder / f"pasted {hashlib.sha256(content).hexdigest()[:8]}.tsv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, lambda file: file.write(content))
    except (OSError, SaveError) as error:
        raise ReadError(f"The pasted table cannot be kept in {folder}: {error}") from None
    return path

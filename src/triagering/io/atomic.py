"""Files that are either complete or not there."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a UTF-8 file, whole or not at all: a reader sees the old file or the new one, never half of it.

    Parameters
    ----------
    path
        The file; its folder must exist.
    text
        The content; line ends are written as given.

    Raises
    ------
    OSError
        When the file cannot be written; what was there before is untouched.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_text(pathlib.Path(folder) / "plan.json", "{}")
    ...     [file.name for file in pathlib.Path(folder).iterdir()]
    ['plan.json']
    """
    target = Path(path)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

"""Files that are either complete or not there."""

from __future__ import annotations

import os
import tempfile
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
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Give the mask that new files get; temporary files are private until they have their name."""
    mask = os.umask(0)
    os.umask(mask)
    return mask

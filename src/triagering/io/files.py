"""Files: text in, with limits and clear words about encodings; files and folders out, whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from triagering.errors import InputError
from triagering.io.issues import Report

MAX_BYTES = 200_000_000
"""Largest file that is read."""
LONGEST_NAME = 255
"""Characters of a file's name, at most, wherever there are files."""

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def read_text(path: Path, table: str, report: Report) -> str | None:
    """Read a UTF-8 file; reports and gives None when it cannot be read."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except (OSError, ValueError) as error:  # no path may hold a null
        name, why = named(path), getattr(error, "strerror", None) or "not a path"
        report.add("E501", table, "", "", name, f"cannot be read ({why})", "check path and permissions" if name else
                   "give the path of a file, not what is in it; `day_from_json` takes that of a day")
        return None
    if size > MAX_BYTES:
        report.add("E502", table, "", "", path.name, f"is larger than {MAX_BYTES // 1_000_000} MB", "split the day")
        return None
    return decoded(data, table, path.name, report)


def named(path: Path) -> str:
    """Give the name of a file, to be told; empty where it is text that was given for a path, which is not repeated.

    >>> named(Path("days/day.json")), named(Path('{"date": "2026-03-02"}'))
    ('day.json', '')
    """
    text = str(path)
    return path.name if text.isprintable() and len(path.name) <= LONGEST_NAME and not set('";') & set(text) else ""


def decoded(data: bytes, table: str, name: str, report: Report) -> str | None:
    """Give the text of UTF-8 data; reports and gives None when it is none."""
    hint = "save it as 'CSV UTF-8'"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        report.add("E503", table, "", "", name, "is a workbook or an archive, not text", hint)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4000]:
        report.add("E503", table, "", "", name, "is not UTF-8 but UTF-16 or binary", hint)
    else:
        try:
            return data.decode().lstrip(BYTE_ORDER_MARK)  # some programs write a second one
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            report.add("E503", table, f"line {line}", "", name, "is not UTF-8 (perhaps Windows-1252)", hint)
    return None


def place_of(path: Path) -> Path:
    """Give the place that links lead to, where nothing needs to be yet.

    Raises
    ------
    InputError
        When it cannot be looked at, or links lead in a circle (E501).
    """
    try:
        path.stat()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise _unwritable(path, error) from None
    return Path(os.path.realpath(path))


def require_folder(path: Path) -> Path:
    """Give where a folder will be written; refuse what could not be one, before long work begins (E501)."""
    place = place_of(path)
    there = next(one for one in (place, *place.parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        report = Report()
        report.add("E501", "output", "", "", place.name, "cannot be written: no folder, or a read-only one",
                   "give another path")
        report.raise_if_any()
    return place


def make_folder(path: Path) -> Path:
    """Give the place of a folder, made where it is missing; refuse what cannot be one (E501)."""
    place = require_folder(path)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(place, error) from None
    return place


def write_text(text: str, path: Path, *, folders: bool = False) -> None:
    """Write a file as ``write_bytes`` does."""
    write_bytes(text.encode(), path, folders=folders)


def write_bytes(data: bytes, path: Path, *, folders: bool = False) -> None:
    """Write a file beside its place and move it there when it is complete: whole or not, even if the power fails.

    ``folders``: make the folders above it that are missing.
    """
    path = place_of(path)
    part = _beside(path)
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        _write(part, data)
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        with suppress(OSError):  # after Ctrl-C too; usually there is nothing to take away
            part.unlink()
    _settle(path.parent)


def write_files(texts: Mapping[str, str], folder: Path, ours: Callable[[Path], bool]) -> None:
    """Write a folder of files; it appears complete. The first file is its head, without which nobody reads it.

    A folder that is there stays the same one: it gets all files, or none where one cannot be written. Files in it
    that are ours go, others stay.

    No file system exchanges several files at once. So the head of the old files goes first, and that of the new ones
    comes last: whenever the process is killed, the folder holds all old files, all new files, or no head. Without a
    head, ``.new.*`` in it holds all new files, and each old one is in it or in ``.old.*`` in it. What an interrupted
    writer left in the folder goes when the next one is done; what it left beside a new folder stays (``.name.*``).
    Nothing guards against two who write at once.
    """
    folder = place_of(folder)
    part = _beside(folder)
    try:
        there = list(folder.iterdir()) if folder.exists() else None
        if there is not None:
            part = _beside(folder / "part")
        part.mkdir(parents=True)
        for name, text in texts.items():
            _write(part / name, text.encode())
        _settle(part)
        if there is None:
            part.rename(folder)
            _settle(folder.parent)
        else:
            part = part.rename(_beside(folder / "new"))
            _exchange([path for path in there if ours(path) and not path.is_dir()], texts, part)
            for path in filter(is_rest, there):
                shutil.rmtree(path, ignore_errors=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    finally:  # after Ctrl-C too; usually there is nothing to take away
        if not list(folder.glob(".old.*")):  # else not even the old files could be put back, and any may be wanted
            shutil.rmtree(part, ignore_errors=True)


def is_rest(path: Path) -> bool:
    """Say whether this is a folder of somebody who writes files, or was interrupted while doing so.

    >>> is_rest(Path("day/.old.0123456789ab")), is_rest(Path("day/old"))
    (True, False)
    """
    return re.fullmatch(r"\.(part|old|new)\.[0-9a-f]{12}", path.name) is not None


def is_part(path: Path, of: Path) -> bool:
    """Say whether this is what somebody writes, or left behind, beside a file.

    >>> is_part(Path(".plan.json.0123456789ab"), Path("plan.json")), is_part(Path("other"), Path("plan.json"))
    (True, False)
    """
    return re.fullmatch(rf"\.{re.escape(of.name)}\.[0-9a-f]{{12}}", path.name) is not None


def _exchange(old: list[Path], texts: Mapping[str, str], part: Path) -> None:
    """Put files of which a part holds copies into its folder in place of old ones, or leave everything as it was."""
    folder, (head, *others) = part.parent, texts
    aside = _beside(folder / "old")
    out = [(path, aside / path.name) for path in sorted(old, key=lambda path: path.name.lower() != head)]
    written: list[Path] = []
    try:
        aside.mkdir()
        for moves in (out[:1], out[1:]):
            for path, place in moves:
                path.replace(place)
            _settle(folder)  # in this order on disk too
        for name in others:
            written.append(folder / name)
            _write(folder / name, texts[name].encode())
        _settle(folder)
        (part / head).replace(folder / head)
    except BaseException:
        if os.path.lexists(part / head):  # else all is done
            _put_back(out, written)
            with suppress(OSError):
                aside.rmdir()
        raise
    _settle(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _put_back(out: list[tuple[Path, Path]], written: list[Path]) -> None:
    """Take new files away and move old ones back, as far as either got; what cannot be moved is kept aside."""
    with suppress(OSError):
        for path in written:
            if path.is_file() and not path.is_symlink():
                path.unlink()
        for path, place in reversed(out):
            if not os.path.lexists(path):
                place.replace(path)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid4().hex[:12]}")


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Put the names in a folder on disk, where folders can be opened and synchronised; the file stands in any case."""
    if hasattr(os, "O_DIRECTORY"):
        with suppress(OSError):
            opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)


def _unwritable(path: Path, error: OSError) -> InputError:
    report, problem = Report(), f"cannot be written ({error.strerror})"
    report.add("E501", "output", "", "", path.name, problem, "check path and permissions")
    return InputError(report.issues)

"""How kernels are compiled, and when compiled ones may be used again.

Numba keeps machine code on disk and compiles a kernel again when *its* file changes. But a kernel contains all that it
calls, and the columns of its tables; so here everything counts that a kernel may be made of.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite  # type: ignore[import-untyped]
import numba
import numpy as np
from numba.core.registry import CPUDispatcher

OPTIONS = {"nogil": True, "_nrt": False, "no_cfunc_wrapper": True}
_kernels: list[Any] = []


def made_of(folder: Path) -> dict[str, bytes]:
    """Give the sources of all that kernels below a folder are made of: kernels, columns, and what is passed to them."""
    files = [file for pattern in ("search/*.py", "bound/*.py", "kernels.py") for file in sorted(folder.glob(pattern))]
    texts = {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
    return {name: text for name, text in texts.items()
            if name.endswith(("columns.py", "kernels.py")) or b"solver.kernels import" in text or b"NamedTuple" in text}


def fingerprint(folder: Path) -> bytes | None:
    """Give a digest of all that kernels below a folder are made of; None if their sources are not there."""
    sources = made_of(folder)
    if not sources:
        return None
    versions = (numba.__version__, llvmlite.__version__, platform.python_version())
    digest = hashlib.sha256(repr(versions).encode())
    for name, text in sources.items():
        digest.update(b"\0".join((name.encode(), text, b"")))
    return digest.digest()


_MADE_OF = fingerprint(Path(__file__).parent)


def kernel(function: Callable[..., Any]) -> Any:
    """Make a kernel that Python calls; compiled once and kept on disk, where there is a place that can be written."""
    made: Any = numba.njit(**OPTIONS)(function)
    if _MADE_OF is not None:
        try:
            made.enable_caching()
            made._cache._cache_file._source_stamp = _MADE_OF
        except (RuntimeError, AttributeError):  # nowhere to write, or a Numba that keeps its files in another way
            made = numba.njit(**OPTIONS)(function)
    _kernels.append(made)
    return made


def inner(function: Callable[..., Any]) -> Any:
    """Make a kernel that only kernels call: without wrappers and files, which are a quarter of the time to compile."""
    return _only_for_kernels(numba.njit(no_cpython_wrapper=True, **OPTIONS)(function))


def hot(function: Callable[..., Any]) -> Any:
    """Make a kernel that becomes part of its callers' machine code: a call passes every array."""
    return _only_for_kernels(numba.njit(no_cpython_wrapper=True, forceinline=True, **OPTIONS)(function))


def inlined(function: Callable[..., Any]) -> Any:
    """Make a kernel that is called in one place only and becomes part of its caller: not compiled on its own at all."""
    return _only_for_kernels(numba.njit(no_cpython_wrapper=True, inline="always", **OPTIONS)(function))


def _only_for_kernels(made: Any) -> Any:
    made.__class__ = _Inner
    return made


class _Inner(CPUDispatcher):  # type: ignore[misc]
    """A kernel without a wrapper: a call from Python would end the process."""

    def __call__(self, *_args: Any, **_named: Any) -> Any:
        raise TypeError(f"{self.__name__} is called by kernels only; to call it from Python, decorate it with @kernel")

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Compile once for every width of integer and every constant: a quarter of the kernels would be made twice."""
        return super().get_call_template([_widest(kind) for kind in args], {name: _widest(kws[name]) for name in kws})


def _widest(kind: Any) -> Any:
    plain = numba.types.unliteral(kind)
    return numba.types.int64 if plain in {numba.types.int32, numba.types.uint32} else plain


@hot
def index(number: int) -> int:
    """Give a number that is not negative without its sign: of any other each access asks if it counts from the end.

    To look things up with, not to calculate: no integer holds both a number without a sign and any other.
    """
    return np.uint32(number)  # type: ignore[return-value]


def all_compiled() -> bool:
    """Say whether every kernel imported so far is compiled, in this process or on disk."""
    return all(made.signatures or _stored(made) for made in _kernels)


def kept_on_disk() -> bool:
    """Say whether what one process compiles is there for the next."""
    return all(made.stats.cache_path is not None for made in _kernels)


def _stored(made: Any) -> bool:
    try:
        return bool(made._cache._cache_file._load_index())
    except (AttributeError, OSError):
        return False

"""Names that are loaded when they are first used, so that nobody waits for what they do not need."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any


def lazily(package: str, names: Mapping[str, Iterable[str]]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Give ``__getattr__`` and ``__dir__`` of a package whose names live in these modules.

    A name that a module of the package also has must not be among them: whoever imports the module first would get it
    (but for ``triage``, which is a package that can be called itself).
    """
    home = {name: module for module, own in names.items() for name in own}

    def load(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(home[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return load, lambda: sorted({*vars(sys.modules[package]), *home})

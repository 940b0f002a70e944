"""The command line; every command goes through the public names of ``triagering``."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command line; what the encoding of the output lacks is escaped."""
    from triagering.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="triagering")

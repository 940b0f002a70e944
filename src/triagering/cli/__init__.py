"""The command line; every command goes through the public names of ``triagering``."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command line; what the encoding of the output lacks is escaped."""
    from triagering.cli.app import app
    from triagering.cli.failures import UNUSABLE, leave_output

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="triagering")
    except OSError as error:  # help that cannot be written; commands see to themselves
        print(f"{error.strerror}: standard output", file=sys.stderr)  # noqa: T201
        leave_output()
        sys.exit(UNUSABLE)

"""The command line; every command goes through the public names of ``triagering``."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from triagering.cli.app import app

    app(prog_name="triagering")

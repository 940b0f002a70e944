"""The commands. Heavy parts are loaded when a command runs, so that help and mistakes are answered at once."""

from __future__ import annotations

from typing import Annotated

import typer

import triagering
from triagering.cli.days import generate, schema, split, triage
from triagering.cli.planned import check, explain, kpis, runlists
from triagering.cli.plans import plan, replan, uhhc, week

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False, rich_markup_mode=None,
    help="Plan a home-care day. People decide; this proposes, prices and explains.",
    epilog="Exit codes: 0 fine, 1 the plan breaks a rule (uhhc: leaves out who must be served), 2 the input cannot be "
           "used, 3 an internal error, 130 given up by Ctrl-C.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"triagering {triagering.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True,
                                          help="Print the version.")] = False,
) -> None:
    """Plan a home-care day. People decide; this proposes, prices and explains."""


for command in (generate, plan, replan, week, runlists, split, triage, check, kpis, explain, schema, uhhc):
    app.command()(command)

"""What commands are given: choices, paths and options that several of them share."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer


class SchemaOf(StrEnum):
    """What a schema describes."""

    DAY = "day"
    PLAN = "plan"
    TRIAGE = "triage"


class Language(StrEnum):
    """What people read."""

    DANISH = "da"
    ENGLISH = "en"


class By(StrEnum):
    """What a day is split by."""

    DISTRICT = "district"
    MINITEAM = "miniteam"


class TravelDisplay(StrEnum):
    """How run lists show travel."""

    HIDDEN = "hidden"
    BLOCKS = "blocks"
    BETWEEN = "between"


# what cannot be read is told by the library, under --json too
path_argument, path_option = partial(typer.Argument, readable=False), partial(typer.Option, readable=False)
DATES = ["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"]
DayPath = Annotated[Path, path_argument(metavar="DAY", help="Folder of CSV tables, or one JSON file.")]
PlanPath = Annotated[Path, path_argument(metavar="PLAN", help="A plan as written by `triagering plan`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write one JSON object to standard output, for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Seconds = Annotated[float, typer.Option(min=0, help="Time limit; Ctrl-C ends earlier with the best plan so far.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed, one worker and an effort repeat a plan exactly.")]
Workers = Annotated[int, typer.Option(min=1, help="Threads that search, by the clock at most two for each core.")]
Effort = Annotated[int | None, typer.Option(min=1, help="End after so many steps instead of by the clock.")]
Read = Annotated[Language, typer.Option("--language", help="Language of what people read.")]
Carers = Annotated[list[str] | None, typer.Option("--carer", metavar="CARER", help="Only this carer's run list; may be "
                                                  "given again.")]
Travel = Annotated[TravelDisplay, typer.Option("--travel", help="How run lists show travel.")]
PlanOutput = Annotated[Path | None, path_option("--output", "-o", help="Write the plan and its costs here.")]
ListsHtml = Annotated[Path | None, path_option(help="Write run lists to print here, as one HTML file.")]

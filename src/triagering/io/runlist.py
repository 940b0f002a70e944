"""Run lists (kørelister) as text for a terminal: what each carer does, in order, then what is of the day."""

from __future__ import annotations

from collections.abc import Collection

from triagering.io.groups import groups_text
from triagering.io.layout import as_text, columns
from triagering.io.runlist_lines import ListMaker, TravelDisplay
from triagering.models import Day, Plan, Result
from triagering.models.base import Language


def run_lists(day: Day, plan: Plan | Result, *, language: Language = "en",
              travel_display: TravelDisplay = "between", carer: Collection[str] | None = None) -> str:
    """Give all run lists, the group activities and what is unplanned, as text; or some carers' own lists alone.

    Parameters
    ----------
    day, plan
        A day and a plan of it.
    language
        ``en`` or ``da``; ids and local codes stay as they are.
    travel_display
        ``between``: a line per journey. ``blocks``: up to four lines that gather the journeys of a part of the shift.
        ``hidden``: no line; the time of a visit begins when the carer leaves for it.
    carer
        Id of a carer, or several: only their lists, to be handed to them, without what is of the day.

    Raises
    ------
    InputError
        If the plan names carers, visits or activities that the day does not know, or ``carer`` such a carer (E102).

    Examples
    --------
    >>> from triagering import Plan, generate_day
    >>> from triagering.models import Route
    >>> day = generate_day(carers=1)
    >>> nobody_goes = Plan(routes=tuple(Route(carer=shift.carer) for shift in day.shifts))
    >>> print(run_lists(day, nobody_goes, language="da").splitlines()[0])
    Kørelister 02-03-2026
    """
    maker = ListMaker(day, plan, language, travel_display, carer)
    parts = [as_text(run_list) for run_list in maker.run_lists()]
    of_all = [*groups_text(day, maker.plan, language), _unplanned_text(maker)] if carer is None else []
    return "\n\n".join([maker.title, *parts, *of_all]) + "\n"


def _unplanned_text(maker: ListMaker) -> str:
    rows = list(maker.unplanned())
    if not rows:
        return maker.words["everything"]
    lines = [f"{line}\n    {row[5]}. {maker.words['help']}: {row[6]}." for line, row in
             zip(columns([row[:5] for row in rows]), rows, strict=True)]
    return "\n".join([f"{maker.words['unplanned']}: {len(rows)}", *lines])

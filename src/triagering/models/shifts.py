"""When carers work, and their breaks."""

from __future__ import annotations

from pydantic import Field

from triagering.models.base import CarerId, Minute, Minutes, Model, Price


class Break(Model):
    """A break of at least ``minutes`` inside a window, at the place of the stop before or after it.

    It is due when the shift has at least two stops, and lies between two stops. Whatever time is left before the
    next stop may lengthen it, up to ``latest_end``. (More than six hours of work give the right to a break, not at
    either end of the shift: FOA/KLS guide to breaks.)
    """

    minutes: Minutes
    """Least length."""
    earliest_start: Minute
    """Not before."""
    latest_start: Minute
    """Not after."""
    latest_end: Minute | None = None
    """Must be over by then; none: no limit."""
    paid: bool = True
    """Paid breaks (29 minutes or less) count as working time in the figures; no effect on the plan."""
    mandatory: bool = True
    """Whether leaving it out is a violation or priced as a missed break."""
    at_ends: bool = False
    """Whether it may also lie before the first or after the last stop; it is then due from one stop on."""


class Shift(Model):
    """One carer's working time on the day; at most one per carer."""

    carer: CarerId
    """Who works."""
    start: Minute
    """Leaves the start place at the earliest."""
    end: Minute
    """Back at the end place, unless overtime is allowed."""
    overtime: Minutes = 0
    """Minutes that the return may be after ``end``, at a price."""
    break_: Break | None = Field(default=None, alias="break")
    """The break, if any."""
    previous_end: Minute | None = None
    """When the carer's previous shift ended (negative: yesterday); daily rest counts from there."""
    next_start: Minute | None = None
    """When the next shift starts; daily rest must fit before it."""
    rest_before: Minutes | None = None
    """Minutes of rest agreed on with the carer between the previous shift and this one; none: daily rest."""
    rest_after: Minutes | None = None
    """The same before the next shift; of a week it is enough to say it of one of the two shifts."""
    max_load: Minutes | None = None
    """Most minutes of travel, visits and activities; none: no limit."""
    reserve: Minutes = 0
    """Minutes to keep free for acute visits; missing ones are priced, and with 0 too those by which travel, stops and
    break are more than the shift."""
    unused_price: Price = 0
    """What it costs to leave the shift without any stop."""
    unused_idle: Minutes | None = None
    """Idle minutes that count while the shift has no stop; none: its whole length."""

    model_config = {"populate_by_name": True}

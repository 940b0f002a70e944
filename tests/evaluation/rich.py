"""A small day with one of everything, and a valid plan of it, to be broken in every way."""

from __future__ import annotations

import datetime as dt

from tests.builders import (
    TODAY,
    activity,
    carer,
    citizen,
    day,
    minute,
    pause,
    plan,
    shift,
    visit,
)
from triagering.models import (
    Acquaintance,
    CarerRelation,
    Competence,
    Day,
    District,
    Link,
    Miniteam,
    Municipality,
    Pin,
    Plan,
    Prices,
    Wish,
)


def rich_day() -> Day:
    """Six carers (c4 a substitute from the south, c5 unskilled, c6 not at work), twelve visits, one meeting with z9."""
    old = Competence(area="insulin", valid_until=TODAY - dt.timedelta(days=1))
    return day(
        visits=[
            visit("v1", "07:15-08:00", tasks="insulin", time_critical=True, priority=1),
            visit("v2", "08:30-09:00-10:00", carers_needed=2, tasks="lift", heavy=True),
            visit("v3", "11:30-14:00", citizen="z1", tasks="insulin"),
            visit("v4", "08:00-12:00", tasks="lift"),
            visit("v5", "09:00-14:00", told=["c3"]),
            visit("v6", "08:00-09:00, 12:00-13:00"),
            visit("v7", "08:00-12:00"),
            visit("v8", "12:00-14:00", citizen="z7"),
            visit("v9", "08:00-14:00", unplanned_price=500),
            visit("v10", "08:00-14:00", tasks="nursing", priority=5),
            visit("v11", "08:00-14:00", citizen="z7"),
            visit("v12", "08:00-14:00", citizen="z9", tasks="insulin"),
        ],
        carers=[
            carer("c1", "insulin lift", miniteam="n1", attributes=["gender:female"], profession="ssa"),
            carer("c2", "lift insulin", miniteam="n1", profession="ssh"),
            carer("c3", "lift insulin", miniteam="n2"),
            carer("c4", [Competence(area="lift"), old], miniteam="s1", substitute=True),
            carer("c5", miniteam="n1", profession="unskilled"),
            carer("c6", "nursing insulin lift", miniteam="n1"),
        ],
        shifts=[
            shift("c1", "07:00-15:00", break_=pause("10:30-12:00", 30), previous_end=minute("20:10") - 1440),
            shift("c2", "07:00-15:00", break_=pause("10:30-12:00", 30, latest_end=minute("12:30")), max_load=130),
            shift("c3", "07:00-14:00", overtime=20, next_start=minute("24:00"), rest_after=600),
            shift("c4", "08:00-15:00", reserve=380, unused_price=900),
            shift("c5", "07:00-12:00", overtime=10, previous_end=minute("22:20") - 1440, rest_before=590),
        ],
        citizens=[
            citizen("z1", miniteam="n1", contact_person="c1", closed_circle=["c1", "c3", "c4", "c5", "c6"]),
            citizen("z2", miniteam="n2", preferred=["c2"]),
            citizen("z4", miniteam="n1", vetoes=["c3"], wishes=(Wish(attribute="gender:female"),)),
            citizen("z5", miniteam="n1", wishes=(Wish(attribute="gender:female", hard=True),)),
            citizen("z6", miniteam="s1"),
            citizen("z7", miniteam="n2"),
            citizen("z9", miniteam="s1", vetoes=["c1"]),
            citizen("z10", miniteam="n1"),
        ],
        municipality=Municipality(
            districts=(District(id="north", closed=True), District(id="south")),
            miniteams=(Miniteam(id="n1", district="north"), Miniteam(id="n2", district="north"),
                       Miniteam(id="s1", district="south"))),
        activities=(activity("a1", start="13:30", carers=("c1", "c2", "c6"), citizens=("z9",)),),
        links=(
            Link(id="l1", first="v1", second="v3", min_gap=240, max_gap=270),
            Link(id="l2", first="v7", second="v8", carers=CarerRelation.SAME),
            Link(id="l3", first="v4", second="v11", carers=CarerRelation.OTHER),
            Link(id="l4", first="v6", second="v9", all_or_none=True),
        ),
        pins=(Pin(visit="v4", carer="c2"), Pin(visit="v5", start=minute("12:30"))),
        acquaintances=(Acquaintance(citizen="z1", carer="c1", days_since=1),
                       Acquaintance(citizen="z2", carer="c2", days_since=90)),
        prices=Prices(waiting=1, worst_idle=1, load_spread=1, worst_heavy=10),
    )


ROUTES = {
    "c1": "v1@07:30 v2@09:00 break@11:00+30 v3@11:40 v5@12:30 a1@13:30",
    "c2": "v2@09:00 v4@10:00 break@10:30+30 a1@13:30",
    "c3": "v7@08:00 v11@08:20 v12@09:00 v8@12:00",
    "c4": "v6@12:00 v9@12:30",
}
"""A plan that holds every rule; only v10 is left out: nobody on shift is a nurse."""

LEFT_OUT = "v10:nobody_qualified"


def rich_plan(unplanned: str = LEFT_OUT, **routes: str) -> Plan:
    """Give the valid plan, with some routes replaced."""
    return plan(rich_day(), unplanned, **ROUTES | routes)

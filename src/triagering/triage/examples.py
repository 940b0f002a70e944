"""The smallest day worth triaging, for doctests and tests."""

from __future__ import annotations

from datetime import date

from triagering.models import (
    Carer,
    Citizen,
    Competence,
    Day,
    Delegation,
    Level,
    Miniteam,
    Municipality,
    Shift,
    Task,
    TimeWindow,
    Travel,
    Visit,
)


def window(earliest: int, latest: int) -> TimeWindow:
    """Give a window agreed at its start."""
    return TimeWindow(earliest_start=earliest, agreed_start=earliest, latest_start=latest)


def tiny_day(*visits: Visit) -> Day:
    """Give a day with a nurse, an assistant and a helper (medicine delegated) and two citizens; all at work 7-15.

    Unless other visits are given, ``c1`` has personal care at 8 and medicine at 12, ``c2`` cleaning at 10.

    >>> [visit.id for visit in tiny_day().visits]
    ['care', 'pills', 'cleaning']
    """
    def carer(id_: str, profession: str, *areas: str, delegations: tuple[Delegation, ...] = ()) -> Carer:
        return Carer(id=id_, profession=profession, start_place="base", miniteam="m1", delegations=delegations,
                     competences=tuple(Competence(area=area, level=Level.TRAINED) for area in areas))

    care = ("practical_help", "personal_care")
    default = (
        Visit(id="care", citizen="c1", minutes=30, windows=(window(480, 540),),
              tasks=(Task(competence="personal_care", minutes=30),)),
        Visit(id="pills", citizen="c1", minutes=10, windows=(window(720, 750),),
              tasks=(Task(competence="medicine", minutes=10),)),
        Visit(id="cleaning", citizen="c2", minutes=45, windows=(window(600, 720),), priority=5,
              tasks=(Task(competence="practical_help", minutes=45),)),
    )
    return Day(
        date=date(2026, 3, 2),
        municipality=Municipality(miniteams=(Miniteam(id="m1"),)),
        citizens=(Citizen(id="c1", place="p1", miniteam="m1"), Citizen(id="c2", place="p2", miniteam="m1")),
        carers=(
            carer("nurse", "nurse", *care, "medicine", "observation", "nursing"),
            carer("ssa", "ssa", *care, "medicine", "observation"),
            carer("ssh", "ssh", *care, delegations=(Delegation(area="medicine", valid_until=date(2026, 4, 1)),)),
        ),
        shifts=tuple(Shift(carer=id_, start=420, end=900) for id_ in ("nurse", "ssa", "ssh")),
        visits=visits or default,
        travel=Travel(places=("base", "p1", "p2"), minutes={"car": ((0, 5, 5), (5, 0, 5), (5, 5, 0))}),
    )

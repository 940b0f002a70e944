"""How people plan without help: fixed rounds from week to week, and the nearest free hands for what is left.

A visit belongs to a round (a place in the roster), whoever happens to work it that day. This is the baseline that
any planning must beat; it knows the hard rules as well as an experienced planner does, and no prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from triagering.io.simulation.tour import Item, Tour
from triagering.models import (
    REASON_RULE,
    CarerRelation,
    Day,
    Link,
    Plan,
    Reason,
    Result,
    StopKind,
    Unplanned,
    Visit,
    plan_of,
)
from triagering.models.clock import clock_minute

ATTEMPTS = 2
"""How often a planner comes back to the visits that are left."""

SCARCE = 4
"""Visits that fewer carers than this can do are placed first."""

STEP = 15
"""Minutes between the starts tried for visits that must fit somebody else's."""


class HumanPlanner:
    """A planner who remembers which round each visit belongs to.

    Examples
    --------
    >>> from triagering.io.synthetic import generate_day
    >>> day = generate_day(citizens=10, carers=4, seed=1)
    >>> planner = HumanPlanner()
    >>> len(planner.plan(day).routes)
    4
    """

    def __init__(self) -> None:
        self.rounds: dict[str, tuple[str, ...]] = {}

    def plan(self, day: Day, rounds: Mapping[str, str] | None = None) -> Plan:
        """Plan a day: every visit on its round if that can be, else with the nearest free hands of the team.

        Parameters
        ----------
        rounds
            Which round each carer works today; default: one for each shift by team, hours and order.
        """
        board = Board(day)
        rounds = rounds or default_rounds(day)
        workers = {name: carer for carer, name in rounds.items()}
        visits = sorted(day.visits, key=lambda visit: (
            not board.rigid(visit), min(SCARCE, board.hands(visit)), visit.windows[0].agreed_start))
        left = [visit for visit in visits if not board.place(
            visit, [workers[name] for name in self.rounds.get(visit.id, ()) if name in workers])]
        board.place_near(left)
        for visit in day.visits:
            if visit.id in board.carers_of:
                self.rounds.setdefault(visit.id, tuple(rounds[carer] for carer in board.carers_of[visit.id]))
        return board.plan()


def deliver(actual: Day, published: Plan | Result) -> Plan:
    """Carry a published plan through the day as it came: drop what fell away, find free hands for the rest.

    Visits that keep their carers start no earlier than published. What nobody can take stays undelivered (unplanned in
    the result).
    """
    board = Board(actual)
    kept = {id_: stops for id_, placed in plan_of(published).placed.items()
            if (stops := [(carer, start) for carer, start in placed if carer in board.tours])}
    order = sorted(actual.visits, key=lambda visit: kept[visit.id][0][1] if visit.id in kept else 10**6)
    left = [visit for visit in order if not board.keep(visit, kept.get(visit.id, ()))]
    board.place_near(sorted(left, key=lambda visit: (not visit.time_critical, visit.priority)))
    return board.plan()


def default_rounds(day: Day) -> dict[str, str]:
    """Give every carer at work a round: the n-th of those with the same team, profession and hours by the clock."""
    rounds: dict[str, str] = {}
    for shift in sorted(day.shifts, key=lambda shift: shift.carer):
        carer = day.carer_by_id[shift.carer]
        hours = [clock_minute(day.date, day.timezone, minute) for minute in (shift.start, shift.end)]
        name = f"{carer.miniteam}/{carer.profession}/{hours[0]}-{hours[1]}"
        taken = sum(other.startswith(name + "/") for other in rounds.values())
        rounds[shift.carer] = f"{name}/{taken}"
    return rounds


class Board:
    """The day's tours while they are being filled."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.tours = {shift.carer: Tour(day, day.carer_by_id[shift.carer], shift) for shift in day.shifts}
        self.carers_of: dict[str, tuple[str, ...]] = {}
        self.start_of: dict[str, int] = {}
        self._eligible: dict[tuple[str, str], bool] = {}
        self.links: dict[str, list[Link]] = {}
        for link in day.links:
            for id_ in (link.first, link.second):
                self.links.setdefault(id_, []).append(link)
        for activity in day.activities:
            item = Item(activity.id, StopKind.ACTIVITY, day.place_index[activity.place], activity.minutes,
                        activity.start, activity.start)
            for carer in activity.carers:
                if carer in self.tours and self.tours[carer].insertion(item):
                    self._insert(item, [carer])

    def rigid(self, visit: Visit) -> bool:
        """Say whether the visit's start must fit something else: a second carer or a linked visit."""
        return visit.carers_needed > 1 or visit.id in self.links

    def hands(self, visit: Visit) -> int:
        """Count the carers at work who may do a visit."""
        return len(self._fit(visit, self.tours))

    def place(self, visit: Visit, carers: Iterable[str]) -> bool:
        """Give a visit to the cheapest of some carers, if as many as it needs can take it."""
        fit = [carer for carer in self._fit(visit, carers) if self._agrees(visit, carer)]
        if len(fit) < visit.carers_needed:
            return False
        for item in self._items(visit):
            if not self._in_time(visit, item.earliest):
                continue
            offers = [(offer[0], carer) for carer in fit if (offer := self.tours[carer].insertion(item))]
            chosen = [carer for _, carer in sorted(offers)[:visit.carers_needed]]
            if len(chosen) == visit.carers_needed:
                self._insert(item, chosen)
                return True
        return False

    def keep(self, visit: Visit, placed: Iterable[tuple[str, int]]) -> bool:
        """Leave a visit with the carers and (at the earliest) the start it was published with."""
        carers, starts = [carer for carer, _ in placed], [start for _, start in placed]
        if len(carers) != visit.carers_needed:
            return False
        window = next((window for window in self.day.windows_of(visit) if window.holds(starts[0])), None)
        if window is None:
            return False
        latest = starts[0] if self.rigid(visit) else window.latest_start
        item = self._item(visit, starts[0], latest)
        if not all(self.tours[carer].append(item) for carer in carers):
            for carer in carers:
                self.tours[carer].items = [kept for kept in self.tours[carer].items if kept.id != visit.id]
            return False
        self.carers_of[visit.id], self.start_of[visit.id] = tuple(carers), starts[0]
        return True

    def place_near(self, visits: Iterable[Visit]) -> None:
        """Give each visit to the nearest free hands: of the miniteam, by moving a visit aside, of everybody."""
        left = list(visits)
        for _ in range(ATTEMPTS):
            left = [visit for visit in left if not self._near(visit)]

    def _near(self, visit: Visit) -> bool:
        team = self.day.citizen_by_id[visit.citizen].miniteam
        own = [carer for carer, tour in self.tours.items() if tour.carer.miniteam in (team, None)]
        return self.place(visit, own) or self._make_room(visit, own) or self.place(visit, self.tours)

    def _make_room(self, visit: Visit, carers: list[str]) -> bool:
        """Hand one visit that is in the way to a colleague."""
        for carer in self._fit(visit, carers):
            tour = self.tours[carer]
            others = [other for other in carers if other != carer]
            for item in [item for item in tour.items if self._movable(item.id)]:
                before = tour.items
                self._remove(item.id)
                if self.place(visit, [carer] if visit.carers_needed == 1 else carers):
                    if self.place(self.day.visit_by_id[item.id], others):
                        return True
                    self._remove(visit.id)
                tour.items, self.carers_of[item.id], self.start_of[item.id] = before, (carer,), item.earliest
        return False

    def _movable(self, id_: str) -> bool:
        visit = self.day.visit_by_id.get(id_)
        return visit is not None and not self.rigid(visit)

    def _remove(self, id_: str) -> None:
        del self.start_of[id_]
        for carer in self.carers_of.pop(id_):
            self.tours[carer].items = [item for item in self.tours[carer].items if item.id != id_]

    def _fit(self, visit: Visit, carers: Iterable[str]) -> list[str]:
        for carer in carers:
            if (carer, visit.id) not in self._eligible:
                self._eligible[carer, visit.id] = self.day.eligible(self.day.carer_by_id[carer], visit)
        return [carer for carer in carers if self._eligible[carer, visit.id]]

    def plan(self) -> Plan:
        """Give what is on the board as a plan; where no break is left, the last visits give way to it."""
        for tour in self.tours.values():
            while not tour.finished:
                self._remove(tour.items[-1].id)
        missing = sorted({*self.day.to_plan} - self.carers_of.keys())
        return Plan(
            routes=tuple(self.tours[carer].route() for carer in sorted(self.tours)),
            unplanned=tuple(map(self._left_out, missing)))

    def _left_out(self, id_: str) -> Unplanned:
        visit = self.day.visit_by_id.get(id_)
        away = visit is not None and not self.day.windows_of(visit)
        reason = Reason.CITIZEN_AWAY if away else Reason.NO_CAPACITY
        return Unplanned(id=id_, reason=reason, rule=REASON_RULE[reason])

    def _items(self, visit: Visit) -> Iterator[Item]:
        for window in self.day.windows_of(visit):
            if not self.rigid(visit):
                yield self._item(visit, window.earliest_start, window.latest_start)
                continue
            starts = range(window.earliest_start, window.latest_start + 1, STEP)
            agreed = {window.agreed_start} if window.holds(window.agreed_start) else set()
            for start in sorted({*starts, *agreed}, key=lambda one: abs(one - window.agreed_start)):
                yield self._item(visit, start, start)

    def _item(self, visit: Visit, earliest: int, latest: int) -> Item:
        place = self.day.place_index[self.day.citizen_by_id[visit.citizen].place]
        return Item(visit.id, StopKind.VISIT, place, visit.minutes, earliest, latest)

    def _neighbours(self, visit: Visit) -> Iterator[tuple[Link, str]]:
        """Give the links to visits that are placed already, with the other visit."""
        for link in self.links.get(visit.id, ()):
            other = link.second if visit.id == link.first else link.first
            if other in self.start_of:
                yield link, other

    def _agrees(self, visit: Visit, carer: str) -> bool:
        """Say whether a carer agrees with who does the linked visits."""
        wanted = {CarerRelation.SAME: True, CarerRelation.OTHER: False}
        return all((carer in self.carers_of[other]) is wanted.get(link.carers, carer in self.carers_of[other])
                   for link, other in self._neighbours(visit))

    def _in_time(self, visit: Visit, start: int) -> bool:
        """Say whether a start keeps the gaps to the linked visits."""
        for link, other in self._neighbours(visit):
            gap = (self.start_of[other] - start) * (1 if visit.id == link.first else -1)
            if (link.min_gap is not None and gap < link.min_gap) or (link.max_gap is not None and gap > link.max_gap):
                return False
        return True

    def _insert(self, item: Item, carers: Iterable[str]) -> None:
        for carer in carers:
            tour = self.tours[carer]
            offer = tour.insertion(item)
            if offer is not None:
                tour.items = [*tour.items[:offer[1]], item, *tour.items[offer[1]:]]
                self.carers_of[item.id] = (*self.carers_of.get(item.id, ()), carer)
        self.start_of[item.id] = item.earliest

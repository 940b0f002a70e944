"""One carer's round as a person would think of it: stops in order, started as early as each may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from triagering.models import Break, Carer, Day, Route, Shift, Stop, StopKind


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be done at a place, to be started between two minutes."""

    id: str
    kind: StopKind
    place: int
    minutes: int
    earliest: int
    latest: int


@dataclass
class Tour:
    """A shift and what it holds so far."""

    day: Day
    carer: Carer
    shift: Shift
    items: list[Item] = field(default_factory=list)

    @property
    def _legs(self) -> Sequence[Sequence[int]]:
        return self.day.travel.minutes[self.carer.mode]

    def insertion(self, item: Item) -> tuple[int, int] | None:
        """Give the added travel and the position where an item costs least of it, the last of them; None if none."""
        legs, index = self._legs, self.day.place_index
        places = [index[self.carer.start_place], *(one.place for one in self.items), index[self.carer.home]]
        found = []
        for position, (before, after) in enumerate(pairwise(places)):
            there, back = legs[before][item.place], legs[item.place][after]
            if position and self.items[position - 1].earliest + self.items[position - 1].minutes + there > item.latest:
                break
            if position == len(self.items) or item.earliest + item.minutes + back <= self.items[position].latest:
                found.append((there + back - (legs[before][after] if self.items else 0), position))
        for added, position in sorted(found, key=lambda offer: (offer[0], -offer[1])):
            if self.stops([*self.items[:position], item, *self.items[position:]]) is not None:
                return added, position
        return None

    def append(self, item: Item) -> bool:
        """Put an item where its earliest start belongs, if it fits there."""
        position = sum(one.earliest <= item.earliest for one in self.items)
        items = [*self.items[:position], item, *self.items[position:]]
        if self.stops(items) is None:
            return False
        self.items = items
        return True

    def stops(self, items: Sequence[Item], *, unfinished: bool = True) -> list[Stop] | None:
        """Time the items in order, with the break that is due; None if that cannot be.

        An unfinished tour may leave the break to come after its last stop. The earliest time at each stop is kept
        twice, with the break still to come and with the break behind: either may be the better one until the end.
        """
        legs, index, pause = self._legs, self.day.place_index, self.shift.break_
        at, ready = index[self.carer.start_place], self.day.span(self.shift)[0]
        before: list[int] | None = []
        after: tuple[list[int], int, int] | None = None     # starts, position and start of the break
        for number, item in enumerate(items):
            leg = legs[at][item.place]
            options = []
            if after is not None:
                starts, where, begin = after
                start = max(starts[-1] + items[number - 1].minutes + leg, item.earliest)
                options.append(([*starts, start], where, begin))
            if before is not None and pause is not None and (number or pause.at_ends):
                end = before[-1] + items[number - 1].minutes if number else ready
                for free, then in ((end, leg), (end + leg, 0)) if number else ((end + leg, 0),):
                    begin = max(free, pause.earliest_start)
                    if _in_time(pause, begin):
                        options.append(([*before, max(begin + pause.minutes + then, item.earliest)], number, begin))
            if before is not None:
                start = max((before[-1] + items[number - 1].minutes if before else ready) + leg, item.earliest)
                before = [*before, start] if start <= item.latest else None
            options = [option for option in options if option[0][-1] <= item.latest]
            after = min(options, key=lambda option: option[0][-1]) if options else None
            if before is None and after is None:
                return None
            at = item.place
        due = pause is not None and pause.mandatory and len(items) > (0 if pause.at_ends else 1)
        if due and before is not None and pause is not None:
            done = before[-1] + items[-1].minutes
            due = not unfinished or done > pause.latest_start
            begin = max(done, pause.earliest_start)
            if due and pause.at_ends and after is None and _in_time(pause, begin):
                after = before, len(items), begin
        chosen = after if due or before is None else (before, -1, 0)
        most = self.shift.max_load
        if chosen is None or (most is not None and self._load(items) > most):
            return None
        starts, where, begin = chosen
        free = starts[-1] + items[-1].minutes if items else ready
        if where == len(items) and pause is not None:
            free = begin + pause.minutes
        if items and free + legs[at][index[self.carer.home]] > self.day.span(self.shift)[1]:
            return None
        stops = [Stop(kind=item.kind, id=item.id, start=start, end=start + item.minutes)
                 for item, start in zip(items, starts, strict=True)]
        if where >= 0 and pause is not None:
            stops.insert(where, Stop(kind=StopKind.BREAK, id="break", start=begin, end=begin + pause.minutes))
        return stops

    @property
    def finished(self) -> bool:
        """Whether the items and the break that is due fit the shift."""
        return self.stops(self.items, unfinished=False) is not None

    def route(self) -> Route:
        """Give the tour as a route of a plan."""
        return Route(carer=self.carer.id, stops=tuple(self.stops(self.items, unfinished=False) or ()))

    def _load(self, items: Sequence[Item]) -> int:
        index = self.day.place_index
        places = [index[self.carer.start_place], *(item.place for item in items), index[self.carer.home]]
        return sum(item.minutes for item in items) + sum(self._legs[a][b] for a, b in pairwise(places) if items)


def _in_time(pause: Break, begin: int) -> bool:
    """Say whether a break may begin then."""
    return begin <= pause.latest_start and (pause.latest_end is None or begin + pause.minutes <= pause.latest_end)

"""What ties jobs together: start differences, same and different carers, groups planned all or none."""

from __future__ import annotations

import networkx as nx
import numpy as np

from triagering.models import OWN_PRICE, URGENCY_CLASSES, Day
from triagering.solver.tables import Groups, Ints, Jobs


def relations_of(day: Day, jobs: Jobs) -> tuple[Ints, Ints, Ints]:
    """Turn doubles and links into start differences, pairs by different carers, and pairs by the same."""
    of_unit: dict[int, list[int]] = {}
    for job, unit in enumerate(jobs.unit):
        of_unit.setdefault(int(unit), []).append(job)
    visit_index = {visit.id: index for index, visit in enumerate(day.visits)}
    edges: list[tuple[int, int, int]] = []
    apart: list[tuple[int, int]] = []
    same: list[tuple[int, int]] = []
    for members in of_unit.values():
        first, last = jobs.ptr[members[0]], jobs.ptr[members[0] + 1] - 1
        fixed = jobs.opens[first] == jobs.closes[last]  # one possible start needs no edges to be the same
        for slot, one in enumerate(members):
            for two in members[slot + 1:]:
                if not fixed:
                    edges += [(one, two, 0), (two, one, 0)]
                apart.append((one, two))
    for link in day.links:
        first, second = of_unit[visit_index[link.first]], of_unit[visit_index[link.second]]
        if link.min_gap is not None:
            edges.append((first[0], second[0], link.min_gap))
        if link.max_gap is not None:
            edges.append((second[0], first[0], -link.max_gap))
        if link.carers == "other":
            apart += [(one, two) for one in first for two in second]
        elif link.carers == "same":
            same.append((first[0], second[0]))

    def table(rows: list[tuple[int, ...]], width: int) -> Ints:
        return np.array(sorted(rows), dtype=np.int64).reshape(-1, width)

    return table(list(edges), 3), table(list(apart), 2), table(list(same), 2)


def groups_of(day: Day, units: tuple[str, ...], unit_of_job: Ints) -> tuple[Ints, Groups]:
    """Join units that are planned all or none; give the group of every unit, and the groups."""
    index = {id_: unit for unit, id_ in enumerate(units)}
    graph = nx.Graph()
    graph.add_nodes_from(range(len(units)))
    graph.add_edges_from((index[link.first], index[link.second]) for link in day.links if link.all_or_none)
    group = np.zeros(len(units), dtype=np.int64)
    components = sorted(sorted(part) for part in nx.connected_components(graph))
    counts = np.zeros((len(components), len(URGENCY_CLASSES)), dtype=np.int64)
    own, untold = np.zeros(len(components), dtype=np.int64), np.zeros(len(components), dtype=np.int64)
    present = set(unit_of_job.tolist())
    for number, part in enumerate(components):
        for unit in part:
            group[unit] = number
            counted = day.counted_as(units[unit])
            visit = day.visit_by_id.get(units[unit])
            if visit is not None and visit.told:
                untold[number] += day.settings.prices.not_told * visit.carers_needed
            if visit is not None and counted == OWN_PRICE:
                own[number] += visit.unplanned_price or 0
            elif unit in present:
                counts[number, URGENCY_CLASSES.index(counted)] += 1
    rank = np.array([int(np.flatnonzero(row)[0]) if row.any() else -1 for row in counts], dtype=np.int64)
    return group, Groups(rank=rank, price=own + untold, untold=untold, counts=counts)

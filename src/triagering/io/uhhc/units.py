"""How fine an instance counts: the unit of time, the unit of cost, and the last minute that matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triagering.io.uhhc.instance import Instance


def times(instance: Instance) -> Iterator[float]:
    """Everything that is a number of minutes."""
    yield from instance.ways
    for patient in instance.patients.values():
        yield from (*patient.services.values(), *(patient.gap or ()))
        yield from (bound for window in patient.windows for bound in (window.start, window.end))
    yield from (bound for carer in instance.carers.values() if carer.shift
                for bound in (carer.shift.start, carer.shift.end))
    if instance.lunch:
        yield from (instance.lunch.start, instance.lunch.end, instance.lunch.minutes)


def grain(values: Iterable[float], finest: int) -> int:
    """Give the smallest power of ten, up to ``finest``, that makes all values whole."""
    power, left = 1, list(values)
    while power < finest and any(abs(value * power - round(value * power)) > 1e-6 for value in left):
        power *= 10
    return power


def latest(instance: Instance) -> float:
    """Give a minute by which everything can start, even one after the other."""
    patients, carers = instance.patients.values(), instance.carers.values()
    stops = sum(len(patient.services) for patient in patients) + 2 * len(carers)
    return (
        max([*(bound for p in patients for w in p.windows for bound in (w.start, w.end)),
             *(c.shift.end for c in carers if c.shift), instance.lunch.end if instance.lunch else 0])
        + sum(sum(p.services.values()) + max(p.gap or (0,)) for p in patients)
        + (instance.lunch.minutes * len(carers) if instance.lunch else 0)
        + stops * max(instance.ways)
    )

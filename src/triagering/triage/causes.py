"""From observations to reasons for a colour (T10 to T17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np

from triagering.models.observations import MEASURED, Event, Everyday, Observation, Vitals, Weight
from triagering.models.scores import Score, ScoreTable
from triagering.models.triage import TriageColour
from triagering.models.triage_result import Cause
from triagering.models.triage_rules import TriageRule
from triagering.models.triage_settings import ScoreAction, TriageSettings
from triagering.triage.deviation import find_deviation
from triagering.triage.scores import score, score_table, temperature_of


def tables(settings: TriageSettings) -> list[ScoreTable]:
    """Give the scoring sets in use; local ones replace shipped ones of the same name."""
    local = {table.name: table for table in settings.tables}
    return [local[name] if name in local else score_table(name) for name in settings.scores]


def action_for(found: Score, settings: TriageSettings) -> ScoreAction | None:
    """Give the strongest action that a score reaches; None for none.

    >>> from datetime import UTC
    >>> seen = Vitals(id="o1", citizen="c1", at=datetime(2026, 3, 2, 7, tzinfo=UTC), by="k1", respiration=25)
    >>> action_for(score(seen), TriageSettings()).advise
    'acute'
    """
    reached = [action for action in settings.score_actions.get(found.table, ()) if found.total >= action.at_least
               or (action.single is not None and found.worst >= action.single)]
    return max(reached, key=lambda action: action.at_least, default=None)


def find_causes(
    seen: Sequence[Observation], at: datetime, settings: TriageSettings, *, scored: bool = True,
) -> list[Cause]:
    """List the reasons for a colour that one citizen's observations give, in order of time.

    Parameters
    ----------
    seen
        Observations of one citizen in order of time, none later than ``at``.
    at
        The moment of the triage; observations older than ``look_back_days`` only count as history.
    scored
        False leaves scores out (terminal citizens).

    Notes
    -----
    Deviation and trend look at the latest value of each parameter only: a later usual value withdraws the suggestion.
    All other reasons stand until a person sets the colour.
    """
    since = at - timedelta(days=settings.look_back_days)
    found: list[Cause] = []
    for one in seen:
        if one.at < since:
            continue
        if isinstance(one, Everyday):
            found += _everyday(one, settings)
        elif isinstance(one, Event):
            found += _event(one, seen, settings)
        elif isinstance(one, Weight):
            found += _weight(one, seen, settings)
        elif isinstance(one, Vitals) and scored:
            found += _scores(one, settings)
    if settings.early_detection.on:
        found += _deviations(seen, since, settings)
    return sorted(found, key=lambda cause: (cause.at, cause.rule, cause.because))


def _cause(rule: TriageRule, one: Observation, floor: TriageColour, because: tuple[str, ...] = (), *,
           follow_ups: tuple[TriageRule, ...] = (), **values: str) -> list[Cause]:
    if floor is TriageColour.GREEN and not follow_ups:
        return []
    return [Cause(rule=rule, citizen=one.citizen, floor=floor, at=one.at, because=because or (one.id,), values=values,
                  follow_ups=follow_ups)]


def _everyday(one: Everyday, settings: TriageSettings) -> list[Cause]:
    if not one.change:
        return []
    return _cause(TriageRule.EVERYDAY_CHANGE, one, settings.everyday[one.area][one.change - 1], area=one.area,
                  change=one.change.name.lower())


def _event(one: Event, seen: Sequence[Observation], settings: TriageSettings) -> list[Cause]:
    """Give the event that makes the number full as the reason, with those before it."""
    rule = settings.events[one.event]
    first = one.at - timedelta(hours=rule.hours)
    same = tuple(other.id for other in seen
                 if isinstance(other, Event) and other.event == one.event and first <= other.at <= one.at)
    if len(same) < rule.times:
        return []
    return _cause(TriageRule.EVENT, one, rule.floor, same, follow_ups=rule.follow_ups, event=one.event,
                  count=str(len(same)))


def _weight(one: Weight, seen: Sequence[Observation], settings: TriageSettings) -> list[Cause]:
    def earlier(days: int) -> list[Weight]:
        return [other for other in seen if isinstance(other, Weight)
                and one.at - timedelta(days=days) <= other.at < one.at]

    found: list[Cause] = []
    (gain, gain_days), (loss, loss_days) = settings.weight_gain, settings.weight_loss
    lowest = min(earlier(gain_days), key=lambda other: other.kilograms, default=one)
    if (more := round(one.kilograms - lowest.kilograms, 2)) >= gain > 0:
        found += _cause(TriageRule.WEIGHT_GAIN, one, TriageColour.YELLOW, (lowest.id, one.id), kilograms=f"{more:g}",
                        days=str(gain_days))
    highest = max(earlier(loss_days), key=lambda other: other.kilograms, default=one)
    if (percent := round(100 * (1 - one.kilograms / highest.kilograms), 2)) >= loss > 0:
        found += _cause(TriageRule.WEIGHT_LOSS, one, TriageColour.YELLOW, (highest.id, one.id), percent=f"{percent:g}",
                        days=str(loss_days))
    return found


def _scores(one: Vitals, settings: TriageSettings) -> Iterator[Cause]:
    for table in tables(settings):
        found = score(one, table)
        action = action_for(found, settings)
        if action is not None:
            yield from _cause(TriageRule.SCORE, one, action.floor, follow_ups=action.follow_ups, score=found.detail,
                              advise=action.advise, table=table.name)


def _deviations(seen: Sequence[Observation], since: datetime, settings: TriageSettings) -> Iterator[Cause]:
    for parameter, series in _series(seen, next(iter(tables(settings)), None)).items():
        habit, (last, _) = settings.habits.get(parameter), series[-1]
        if habit is None or last.at < since:
            continue
        days = np.array([(one.at - series[0][0].at).total_seconds() / 86400 for one, _ in series])
        finding = find_deviation(days, np.array([value for _, value in series]), habit, settings.early_detection)
        if finding is None:
            continue
        yield from _cause(
            finding.rule, last, settings.early_detection.floor, parameter=parameter, value=f"{finding.value:g}",
            usual=f"{finding.usual:g}", spread=f"{finding.spread:.1f}", change=f"{finding.value:+.1f}",
            days=f"{finding.days:.0f}")


def _series(seen: Sequence[Observation], table: ScoreTable | None) -> dict[str, list[tuple[Observation, float]]]:
    """Give each parameter's values in order of time; ``remarks`` counts changes and events per day.

    Temperatures are corrected for their site as the first scoring set does: taken elsewhere is no change.
    """
    series: dict[str, list[tuple[Observation, float]]] = {}
    for one in seen:
        if isinstance(one, Vitals):
            for name in MEASURED:
                value = (temperature_of(one, table) if name == "temperature" and table is not None
                         else getattr(one, name))
                if value is not None:
                    series.setdefault(name, []).append((one, float(value)))
        elif isinstance(one, Weight):
            series.setdefault("kilograms", []).append((one, one.kilograms))
    if remarks := _remarks(seen):
        series["remarks"] = remarks
    return series


def _remarks(seen: Sequence[Observation]) -> list[tuple[Observation, float]]:
    counted = [(one, float(one.change) if isinstance(one, Everyday) else 1.0) for one in seen
               if isinstance(one, Everyday | Event)]
    if not counted:
        return []
    last = counted[-1][0].at
    per_day: dict[int, float] = {}
    for one, weight in counted:
        days_ago = (last - one.at).days
        per_day[days_ago] = per_day.get(days_ago, 0.0) + weight
    return [(counted[-1][0].model_copy(update={"at": last - timedelta(days=ago)}), per_day.get(ago, 0.0))
            for ago in range((last - seen[0].at).days, -1, -1)]

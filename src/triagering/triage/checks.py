"""What must be right about observations, decisions and tasks before anybody is triaged; all problems in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from triagering.errors import Issue
from triagering.models.day import Day
from triagering.models.hints import did_you_mean
from triagering.models.observations import MEASURED, Event, Everyday, Observation, Stay, Vitals, Weight
from triagering.models.triage import AgreedTask, ColourDecision
from triagering.models.triage_settings import TriageSettings
from triagering.triage.clock import first_shift, last_return, midnight
from triagering.triage.scores import SHIPPED


def find_issues(
    day: Day, observations: Sequence[Observation], decisions: Sequence[ColourDecision], tasks: Sequence[AgreedTask],
    at: datetime, settings: TriageSettings,
) -> list[Issue]:
    """List everything wrong with the input of a triage; codes E701 to E713, docs/errors.md."""
    return [
        *_settings(settings), *_moment(day, at),
        *identities("observations", observations), *identities("decisions", decisions), *identities("tasks", tasks),
        *(issue for seen in observations for issue in _observation(day, seen, at, settings)),
        *_stays(observations),
        *(issue for decision in decisions for issue in _decision(day, decision, at)),
        *_two_colours(decisions),
        *(issue for task in tasks for issue in _task(day, task, at)),
        *out_of_order(decisions, tasks),
    ]


def _settings(settings: TriageSettings) -> Iterator[Issue]:
    sets = {*SHIPPED, *(table.name for table in settings.tables)}
    rules = set(TriageSettings().follow_ups)
    asked = [rule for event in settings.events.values() for rule in event.follow_ups]
    asked += [rule for actions in settings.score_actions.values() for action in actions for rule in action.follow_ups]
    for field, names, known, kind in (
        ("scores", settings.scores, sets, "scoring set"),
        ("score_actions", settings.score_actions, sets, "scoring set"),
        ("habits", settings.habits, set(TriageSettings().habits), "parameter that is measured"),
        ("follow_ups", settings.follow_ups, rules, "follow-up that settings describe"),
        ("follow_ups", dict.fromkeys(asked), rules, "follow-up that a reason can ask for"),
    ):
        for name in names:
            if name not in known:
                yield Issue("E712", "settings", "", field, str(name), f"is not a {kind}",
                            f"known: {', '.join(sorted(known))}")


def _moment(day: Day, at: datetime) -> Iterator[Issue]:
    """Refuse the moment of another day: a board is made on the day, or before a weekend or holidays.

    Nothing of a day has begun the evening before: one that says so is today's, dated tomorrow.
    """
    begun = day.begun & day.visit_by_id.keys()
    if not midnight(day) - timedelta(days=7) <= at <= last_return(day):
        yield Issue("E713", "triage", "", "at", at.isoformat(),
                    f"is after the last shift of {day.date}, or more than a week before", "correct it, or the day")
    elif begun and at < min(midnight(day), first_shift(day)):
        yield Issue("E713", "triage", "", "at", at.isoformat(),
                    f"is before {day.date}, of which visits have begun ({len(begun)})",
                    "correct it, or give that day as it is known, not today's as it stands")


def identities(table: str, entries: Sequence[Observation | ColourDecision | AgreedTask]) -> Iterator[Issue]:
    """Refuse two different entries with one id; the same entry twice is harmless (exports overlap)."""
    first: dict[str, object] = {}
    for entry in entries:
        if first.setdefault(entry.id, entry) != entry:
            yield Issue("E706", table, entry.id, "id", entry.id, "is the id of two different entries",
                        "ids must be unique")


def _unknown(day: Day, table: str, id_: str, citizen: str) -> Iterator[Issue]:
    if citizen not in day.citizen_by_id:
        yield Issue("E701", table, id_, "citizen", citizen, "is not a citizen of the day",
                    "add the citizen to the day or correct the id; "
                    "or leave out the entries of somebody who has died or moved")


def _observation(day: Day, seen: Observation, at: datetime, settings: TriageSettings) -> Iterator[Issue]:
    yield from _unknown(day, "observations", seen.id, seen.citizen)
    if seen.at > at:
        yield Issue("E702", "observations", seen.id, "at", seen.at.isoformat(), "is later than the triage",
                    "correct the time, or `at`, the moment of the triage")
    if isinstance(seen, Vitals):
        values = {name: value for name in MEASURED if (value := getattr(seen, name)) is not None}
        if not values and seen.consciousness is None and seen.oxygen is None:
            yield Issue("E711", "observations", seen.id, "", "", "measures nothing", "leave it out, or give a value")
        yield from _possible(seen.id, values, settings)
    elif isinstance(seen, Weight):
        yield from _possible(seen.id, {"kilograms": seen.kilograms}, settings)
    elif isinstance(seen, Everyday) and seen.area not in settings.everyday:
        yield _no_rule(seen.id, "area", seen.area, settings.everyday)
    elif isinstance(seen, Event) and seen.event not in settings.events:
        yield _no_rule(seen.id, "event", seen.event, settings.events)


def _no_rule(id_: str, field: str, word: str, known: Iterable[str]) -> Issue:
    """Say that a word has no rule, without repeating it: somebody may have written about a person there."""
    hint = did_you_mean(word, known) or f"one of {', '.join(known)}, or add it to the settings"
    return Issue("E705", "observations", id_, field, "", "has no rule in the settings", hint)


def _possible(id_: str, values: dict[str, float], settings: TriageSettings) -> Iterator[Issue]:
    for name, value in values.items():
        habit = settings.habits.get(name)
        if habit is not None and not habit.lowest <= value <= habit.highest:
            yield Issue("E703", "observations", id_, name, "",
                        f"is impossible (possible: {habit.lowest:g} to {habit.highest:g})",
                        "measure again, check the unit")


def _stays(observations: Sequence[Observation]) -> Iterator[Issue]:
    moves: dict[tuple[str, datetime], str] = {}
    for seen in observations:
        if isinstance(seen, Stay):
            key = (seen.citizen, seen.effective or seen.at)
            if moves.setdefault(key, seen.move) != seen.move:
                yield Issue("E710", "observations", seen.id, "move", "",
                            "admission and discharge at the same moment",
                            "correct one of the times; who goes on to another place has an admission there alone")


def _decision(day: Day, decision: ColourDecision, at: datetime) -> Iterator[Issue]:
    yield from _unknown(day, "decisions", decision.id, decision.citizen)
    if decision.set_at > at:
        yield Issue("E702", "decisions", decision.id, "set_at", decision.set_at.isoformat(), "is later than the triage",
                    "correct the time, or `at`, the moment of the triage")


def _task(day: Day, task: AgreedTask, at: datetime) -> Iterator[Issue]:
    yield from _unknown(day, "tasks", task.id, task.citizen)
    if task.agreed_at is not None and task.agreed_at > at:
        yield Issue("E702", "tasks", task.id, "agreed_at", task.agreed_at.isoformat(), "is later than the triage",
                    "correct the time, or `at`, the moment of the triage")


def _two_colours(decisions: Sequence[ColourDecision]) -> Iterator[Issue]:
    colours: dict[tuple[str, datetime], str] = {}
    for decision in decisions:
        if colours.setdefault((decision.citizen, decision.set_at), decision.colour) != decision.colour:
            yield Issue("E704", "decisions", decision.id, "colour", "",
                        "is a second colour for the citizen at the same moment", "keep the one that was decided")


def out_of_order(decisions: Sequence[ColourDecision], tasks: Sequence[AgreedTask]) -> Iterator[Issue]:
    """Name reviews that are not after their decision, and deadlines before the earliest start (E707)."""
    for decision in decisions:
        if decision.review_at <= decision.set_at:
            yield Issue("E707", "decisions", decision.id, "review_at", decision.review_at.isoformat(),
                        "is not after set_at", "correct one of the times")
    for task in tasks:
        if task.deadline < task.earliest:
            yield Issue("E707", "tasks", task.id, "deadline", task.deadline.isoformat(), "is before earliest",
                        "correct one of the times")

"""Short ways to tell the tiny day something and to look at its triage; minute 0 is its midnight, in Copenhagen."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from triagering.models import Visit
from triagering.models.observations import Consciousness, Done, Event, Everyday, Marking, Stay, Vitals, Weight
from triagering.models.triage import AgreedTask, ColourDecision, TriageColour
from triagering.models.triage_result import EffectKind
from triagering.triage import triage
from triagering.triage.examples import tiny_day, window

MIDNIGHT = datetime(2026, 3, 2, tzinfo=ZoneInfo("Europe/Copenhagen"))
_ids = count(1)


def at(minute):
    return MIDNIGHT + timedelta(minutes=minute)


def _make(kind, citizen="c1", minute=400, **values):
    values = {"id": f"o{next(_ids)}", "by": "ssa"} | values
    return kind(citizen=citizen, at=at(minute), **values)


def vitals(citizen="c1", minute=400, **values):
    return _make(Vitals, citizen, minute, **values)


def normal(citizen="c1", minute=400, **values):
    usual = {"pulse": 72, "respiration": 16, "temperature": 36.9, "systolic": 130,
             "consciousness": Consciousness.HABITUAL}
    return vitals(citizen, minute, **usual | values)


def event(name, citizen="c1", minute=400, **values):
    return _make(Event, citizen, minute, event=name, **values)


def change(area, size, citizen="c1", minute=400, **values):
    return _make(Everyday, citizen, minute, area=area, change=size, **values)


def weight(kilograms, citizen="c1", minute=400, **values):
    return _make(Weight, citizen, minute, kilograms=kilograms, **values)


def stay(move, citizen="c1", minute=400, effective=None, **values):
    return _make(Stay, citizen, minute, move=move, effective=None if effective is None else at(effective), **values)


def mark(marker, citizen="c1", minute=400, **values):
    return _make(Marking, citizen, minute, marker=marker, **values)


def done(rule, citizen="c1", minute=400, **values):
    return _make(Done, citizen, minute, rule=rule, **values)


def colour(name, citizen="c1", minute=400, review=2000, **values):
    values = {"id": f"d{next(_ids)}", "set_by": "nurse"} | values
    return ColourDecision(citizen=citizen, colour=TriageColour(name), set_at=at(minute), review_at=at(review), **values)


def agreed(citizen="c1", earliest=540, deadline=700, **values):
    values = {"id": f"a{next(_ids)}", "competence": "personal_care", "minutes": 20, "agreed_by": "nurse"} | values
    return AgreedTask(citizen=citizen, earliest=at(earliest), deadline=at(deadline), **values)


def run(*observations, decisions=(), tasks=(), day=None, **options):
    return triage(day or tiny_day(), observations, decisions, tasks, **options)


def row(result, citizen="c1"):
    return next(row for row in result.board if row.citizen == citizen)


def rules(alerts):
    return {alert.rule for alert in alerts}


def added(result):
    return {effect.visit: result.day.visit_by_id[effect.visit] for effect in result.effects
            if effect.kind is EffectKind.VISIT_ADDED}


def only(**values):
    """The tiny day with one visit of c1."""
    return tiny_day(Visit(id="v", citizen="c1", minutes=10, windows=(window(480, 500),), **values))

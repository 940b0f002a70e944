"""Whom to tell what when a plan takes the place of another, in words: per citizen, per carer, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triagering.io.labels import WORDS as COMMON
from triagering.io.layout import columns
from triagering.models import Day
from triagering.models.base import Language
from triagering.models.changes import Move, PlanComparison

WORDS = {
    "en": {
        "title": "Changed: {visits} of {citizens}", "none": "Nobody comes at another time, or to somebody else.",
        "visit": "1 visit", "visits": "{n} visits", "citizen": "1 citizen", "citizens": "{n} citizens",
        "out": "left out", "gone": "not on this day", "carers": "By carer", "gives": "gives up", "gets": "gets",
        "shifts": "at another time", "costs": "Cost by rule", "same": "no rule costs more or less",
    },
    "da": {
        "title": "Ændret: {visits} hos {citizens}", "none": "Ingen kommer på et andet tidspunkt eller til en anden.",
        "visit": "1 besøg", "visits": "{n} besøg", "citizen": "1 borger", "citizens": "{n} borgere",
        "out": "udeladt", "gone": "ikke denne dag", "carers": "Pr. medarbejder", "gives": "afgiver", "gets": "får",
        "shifts": "på et andet tidspunkt", "costs": "Pris pr. regel", "same": "ingen regel koster mere eller mindre",
    },
}
"""Words of the list."""


def changes_text(day: Day, changes: PlanComparison, *, language: Language = "en") -> str:
    """Say whom to tell what: of each visit who was to come and when, and who comes now; then of each carer.

    Parameters
    ----------
    day
        The day that both plans were compared on.
    changes
        What ``compare_plans`` gave.
    language
        ``en`` or ``da``; ids stay as they are.

    Examples
    --------
    >>> from triagering import compare_plans, generate_day, plan_day
    >>> day = generate_day(visits=12, carers=3, seed=1)
    >>> plan = plan_day(day, effort=50, workers=1).plan
    >>> print(changes_text(day, compare_plans(day, plan, plan)), end="")
    Nobody comes at another time, or to somebody else.
    Cost by rule: no rule costs more or less
    """
    words = WORDS[language]
    moves = sorted(changes.moves, key=lambda move: (_citizen(day, move), _start(move), move.id))
    lines = [words["none"]]
    if moves:
        rows = [_row(day, move, language) for move in moves]
        lines = [_title(day, moves, language), *columns(rows), words["carers"],
                 *(f"  {line}" for line in _carers(day, moves, language))]
    costs = ", ".join(f"{rule.danish if language == 'da' else rule.value} {amount:+d}"
                      for rule, amount in changes.by_rule.items())
    return "\n".join([*lines, f"{words['costs']}: {costs or words['same']}"]) + "\n"


def _title(day: Day, moves: Sequence[Move], language: Language) -> str:
    words = WORDS[language]
    counts = {"visit": len(moves), "citizen": len({_citizen(day, move) for move in moves} - {""})}
    said = {f"{name}s": words[name] if n == 1 else words[f"{name}s"].format(n=n) for name, n in counts.items()}
    return f"{words['title'].format(**said)}"


def _citizen(day: Day, move: Move) -> str:
    """Give whom it concerns; nobody in particular where it is a meeting, or no visit of the day."""
    visit = day.visit_by_id.get(move.id)
    return "" if visit is None else visit.citizen


def _start(move: Move) -> int:
    starts = [start for start in (move.start_before, move.start_after) if start is not None]
    return min(starts, default=0)


def _row(day: Day, move: Move, language: Language) -> tuple[str, ...]:
    """Give citizen, visit, and before and after."""
    citizen = _citizen(day, move) or (COMMON[language]["activity"] if move.id in day.activity_by_id else "–")
    return citizen, move.id, f"{_side(day, move, language)} → {_side(day, move, language, after=True)}"


def _side(day: Day, move: Move, language: Language, *, after: bool = False) -> str:
    carers, start = (move.carers_after, move.start_after) if after else (move.carers_before, move.start_before)
    if start is None:
        return WORDS[language]["out" if move.id in day.visit_by_id or move.id in day.activity_by_id else "gone"]
    return f"{day.clock(start)} {', '.join(carers)}"


def _carers(day: Day, moves: Sequence[Move], language: Language) -> Iterator[str]:
    """Say of each carer what goes, what comes, and what is at another time."""
    words = WORDS[language]
    told: dict[str, dict[str, list[tuple[int, str]]]] = {}
    for move in moves:
        for carer in {*move.carers_before, *move.carers_after}:
            kind = ("gets" if carer not in move.carers_before else "gives" if carer not in move.carers_after
                    else "shifts" if move.start_before != move.start_after else "")
            at = move.start_before if kind == "gives" else move.start_after
            if kind and at is not None:
                told.setdefault(carer, {}).setdefault(kind, []).append((at, move.id))
    for carer, kinds in sorted(told.items()):
        yield f"{carer}: " + "; ".join(
            f"{words[kind]} " + ", ".join(f"{id_} {day.clock(at)}" for at, id_ in sorted(kinds[kind]))
            for kind in ("gives", "gets", "shifts") if kind in kinds)

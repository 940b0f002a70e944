"""The triage board: a frame for machines, and the board of a miniteam for people to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from triagering.models.base import Language
from triagering.models.codes import spoken
from triagering.models.triage import TriageColour
from triagering.models.triage_result import Approval, BoardRow, Effect, EffectKind, FollowUp, TriageResult
from triagering.models.triage_rules import in_words

if TYPE_CHECKING:
    import pandas as pd

WORDS = {
    "en": {
        "board": "Triage board", "team": "miniteam", "none": "without miniteam",
        "green": "{count} green citizens", "one_green": "1 green citizen",
        "decided": "set to {colour} by {by} {at}, review {review}", "undecided": "no colour set",
        "below": "below what was suggested", "nothing": "nothing was changed",
        "suggested": "suggested", "why": "why", "alert": "look at", "do": "do", "by": "by", "visit": "visit",
        "another_day": "no visit today", "no_visit": "no visit on {date}", "of": "belongs to {date}",
        "plan": "plan for", "overdue": "OVERDUE", "responsible": "responsible",
        "closed": "nursing tasks may not be done by delegation", "is": "the citizen is",
        "cancelled": "Cancelled visits", "activities": "Activities",
        "approvals": "For the weekly approval meeting", "since": "since",
        "general": "Look at, for no single citizen", "citizen": "citizen", "decision": "decided",
        "instructions": "instructions", "changes": "Changes of the day", "known": "known when the colour was set",
    },
    "da": {
        "board": "Triagetavle", "team": "miniteam", "none": "uden miniteam",
        "green": "{count} grønne borgere", "one_green": "1 grøn borger",
        "decided": "sat til {colour} af {by} {at}, revurderes {review}", "undecided": "ingen farve sat",
        "below": "under det foreslåede", "nothing": "intet er ændret",
        "suggested": "foreslået", "why": "hvorfor", "alert": "se på", "do": "gør", "by": "senest", "visit": "besøg",
        "another_day": "intet besøg i dag", "no_visit": "intet besøg {date}", "of": "hører til {date}",
        "plan": "plan for", "overdue": "OVER TIDEN", "responsible": "ansvarlig",
        "closed": "sygeplejeopgaver må ikke udføres på delegation", "is": "borgeren er",
        "cancelled": "Aflyste besøg", "activities": "Aktiviteter",
        "approvals": "Til det ugentlige godkendelsesmøde", "since": "siden",
        "general": "Se på, ikke for en enkelt borger", "citizen": "borger", "decision": "besluttet",
        "instructions": "handleanvisninger", "changes": "Dagens ændringer", "known": "kendt, da farven blev sat",
    },
}
"""Words of the board."""

KINDS = {
    "en": {kind: kind.value.replace("_", " ") for kind in EffectKind},
    "da": {
        EffectKind.VISIT_ADDED: "besøg tilføjet", EffectKind.VISIT_CANCELLED: "besøg aflyst",
        EffectKind.WINDOWS_CUT: "tidsrum afkortet", EffectKind.WINDOWS_MOVED: "tidsrum flyttet",
        EffectKind.DELEGATION_CLOSED: "delegation spærret",
        EffectKind.COMPETENCE_ADDED: "kompetencekrav tilføjet", EffectKind.PRIORITY_RAISED: "prioritet hævet",
        EffectKind.TIME_CRITICAL_SET: "gjort tidskritisk", EffectKind.LINK_DROPPED: "binding bortfaldet",
        EffectKind.PIN_DROPPED: "låsning bortfaldet", EffectKind.TAKEN_OFF_ACTIVITY: "taget af aktivitet",
        EffectKind.ACTIVITY_CANCELLED: "aktivitet aflyst",
    },
}
"""What was done to the day."""

OF_ACTIVITIES = frozenset({EffectKind.TAKEN_OFF_ACTIVITY, EffectKind.ACTIVITY_CANCELLED})
"""Changes of activities, not visits."""

IN_WORDS = OF_ACTIVITIES | {EffectKind.VISIT_ADDED, EffectKind.PRIORITY_RAISED, EffectKind.TIME_CRITICAL_SET,
                            EffectKind.DELEGATION_CLOSED, EffectKind.COMPETENCE_ADDED}
"""Changes that are told in words; others name ids and times."""


def board_frame(result: TriageResult) -> pd.DataFrame:
    """Give the board as a frame: one row per citizen, what needs attention first.

    Columns: ``miniteam, citizen, colour, floor, decided, set_by, set_at, review_at, responsible, markers, reasons,
    alerts, follow_ups, next_due, overdue, delegation_open, score``. Codes, not words; lists joined by blanks.
    """
    import pandas as pd

    return pd.DataFrame([{
        "miniteam": row.miniteam, "citizen": row.citizen, "colour": row.colour.value, "floor": row.floor.value,
        "decided": row.decision.colour.value if row.decision else None,
        "set_by": row.decision.set_by if row.decision else None,
        "set_at": row.decision.set_at if row.decision else None,
        "review_at": row.decision.review_at if row.decision else None,
        "responsible": row.decision.responsible if row.decision else None,
        "markers": " ".join(row.markers), "reasons": " ".join(cause.rule for cause in row.causes),
        "alerts": " ".join(alert.rule for alert in row.alerts),
        "follow_ups": " ".join(one.rule for one in row.follow_ups),
        "next_due": row.follow_ups[0].due if row.follow_ups else None, "overdue": row.overdue,
        "delegation_open": row.delegation_open, "score": str(row.score) if row.score else None,
    } for row in result.board])


def triage_board(result: TriageResult, *, miniteam: str | None = None, language: Language = "en") -> str:
    """Give the printed board, miniteam by miniteam: everybody who is not simply green, what needs attention first.

    Alerts about no single citizen come last, on every board.

    The board holds health data: print it for the team, keep it out of logs.

    Parameters
    ----------
    result
        A triaged day.
    miniteam
        One team only; by default all.
    language
        ``da`` or ``en``; ids and the codes of rules stay as they are.
    """
    parts = [_team(result, team, language) for team in boards_of(result, miniteam)]
    if general := general_alerts(result, language):
        parts.append("\n".join([WORDS[language]["general"], *(f"  ! {alert}" for alert in general)]))
    return "\n\n".join(parts) + "\n"


def effects_text(result: TriageResult, *, language: Language = "en") -> str:
    """Give every change of the day in words: what, to which visit or activity, by which rule, because of what."""
    words = WORDS[language]
    changes = words["changes"] + _planned(result, language)
    lines = [changes] if result.effects else [f"{changes}: {words['nothing']}"]
    lines += [f"  {effect.citizen:8} {effect.visit:22} {_done(effect, language)} [{', '.join(effect.because)}]"
              for effect in sorted(result.effects, key=lambda effect: (effect.citizen, effect.visit))]
    return "\n".join(lines) + "\n"


def _done(effect: Effect, language: Language) -> str:
    """Say what was done, and by which rule; ids, as those of carers and links, stay as they are."""
    before, after = effect.before, effect.after
    if effect.kind in IN_WORDS:
        before, after = in_words(before, language), in_words(after, language)
    change = " → ".join(part for part in (before, after) if part)
    change = f" ({change})" if change else ""
    if effect.kind is EffectKind.DELEGATION_CLOSED:
        change = f": {before} ({WORDS[language]['is']} {after})"
    return f"{KINDS[language][effect.kind]}{change}: {effect.rule} {effect.say(language)}"


def boards_of(result: TriageResult, miniteam: str | None) -> list[str | None]:
    """Give the miniteams that have a board, or the one that is asked for, those without a team last."""
    teams = sorted({row.miniteam for row in result.board}, key=lambda team: (team is None, team or ""))
    return [team for team in teams if miniteam is None or team == miniteam]


def general_alerts(result: TriageResult, language: Language) -> list[str]:
    """Give the alerts about no single citizen."""
    return [f"{alert.rule} {alert.say(language)}" for alert in result.alerts if alert.citizen is None]


class Board(NamedTuple):
    """What the board of one miniteam says."""

    title: str
    rows: tuple[BoardRow, ...]
    """Everybody who is not simply green."""
    green: str
    """How many the others are."""
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    """Heading and entries of what follows."""


def board_of(result: TriageResult, team: str | None, language: Language) -> Board:
    """Give the board of one miniteam."""
    words, zone = WORDS[language], result.at.tzinfo
    rows = [row for row in result.board if row.miniteam == team]
    shown = [row for row in rows if row.colour is not TriageColour.GREEN or row.markers or row.alerts or row.follow_ups]
    green, mine = len(rows) - len(shown), {row.citizen for row in rows}
    lists = (
        (words["cancelled"], tuple(f"{one.visit.id} ({one.visit.citizen}): {one.rule} {one.say(language)}"
                                   for one in result.cancelled if one.visit.citizen in mine)),
        (words["activities"], tuple(f"{one.visit} ({one.citizen}): {_done(one, language)}" for one in result.effects
                                    if one.kind in OF_ACTIVITIES and one.citizen in mine)),
        (words["approvals"], tuple(_approval(one, language, zone) for one in result.approvals if one.citizen in mine)))
    name = f"{words['team']} {team}" if team else words["none"]
    return Board(f"{words['board']}, {name}, {result.at:%d-%m-%Y %H:%M}{_planned(result, language)}", tuple(shown),
                 words["one_green" if green == 1 else "green"].format(count=green),
                 tuple((title, entries) for title, entries in lists if entries))


def _planned(result: TriageResult, language: Language) -> str:
    """Say which day is planned, if it is not the one of the triage."""
    day = result.day.date
    return "" if day == result.at.date() else f", {WORDS[language]['plan']} {day:%d-%m-%Y}"


def _team(result: TriageResult, team: str | None, language: Language) -> str:
    board = board_of(result, team, language)
    lines = [board.title, "=" * 60]
    for row in board.rows:
        lines += _row(result, row, language)
    lines.append(board.green)
    for title, entries in board.lists:
        lines += ["", title, *(f"  {entry}" for entry in entries)]
    return "\n".join(lines)


def _row(result: TriageResult, row: BoardRow, language: Language) -> Iterator[str]:
    cells = board_cells(result, row, language)
    markers = f"  [{cells.markers}]" if cells.markers else ""
    yield f"{cells.colour.upper():7} {row.citizen}{markers}  ({cells.decided})"
    yield from (f"  ! {alert}" for alert in cells.alerts)
    yield from (f"  - {why}" for why in cells.why)
    yield from (f"  > {follow_up}" for follow_up in cells.follow_ups)


class Cells(NamedTuple):
    """What a board says of one citizen, in words."""

    colour: str
    markers: str
    decided: str
    alerts: tuple[str, ...]
    why: tuple[str, ...]
    follow_ups: tuple[str, ...]


def board_cells(result: TriageResult, row: BoardRow, language: Language) -> Cells:
    """Put the row of one citizen in words."""
    words, decision, zone = WORDS[language], row.decision, result.at.tzinfo
    decided = words["undecided"] if decision is None else words["decided"].format(
        colour=_colour(decision.colour, language), by=decision.set_by, at=_when(decision.set_at, zone),
        review=_when(decision.review_at, zone))
    known = [decision is not None and cause.at <= decision.set_at for cause in row.causes]
    highest = max((cause.floor for cause in compress(row.causes, known)), key=lambda floor: floor.rank,
                  default=TriageColour.GREEN)
    if decision is not None and highest.rank > decision.colour.rank:
        decided += f", {words['below']} ({_colour(highest, language)})"
    why = []
    for cause, settled in zip(row.causes, known, strict=True):
        note = words["known"] if settled else f"{words['suggested']}: {_colour(cause.floor, language)}"
        why.append(f"{cause.rule} {cause.say(language)} ({_when(cause.at, zone)}; {note})")
    if not row.delegation_open:
        why.append(f"T30 {words['closed']}")
    return Cells(
        _colour(row.colour, language),
        ", ".join(marker.danish if language == "da" else marker.value.replace("_", " ") for marker in row.markers),
        decided, tuple(f"{alert.rule} {alert.say(language)}" for alert in row.alerts), tuple(why),
        tuple(_follow_up(result, follow_up, language) for follow_up in row.follow_ups))


def _follow_up(result: TriageResult, one: FollowUp, language: Language) -> str:
    words, zone, day = WORDS[language], result.at.tzinfo, result.day.date
    due = one.due.astimezone(zone)
    absent = "another_day" if day == result.at.date() else "no_visit"
    told, date = ("of", due) if due.date() < day and not one.overdue else (absent, day)
    where = one.visit or words[told].format(date=f"{date:%d-%m}")
    text = (f"{one.rule} {one.rule.label(language)}, {spoken(one.competence, language)}, {one.minutes} min, "
            f"{words['by']} {_when(due, zone)}: {where}")
    if one.overdue:
        text += f"  {words['overdue']}"
    if one.responsible:
        text += f"  {words['responsible']}: {one.responsible}"
    if one.instructions:
        text += f"  {words['instructions']}: {', '.join(one.instructions)}"
    return text


def _approval(one: Approval, language: Language, zone: tzinfo | None) -> str:
    since = "" if one.since is None else f", {WORDS[language]['since']} {_when(one.since, zone)}"
    return f"{one.visit} ({one.citizen}): {one.minutes} min{since}"


def _when(moment: datetime, zone: tzinfo | None) -> str:
    """Show a moment in the day's time zone, whatever zone it was told in."""
    return f"{moment.astimezone(zone):%d-%m %H:%M}"


def _colour(colour: TriageColour, language: Language) -> str:
    return colour.danish if language == "da" else colour.value

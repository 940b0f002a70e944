"""What may stand in a cell: each kind reads a cell into a JSON value and writes a model's value into a cell.

Lists are separated by ``|`` (``;`` is read too). ``!`` after an item makes it strict: a wish that is a condition,
a task that may not be delegated. A backslash takes the special meaning off the character after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from triagering.io.times import BadCell, Clock, read_date
from triagering.models import CarerRelation, Level, Task, TimeWindow, Wish

Cell = str | int | float | bool | None
"""What a CSV file or a frame holds; CSV has text only."""


class Formula(str):
    """A cell of a CSV file that a spreadsheet did not compute, or could not: nothing is known of what belongs there."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of cell: its name for people, how to read it, how to write it."""

    name: str
    parse: Callable[[Any, Clock], Any]
    """Raises ``BadCell``; gets text, or a number or truth value from a frame, never an empty cell."""
    show: Callable[[Any, Clock], Cell]
    """Gets a model's value, never None."""


def items(text: str, separators: str = "|;") -> list[str]:
    r"""Split at separators without a backslash before them; blanks around items and empty items go.

    >>> items(r"c1 | c2;a\|b|")
    ['c1', 'c2', 'a\\|b']
    """
    found = re.findall(rf"((?:\\.|[^\\{re.escape(separators)}]|\\$)+)", text, re.DOTALL)
    return [item.strip() for item in found if item.strip()]


def unescape(item: str) -> str:
    """Take backslashes off."""
    return re.sub(r"\\(.)", r"\1", item)


def escape(text: str, special: str) -> str:
    """Put a backslash before the special characters, list separators and backslashes."""
    return re.sub(rf"([{re.escape(special)}|;\\])", r"\\\1", text)


def whole(cell: Any, _clock: Clock | None = None) -> int:
    """Read a whole number; ``10,0`` and ``10.0`` are 10, ``1.000`` is refused."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = str(cell).strip().replace("\N{MINUS SIGN}", "-")
    if not re.fullmatch(r"[+-]?\d{1,12}([.,]0{0,2})?", text):
        raise BadCell("E510", "is not a whole number", "write it in digits, as 20, without unit or thousands separator")
    return int(re.split("[.,]", text)[0])


def number(cell: Any, _clock: Clock | None = None) -> float:
    """Read a number with decimal point or comma."""
    text = str(cell).strip().replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d*)?(e[+-]?\d{1,3})?", text, re.IGNORECASE):
        raise BadCell("E510", "is not a number", "write it in digits, as 9,9217 or 9.9217")
    return float(text)


WORDS = {word: truth for truth, words in {
    True: ("yes", "true", "1", "1.0", "ja", "sand", "x"), False: ("no", "false", "0", "0.0", "nej", "falsk"),
}.items() for word in words}


def _truth(cell: Any, _clock: Clock) -> bool:
    try:
        return WORDS[str(cell).strip().lower()]
    except KeyError:
        raise BadCell("E510", "is neither yes nor no", "write yes or no (ja or nej)") from None


def _text(cell: Any, _clock: Clock) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _id(cell: Any, clock: Clock) -> str:
    return _text(cell, clock).strip()


def _minute(cell: Any, clock: Clock) -> int:
    """Numbers come from frames and are minutes already."""
    return whole(cell) if isinstance(cell, int | float) else clock.minute(str(cell))


def _choice(choices: type[Enum]) -> Callable[[Any, Clock], Any]:
    words = {word: member.value for member in choices for word in (member.name.lower(), str(member.value))}

    def parse(cell: Any, clock: Clock) -> Any:
        try:
            return words[_id(cell, clock).lower()]
        except KeyError:
            raise BadCell("E512", "is not one of the choices", "one of " + ", ".join(m.name.lower() for m in choices)
                          ) from None
    return parse


_level = _choice(Level)
_TASK = re.compile(r"((?:\\.|[^\\:/!])+)(?:/(\w+))?(?::\s*(\d{1,9}))?\s*(!)?", re.DOTALL)
_WISH = re.compile(r"((?:\\.|[^\\!])+)(!)?", re.DOTALL)
_SPAN = re.compile(r"(\d{1,2}[:.]\d{2})\s*[-–]\s*(\d{1,2}[:.]\d{2})")


def _task(item: str, clock: Clock) -> dict[str, Any]:
    found = _TASK.fullmatch(item)
    if found is None:
        raise BadCell("E517", "is not a list of tasks", "write medicine:10|lift/trained:5, with ! if not delegable")
    return {
        "competence": unescape(found[1].strip()), "level": _level(found[2], clock) if found[2] else 1,
        "minutes": int(found[3] or 0), "delegable": not found[4],
    }


def _show_task(task: Task) -> str:
    level = f"/{task.level.name.lower()}" if task.level > Level.BASIC else ""
    minutes = f":{task.minutes}" if task.minutes else ""
    return escape(task.competence, ":/!") + level + minutes + ("" if task.delegable else "!")


def _wish(item: str, _clock: Clock) -> dict[str, Any]:
    found = _WISH.fullmatch(item)
    if found is None:
        raise BadCell("E517", "is not a list of wishes", "write speaks:turkish|gender:female!, with ! for a condition")
    return {"attribute": unescape(found[1].strip()), "hard": bool(found[2])}


def _window(item: str, clock: Clock) -> dict[str, int]:
    """``earliest/latest`` or ``earliest/agreed/latest``."""
    span = _SPAN.fullmatch(item)
    times = [clock.minute(time) for time in (span.groups() if span else item.split("/"))]
    if len(times) not in (2, 3):
        raise BadCell("E517", "is not a list of windows",
                      "write 07:30/09:00 (earliest/latest start) or 07:30/08:00/09:00 (earliest/agreed/latest)")
    return {"earliest_start": times[0], "agreed_start": times[-2 if len(times) == 3 else -1], "latest_start": times[-1]}


def _show_window(window: TimeWindow, clock: Clock) -> str:
    agreed = [window.agreed_start] if window.agreed_start != window.latest_start else []
    return "/".join(clock.text(time) for time in (window.earliest_start, *agreed, window.latest_start))


def _point(item: str, _clock: Clock) -> list[float]:
    parts = item.split()
    if len(parts) != 2:
        raise BadCell("E517", "is not a list of points", "write 9.92 57.05|9.95 57.06")
    return [number(part) for part in parts]


def _each(parse: Callable[[str, Clock], Any]) -> Callable[[Any, Clock], list[Any]]:
    return lambda cell, clock: [parse(item, clock) for item in items(_text(cell, clock))]


def _ids(values: Any) -> list[str]:
    return sorted(values) if isinstance(values, frozenset) else list(values)


def _list(shown: list[str]) -> str | None:
    return "|".join(shown) or None


TEXT = Kind("text", _text, lambda value, _: value or None)
ID = Kind("id", _id, lambda value, _: value)
IDS = Kind("ids", _each(lambda item, _: unescape(item)), lambda v, _: _list([escape(i, "") for i in _ids(v)]))
INT = Kind("whole number", whole, lambda value, _: value)
NUMBER = Kind("number", number, lambda value, _: value)
BOOL = Kind("yes or no", _truth, lambda value, _: value)
DATE = Kind("date", lambda cell, _: read_date(str(cell)).isoformat(), lambda value, _: value.isoformat())


def _listed_date(item: str, _clock: Clock) -> str:
    try:
        return read_date(item).isoformat()
    except BadCell as bad:
        hint = "separate dates by |, as 2026-03-03|2026-03-05" if "," in item or " " in item else bad.hint
        raise BadCell(bad.code, bad.problem, hint) from None


DATES = Kind("dates", _each(_listed_date),
             lambda value, _: _list([day.isoformat() for day in sorted(value)]))
TIME = Kind("time", _minute, lambda value, clock: clock.text(value))
LEVEL = Kind(", ".join(m.name.lower() for m in Level), _level, lambda value, _: Level(value).name.lower())
RELATION = Kind(", ".join(CarerRelation), _choice(CarerRelation), lambda value, _: value.value)
WINDOWS = Kind("windows", _each(_window), lambda v, clock: _list([_show_window(w, clock) for w in v]))
TASKS = Kind("tasks", _each(_task), lambda value, _: _list([_show_task(task) for task in value]))


def _show_wish(wish: Wish) -> str:
    return escape(wish.attribute, "!") + "!" * wish.hard


WISHES = Kind("wishes", _each(_wish), lambda value, _: _list([_show_wish(wish) for wish in value]))
POINTS = Kind("points", _each(_point), lambda value, _: _list([f"{x!r} {y!r}" for x, y in value]))

"""What every model shares: frozen, strict, nothing extra, ids that cannot be CPR numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.functional_validators import AfterValidator

K = TypeVar("K")
V = TypeVar("V")

Language = Literal["en", "da"]
"""Of what people read."""

CPR = re.compile(r"(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])(?:0[1-9]|1[0-2])\d{2}\s{0,2}[-_./‐‑‒–—−]?\s{0,2}\d{4}")
"""Day (replacement numbers add 60), month, year, four digits; a separator, and blanks around it, are optional."""

_CPR_WORD = re.compile(rf"(?<![^\W_])[^\W\d_]*{CPR.pattern}[^\W\d_]*(?![^\W_])")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def looks_like_cpr(text: str) -> bool:
    """Say whether an id is a Danish personal number, or holds one as a word, perhaps with letters around it.

    Longer numbers are none, nor are random ids (UUID), which hold one by chance every few thousand times.

    >>> looks_like_cpr("010150-1234"), looks_like_cpr("z6101501234"), looks_like_cpr("visit-202603021234")
    (True, True, False)
    """
    return _CPR_WORD.search(_UUID.sub("", text)) is not None


def mentions_cpr(text: str) -> bool:
    """Say whether something with the shape of a CPR number stands anywhere in a text, even inside a longer number.

    What is refused is said by ``looks_like_cpr``; this says what may not be repeated.

    >>> mentions_cpr("born 010150-1234"), mentions_cpr("visit 17")
    (True, False)
    """
    return CPR.search(text) is not None


def _opaque(value: str) -> str:
    if looks_like_cpr(value):
        raise ValueError("looks like a CPR number; use an opaque id")
    if value != value.strip() or not value.isprintable():
        raise ValueError("has surrounding blanks or unprintable characters")
    return value


ID_LENGTH = 100
"""Characters that an id may have."""

Id = Annotated[
    str,
    Field(min_length=1, max_length=ID_LENGTH),
    AfterValidator(_opaque),
    WithJsonSchema({
        "type": "string", "minLength": 1, "maxLength": ID_LENGTH, "description": "Opaque id, never a CPR number.",
    }),
]
"""An opaque id from the source system."""


def _impersonal(value: str) -> str:
    if looks_like_cpr(value):
        raise ValueError("looks like it holds a CPR number; leave personal data out")
    return value


Text = Annotated[str, AfterValidator(_impersonal)]
"""Words for people, nothing personal among them."""

CitizenId = Id
CarerId = Id
VisitId = Id
ActivityId = Id
LinkId = Id
MiniteamId = Id
DistrictId = Id
PlaceId = Id

HORIZON = 100_000_000
"""Largest absolute number of minutes accepted anywhere; far beyond a day, so that finer units fit too."""

Minute = Annotated[int, Field(ge=-HORIZON, le=HORIZON)]
"""A time: whole minutes since local midnight of the planned day; above 1440 is the following night."""

Minutes = Annotated[int, Field(ge=0, le=HORIZON)]
"""A length of time in whole minutes."""

Total = Annotated[int, Field(ge=0)]
"""Minutes of several legs together: more than is accepted of each."""

YEARS = range(1900, 2200)
"""Years that a planned day may lie in."""


PlannedDate = Annotated[date, Field(ge=date(YEARS.start, 1, 1), lt=date(YEARS.stop, 1, 1))]
"""A day of one of these years: its nights, and the days around it, are in the calendar too."""


def _fixed(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()), fold=0)


Moment = Annotated[AwareDatetime, AfterValidator(_fixed), Field(
    ge=datetime(YEARS.start, 1, 1, tzinfo=UTC), lt=datetime(YEARS.stop, 1, 1, tzinfo=UTC))]
"""A real date and time in one of these years, its offset from UTC fixed: hours added to it are hours that pass."""

DEAREST = 1_000_000_000
"""Highest price there is."""

Price = Annotated[int, Field(ge=0, le=DEAREST)]
"""What one unit costs; the default scale is 10 per travel minute."""


class Fixed(dict[K, V]):
    """A dict in all but that it cannot change; ``dict(...)`` and ``copy`` give one that can.

    >>> Fixed(a=1) == {"a": 1}
    True
    """

    def _refuse(self, *_: object, **__: object) -> Any:
        raise TypeError("models never change: give `replace` another mapping")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[Self], tuple[dict[K, V]]]:
        """Let itself be pickled and copied, which would set item by item."""
        return type(self), (dict(self),)


class Model(BaseModel):
    """Base of all models: a value that exists is valid, and cannot change."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True,
        allow_inf_nan=False,
    )

    def replace(self, **changes: Any) -> Self:
        """Give a validated copy with some attributes changed."""
        return type(self)(**{name: getattr(self, name) for name in type(self).model_fields} | changes)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Any:
        """Give a copy; with changes, as ``replace`` gives one: nothing unvalidated, nothing remembered from before."""
        return self.replace(**update) if update else super().model_copy(deep=deep)

    def copy(self, **options: Any) -> Any:
        """Give what ``model_copy`` gives, under its older name."""
        return self.model_copy(**options)


def summed(amounts: Iterable[tuple[K, int]], order: Iterable[K]) -> dict[K, int]:
    """Add up amounts by what they are of, in this order; what adds up to nothing is left out.

    >>> summed([("b", 2), ("a", 1), ("c", 3), ("c", -3), ("b", 1)], "abc")
    {'a': 1, 'b': 3}
    """
    totals: dict[K, int] = {}
    for key, amount in amounts:
        totals[key] = totals.get(key, 0) + amount
    return {key: totals[key] for key in order if totals.get(key)}

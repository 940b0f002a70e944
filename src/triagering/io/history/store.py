"""The history behind a small interface: add tables, ask for frames, ask who knows whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triagering.errors import InputError, Issue, MissingExtraError
from triagering.io.history import files
from triagering.io.history.tables import read_table
from triagering.models import Acquaintance, Day
from triagering.models.clock import calendar_day
from triagering.models.history import DAY_COLUMN, GROUP, KEYS, ONCE, SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    import pandas as pd

MET = f"""
    SELECT citizen, carer, max(date) AS last_met, date_diff('day', max(date), $day) AS days_since,
           count(DISTINCT visit || date) FILTER (date >= $day - 7) AS met_7,
           count(DISTINCT visit || date) FILTER (date >= $day - 14) AS met_14,
           count(DISTINCT visit || date) FILTER (date >= $day - 28) AS met_28
    FROM rows WHERE status = 'delivered' AND kind IS DISTINCT FROM '{GROUP}'
    GROUP BY citizen, carer HAVING max(date) >= $day - $days ORDER BY citizen, carer
"""
CIRCLE = f"""
    SELECT citizen, count(DISTINCT carer) FILTER (date >= $day - 7) AS circle_7,
           count(DISTINCT carer) FILTER (date >= $day - 14) AS circle_14,
           count(DISTINCT carer) FILTER (date >= $day - 28) AS circle_28
    FROM rows WHERE status = 'delivered' AND kind IS DISTINCT FROM '{GROUP}' GROUP BY citizen ORDER BY citizen
"""

AGAIN = 10
"""How often files are listed again when one of them is gone before it is read."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in numbers of files (one per district and day)."""

    rows: int
    """Rows read."""
    added: int
    """Districts and days that were new, or are planned in a version that was."""
    unchanged: int
    """Already there with the same content: nothing was written."""
    replaced: int
    """There with other content, and corrected; also those of other districts that rows were moved from."""


class History:
    """A municipality's history in a folder, without a server; many may read while one imports.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> visits = pd.DataFrame({"date": "2026-03-02", "visit": ["v1", "v2"], "citizen": ["c1", "c1"],
    ...                        "carer": ["ida", "bo"], "start": [480, 1140], "minutes": [30, 20]})
    >>> history = History(tempfile.mkdtemp())
    >>> history.add("visits", visits)
    Imported(rows=2, added=1, unchanged=0, replaced=0)
    >>> history.add("visits", visits).unchanged
    1
    >>> [(a.carer, a.days_since) for a in history.acquaintances(dt.date(2026, 3, 5))]
    [('bo', 3), ('ida', 3)]
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        version = files.open_folder(self.folder)
        if version < SCHEMA_VERSION:
            raise InputError([Issue("E526", "history", files.MARKER, "version", str(version),
                                    f"is older than {SCHEMA_VERSION}", "run History.migrate(folder)")])

    @staticmethod
    def migrate(folder: Path | str) -> int:
        """Bring a history of an older version to the present one; give how many files were rewritten."""
        files.open_folder(Path(folder))
        return files.migrate(Path(folder))

    def add(self, table: str, source: pd.DataFrame | Path | str, *, replace: bool = False) -> Imported:
        """Import one table; adding the same rows again changes nothing.

        Parameters
        ----------
        table
            ``visits``, ``shifts``, ``absences``, ``stays`` or ``plans``.
        source
            As for ``read_table``. It must hold whole days of a district: all rows of a district and day; of
            ``plans``, all of a version, and other versions stay.
        replace
            Whether rows of a district and day that is already there, with other content, take its place. Rows that
            are there under another district (same date, visit, carer and citizen) are taken out of it.

        Raises
        ------
        InputError
            If the rows cannot be used, or ``replace`` is off and a district and day is already there with other
            content, or rows are there under another district; nothing is written then.
        """
        pa, frame = files.arrow(), read_table(table, source)
        filed = ["district", DAY_COLUMN[table]]
        frame = frame.sort_values([*filed, *ONCE.get(table, KEYS[table])], kind="stable", ignore_index=True)
        rows = pa.Table.from_pandas(frame, schema=files.schema(table), preserve_index=False)
        added: list[tuple[Path, Any, str]] = []
        changed: list[tuple[Path, Any, str]] = []
        own = set()
        unchanged = 0
        for first, size in _runs(frame[filed]):
            part = rows.slice(first, size)
            district, day = (part[column][0].as_py() for column in filed)
            path = files.place(self.folder, table, district, day)
            own.add(path)
            content, before = files.content_hash(part), files.written_hash(path, whole=replace)
            new = before is None
            if table == "plans" and before and before != content:
                part, new = _with_versions(files.read_rows(path), part)
                content = files.content_hash(part)
            if before == content:
                unchanged += 1
            else:
                (added if new else changed).append((path, part, content))
        moved = list(self._elsewhere(table, [*added, *changed], own, replace=replace))
        if (changed or moved) and not replace:
            raise InputError([
                *(_there(table, path, "is already there with other content",
                         "import whole days of a district; replace=True corrects them") for path, _, _ in changed),
                *(_there(table, path, f"holds {count} of these rows already",
                         "correct the district; replace=True takes them out of there") for path, _, count in moved)])
        for path, rest, _ in moved:  # first: if killed between, the next import finds that something is left to do
            if len(rest):
                files.write_rows(path, rest, files.content_hash(rest))
            else:
                path.unlink()
        for path, part, content in (*added, *changed):
            files.write_rows(path, part, content)
        return Imported(len(frame), len(added), unchanged, len(changed) + len(moved))

    def _elsewhere(self, table: str, fresh: list[tuple[Path, Any, str]],
                   own: set[Path], *, replace: bool) -> Iterator[tuple[Path, Any, int]]:
        """Give the files of other districts that hold rows of these, what else they hold, and how many they share.

        Damaged ones are named, but passed over by ``replace``: their own day's import looks here in its turn.
        """
        new: dict[str, set[Any]] = {}
        for path, part, _ in fresh if table in ONCE else ():
            new.setdefault(path.stem, set()).update(_keys(table, part))
        for day, keys in new.items():
            for path in files.of_day(self.folder, table, day):
                if path in own:
                    continue
                try:
                    held = files.read_rows(path)
                except InputError:
                    if not replace:
                        raise
                    continue
                others = [key not in keys for key in _keys(table, held)]
                if not all(others):
                    yield path, held.filter(others), others.count(False)

    def frame(self, table: str, first: dt.date | str | None = None, last: dt.date | str | None = None, *,
              districts: Collection[str] | None = None,
              citizens: Collection[str] | None = None) -> pd.DataFrame:
        """Give the rows of a table between two days (both included; those filed under them).

        Columns are those of the table's class in ``triagering.models.history``; no rows gives an empty frame
        with the same columns.

        Raises
        ------
        InputError
            If there is no such table, or it has no citizens to choose (E522), a day is none (E213), or files of it are
            damaged (E521).
        """
        if table not in TABLES:
            raise InputError([Issue("E522", table, "", "", "", "is not a table", f"one of {sorted(TABLES)}")])
        where = ["true"]
        values: dict[str, Any] = {}
        if districts is not None:
            where.append("list_contains($districts, district)")
            values["districts"] = list(districts)
        if citizens is not None:
            if "citizen" not in TABLES[table].model_fields:
                raise InputError([Issue("E522", table, "", "citizen", "", "is not a column of the table",
                                        "ask for all rows, or for those of a district")])
            where.append("list_contains($citizens, citizen)")
            values["citizens"] = list(citizens)
        order = ", ".join((*ONCE.get(table, KEYS[table]), "district"))
        query = f"SELECT * FROM rows WHERE {' AND '.join(where)} ORDER BY {order}"
        first, last = (day if day is None else calendar_day(day) for day in (first, last))
        return self._ask(table, query, first, last, values)

    def known(self, day: dt.date | str, *, days: int = 28) -> pd.DataFrame:
        """Say who has met whom in the ``days`` days before a day (the day itself not included).

        One row per citizen and carer: ``last_met``, ``days_since``, and the visits within 7, 14 and 28 days,
        ``met_7``, ``met_14``, ``met_28``. Only delivered visits count, those of the evening before too.
        """
        day = calendar_day(day)
        first = day - dt.timedelta(max(days, 28))
        return self._ask("visits", MET, first, day - dt.timedelta(1), {"day": day, "days": days})

    def circles(self, day: dt.date | str) -> pd.DataFrame:
        """Count all distinct carers each citizen met in the 7, 14 and 28 days before a day.

        Nurses and nights count too; ``distinct_carers`` counts as a ``Definition`` says.
        """
        day = calendar_day(day)
        return self._ask("visits", CIRCLE, day - dt.timedelta(28), day - dt.timedelta(1), {"day": day})

    def acquaintances(self, day: dt.date | str, *, citizens: Collection[str] | None = None,
                      carers: Collection[str] | None = None, days: int = 28) -> tuple[Acquaintance, ...]:
        """Give who has met whom as a ``Day`` needs it, in order of citizen and carer."""
        met = self.known(day, days=days)
        for column, chosen in (("citizen", citizens), ("carer", carers)):
            if chosen is not None:
                met = met[met[column].isin(list(chosen))]
        return tuple(
            Acquaintance(citizen=citizen, carer=carer, days_since=int(since))
            for citizen, carer, since in zip(met["citizen"], met["carer"], met["days_since"], strict=True)
        )

    def _ask(self, table: str, query: str, first: dt.date | None, last: dt.date | None,
             values: dict[str, Any], again: int = AGAIN) -> pd.DataFrame:
        """Run a query over ``rows``, the table's files between two days."""
        try:
            import duckdb
        except ImportError as error:
            raise MissingExtraError("duckdb", "history") from error
        paths = list(files.stored(self.folder, table, first, last))
        try:
            return _rows(table, paths, query, values)
        except duckdb.Error:
            if again and not all(path.exists() for path in paths):  # its rows were moved to another district
                return self._ask(table, query, first, last, values, again - 1)
            if issues := list(_damaged(table, paths)):
                raise InputError(issues) from None
            raise


def _there(table: str, path: Path, problem: str, hint: str) -> Issue:
    return Issue("E527", table, path.stem, "district", path.parent.name.partition("=")[2], problem, hint)


def _with_versions(held: Any, part: Any) -> tuple[Any, bool]:
    """Give plans of a district and day with the versions held beside them, and whether none that is held changes."""
    fresh, known = set(part["version"].to_pylist()), set(held["version"].to_pylist())
    others = [version not in fresh for version in held["version"].to_pylist()]
    rows = files.arrow().concat_tables([held.filter(others), part.replace_schema_metadata(held.schema.metadata)])
    rows = rows.sort_by([(column, "ascending") for column in KEYS["plans"]])
    kept = rows.filter([version in known for version in rows["version"].to_pylist()])
    return rows, kept.equals(held.select(rows.column_names))


def _keys(table: str, rows: Any) -> list[Any]:
    return list(zip(*(rows[column].to_pylist() for column in ONCE[table]), strict=True))


def _rows(table: str, paths: list[Path], query: str, values: dict[str, Any]) -> pd.DataFrame:
    import duckdb

    settings: dict[str, Any] = {"autoinstall_known_extensions": False}
    with duckdb.connect(":memory:", config=settings) as connection:
        rows = (connection.read_parquet([str(path) for path in paths], hive_partitioning=False) if paths
                else connection.from_arrow(files.schema(table).empty_table()))
        rows.create_view("rows")
        frame: pd.DataFrame = connection.execute(query, values).df()
        return frame


def _damaged(table: str, paths: list[Path]) -> Iterator[Issue]:
    import duckdb

    for path in paths:
        try:
            _rows(table, [path], "SELECT * FROM rows", {})
        except duckdb.Error as error:
            yield files.damage(path, error)


def with_history(day: Day, history: History) -> Day:
    """Give the day with the acquaintances that the history knows of, beside those it already lists.

    Looks back as far as the day's own settings ask: ``known_for_days`` and ``horizon_days``. Carers who are not
    among the day's count too: they are faces that a citizen has met.
    """
    reach = max(day.settings.continuity.known_for_days, day.settings.continuity.horizon_days)
    found = history.acquaintances(day.date, citizens=day.citizen_by_id, days=reach)
    return day.replace(acquaintances=(*day.acquaintances, *found))


def _runs(keys: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Give start and length of each run of equal rows."""
    numbers = keys.groupby(list(keys.columns), dropna=False, sort=False).ngroup()
    edges = [int(edge) for edge in (numbers.diff() != 0).to_numpy().nonzero()[0]]
    for start, end in pairwise([*edges, len(keys)]):
        yield start, end - start

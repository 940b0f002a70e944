"""Figures of many citizens as a distribution: an average hides those who meet most strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from triagering.evaluation.continuity import averaged_coc
from triagering.evaluation.definition import LOWER_IS_BETTER, Definition

if TYPE_CHECKING:
    import pandas as pd

LEAST_GROUP = 5
"""Figures of fewer citizens (or carers) than this are not shown."""


def distributions(figures: pd.DataFrame, definition: Definition | None = None, *,
                  least: int = LEAST_GROUP) -> pd.DataFrame:
    """Describe each figure over the citizens that have it.

    COC leaves out citizens with fewer meetings than ``definition.least_visits``, if ``meetings`` is a column.

    Returns
    -------
    pandas.DataFrame
        A row per figure: ``citizens``, ``median``, ``p10``, ``p90``, ``mean``, ``target``, ``reached`` (share
        of the citizens at the target or on its good side), ``above`` (share above it), ``definition``. All
        figures are NaN where there are fewer citizens than ``least``.

    Examples
    --------
    >>> import pandas as pd
    >>> carers = pd.DataFrame({"distinct_carers": [6, 7, 8, 9, 16]})
    >>> distributions(carers).loc["distinct_carers", ["median", "reached", "above"]].tolist()
    [8.0, 0.8, 0.2]
    """
    import pandas as pd

    definition = definition or Definition()
    rows = {}
    for name in figures.columns:
        values = averaged_coc(figures, definition) if name == "coc" and "meetings" in figures else figures[name]
        values = values.astype(float).dropna()
        rows[name] = _describe(values, definition.targets.get(name), name in LOWER_IS_BETTER, least)
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("figure")
    return table.assign(definition=str(definition))


def _describe(values: pd.Series[float], target: float | None, lower: bool, least: int) -> dict[str, float]:
    nan = float("nan")
    if len(values) < least:
        return dict.fromkeys(("median", "p10", "p90", "mean", "target", "reached", "above"), nan) | {
            "citizens": len(values)}
    reached = nan if target is None else float(((values <= target) if lower else (values >= target)).mean())
    return {
        "citizens": len(values), "median": float(values.median()), "p10": float(values.quantile(0.1)),
        "p90": float(values.quantile(0.9)), "mean": float(values.mean()),
        "target": nan if target is None else target, "reached": reached,
        "above": nan if target is None else float((values > target).mean()),
    }

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from triagering.errors import InputError
from triagering.evaluation.continuity import distinct_carers
from triagering.evaluation.definition import Definition
from triagering.evaluation.period import evaluate_period

MONDAY = dt.date(2026, 3, 2)


@pytest.mark.parametrize("nurse", ["nurse", ["nurse"], ("nurse", "nurse"), {"nurse"}])
def test_one_name_alone_is_one_and_several_may_come_in_any_collection(nurse):
    definition = Definition(without_professions=nurse, without_kinds="alarm")
    assert (definition.without_professions, definition.without_kinds) == ({"nurse"}, {"alarm"})
    assert "without nurse; without alarm;" in str(definition)
    visits = pd.DataFrame({"date": [MONDAY] * 3, "visit": ["v1", "v2", "v3"], "citizen": "c1", "start": 480,
                           "carer": ["ida", "bo", "eva"], "profession": ["helper", "nurse", None],
                           "kind": ["care", "care", "alarm"]})
    found = distinct_carers(visits, MONDAY, definition=replace(definition, days=1, daily_visits=1))
    assert found["distinct_carers"].to_dict() == {"c1": 1}


def test_a_danish_definition_has_danish_words_for_what_the_library_knows_and_local_codes_as_they_are():
    assert "; uden sygeplejerske; uden madudbringning, nødkald; " in Definition().danish
    local = Definition(without_professions=("nurse", "aide_2"), without_kinds={"care", "practical", "nursing", "acute"})
    assert "; uden aide_2, sygeplejerske; uden akutbesøg, pleje, praktisk hjælp, sygepleje; " in local.danish
    assert "; without aide_2, nurse; without acute, care, nursing, practical; " in str(local)


def test_what_cannot_be_measured_is_refused_at_once_when_it_is_said():
    with pytest.raises(InputError) as caught:
        Definition(days=0, known_days=1.5, by="hours")
    assert [str(issue) for issue in caught.value.issues] == [
        "E511 definition days='0': is not a whole number of at least 1. Hint: give days, as 14",
        "E511 definition known_days='1.5': is not a whole number of at least 1. Hint: give days, as 14",
        "E512 definition by='hours': is not one of the choices. Hint: one of visits, minutes"]


@pytest.mark.parametrize("days", [-3, "7", None, float("nan")])
def test_a_window_is_of_whole_days(days):
    with pytest.raises(InputError, match="E511 definition days"):
        Definition(days=days)
    definition = Definition(days=np.int64(1), known_days=np.int64(1), daily_visits=1)
    visits = pd.DataFrame({
        "date": [MONDAY], "visit": "v1", "citizen": "c1", "carer": "ida", "start": 480, "minutes": 30})
    assert evaluate_period(visits, MONDAY, MONDAY, definition=definition, least=1).figures.loc[
        "all", "distinct_carers_median"] == 1

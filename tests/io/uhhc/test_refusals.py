"""Files and fields that are refused, with their code and without what they hold."""

import pytest

from tests.io.uhhc.tiny import TINY
from triagering.errors import InputError
from triagering.io.uhhc import read_uhhc


@pytest.mark.parametrize(("content", "code"), [
    ("{", "E540"), ("[" * 100_000, "E540"), ("[]", "E541"), ("{}", "E541"), ('{"metadata": {}}', "E541"),
])
def test_files_that_are_no_instances_are_refused(tmp_path, content, code):
    path = tmp_path / "broken.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_uhhc(path)
    assert [issue.code for issue in caught.value.issues] == [code]


def test_a_byte_order_mark_does_not_matter(tmp_path):
    path = tmp_path / "lunch.json"
    path.write_bytes(b"\xef\xbb\xbf" + (TINY / "lunch.json").read_bytes())
    assert read_uhhc(path).day == read_uhhc(TINY / "lunch.json").day


@pytest.mark.parametrize(("place", "value", "code"), [
    (("patients", 0, "id"), "0101501234", "E601"), (("patients", 0, "required_services", 0, "duration"), 0, "E511"),
    (("patients", 0, "required_services", 0, "duration"), "long", "E541"),
    (("patients", 0, "time_windows", 0, "end"), float("nan"), "E541"),
    (("patients", 0, "preferred_caregivers"), ["nobody"], "E102"), (("distances", 0, 1), -1, "E541"),
    (("metadata", "cost_components", "travel_time"), "hard", "E541"),
    (("patients", 0, "distance_matrix_index"), -1, "E541"),
    (("patients", 1, "required_services"), [{"service": "s0", "duration": 25}] * 2, "E541"),
    (("patients", 1, "required_services", 0, "service"), "lunch_break", "E541"),
    (("patients", 1, "id"), "p0", "E541"), (("caregivers", 1, "id"), "c0", "E541"),
    (("metadata", "time_window_met"), "whenever", "E541"),
])
def test_what_a_day_cannot_hold_is_refused_with_its_code(variant, place, value, code):
    def change(raw):
        *path, last = place
        for step in path:
            raw = raw[step]
        raw[last] = value
    with pytest.raises(InputError) as caught:
        variant("lunch", change)
    assert code in {issue.code for issue in caught.value.issues}
    assert "0101501234" not in str(caught.value)


@pytest.mark.parametrize(("change", "told"), [
    (lambda raw: raw["caregivers"][0].pop("abilities"), "(KeyError: abilities)"),
    (lambda raw: raw["caregivers"][0].update(departing_point="Anna Hansen"), "(KeyError)"),
    (lambda raw: raw["patients"][0].update(id="Anna Hansen", time_windows=[]), "(ValueError)"),
    (lambda raw: raw["patients"][0].update(required_services="Anna Hansen"), "(TypeError)"),
])
def test_a_misused_field_is_named_but_never_repeated(variant, change, told):
    with pytest.raises(InputError) as caught:
        variant("lunch", change)
    assert told in str(caught.value)
    assert "Hansen" not in str(caught.value)


def test_an_optional_patient_who_is_late_whatever_happens_is_refused_if_nobody_may_be_left_out(variant):
    def late(raw):
        raw["patients"][2].update(time_windows=[{"start": 20, "end": 30}], optional=True)
    with pytest.raises(InputError) as caught:
        variant("ends", late)
    assert [issue.code for issue in caught.value.issues] == ["E542"]


def test_a_mandatory_patient_who_is_late_whatever_happens_is_refused_if_lateness_is_hard(variant):
    with pytest.raises(InputError) as caught:
        variant("ends", lambda raw: raw["patients"][2].update(time_windows=[{"start": 20, "end": 30}]))
    assert [issue.code for issue in caught.value.issues] == ["E542"]

"""Who reads docs/rules.md finds every rule, price and reason, each in the section of its rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from triagering.evaluation.truth import VERIFIED
from triagering.models import REASON_RULE, TERM_RULE, Reason, Rule, Term

TEXT = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in TEXT.split("\n## ")[1:]}
REASONS = SECTIONS["Reasons, and what would help"]


def test_every_rule_has_its_section() -> None:
    assert [name for name in SECTIONS if name[0].islower()] == list(Rule)


@pytest.mark.parametrize("term", Term)
def test_every_price_is_named_in_the_section_of_its_rule(term: Term) -> None:
    assert f"`{term}`" in SECTIONS[TERM_RULE[term]]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_named_in_the_section_of_its_rule_and_has_its_place_among_the_others(reason: Reason) -> None:
    assert f"`{reason}`" in SECTIONS[REASON_RULE[reason]]
    assert f"`{reason}`" in REASONS


def test_the_reasons_marked_are_those_that_the_checker_verifies() -> None:
    assert re.findall(r"`(\w+)`\\\*", REASONS) == list(VERIFIED)

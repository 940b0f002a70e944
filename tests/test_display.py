"""What notebooks show: the same as the text, as tables, and never markup from data."""

from tests.builders import carer, citizen, day, free, plan, visit
from triagering import Result, Status, Term, explain
from triagering.models import Bound

DAY = day([visit("<v1>"), visit("v2")], [carer()])
PLAN = plan(DAY, "v2:no_capacity", c1="<v1>@08:00")
RESULT = Result(plan=PLAN, status=Status.FEASIBLE, cost=1000, costs={Term.TRAVEL: 200, Term.STRANGER: 800},
                bound=Bound(kind="cp-sat", cost=900), seconds=1.0)


def test_a_plan_is_a_row_per_carer_and_a_row_per_visit_left_out() -> None:
    shown = PLAN._repr_html_()
    assert "<td>c1</td><td>08:00 &lt;v1&gt;</td>" in shown
    assert "<td>v2</td><td>no_capacity</td><td>coverage</td>" in shown


def test_a_plan_that_leaves_nothing_out_has_no_table_of_it() -> None:
    assert "unplanned" not in PLAN.replace(unplanned=())._repr_html_()


def test_a_result_shows_what_is_proven_every_cost_largest_first_and_the_plan() -> None:
    shown = RESULT._repr_html_()
    assert shown.startswith("<p>feasible, cost 1000, at least 900 is proven necessary</p>")
    assert "<td>stranger</td><td>800</td></tr>\n<tr><td>travel</td><td>200</td>" in shown
    assert shown.endswith(PLAN._repr_html_())


def test_ids_never_become_markup() -> None:
    assert "<v1>" not in RESULT._repr_html_()


def test_an_explanation_shows_who_comes_each_alternative_and_who_could_not_come() -> None:
    one = day([visit("<v1>")], [carer("c1"), carer("c2"), carer("c3")], citizens=[citizen("z<v1>", vetoes=["c3"])],
              prices=free(not_contact=20, travel=1))
    shown = explain(one, plan(one, c1="<v1>@08:00"), "<v1>")._repr_html_()
    assert shown.startswith("<p>&lt;v1&gt;: c1 08:00</p>")
    assert "<tr><td>c2</td><td>08:00</td><td>+0</td><td></td><td></td></tr>" in shown
    assert "<tr><td>c3</td><td>nobody_accepted</td><td>veto</td></tr>" in shown
    assert "<v1>" not in shown
    out = explain(one, plan(one, "<v1>:no_capacity"), "<v1>")
    assert out._repr_html_().startswith("<p>&lt;v1&gt;: left out (no_capacity)</p>")

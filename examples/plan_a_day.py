# %% [markdown]
# # Plan a day
#
# A planner's morning with the bundled example day: plan it, look at it, pin a carer, respect a veto, and re-plan
# without turning everybody's day upside down. Run it with ``python examples/plan_a_day.py``, or open it as a notebook
# (cells begin with ``# %%``). Each search takes `SECONDS`; the first on a machine also compiles the search, once.

# %%
from pathlib import Path

from triagering import (
    changes_text,
    check,
    compare_plans,
    describe_result,
    evaluate,
    explain,
    explanation_text,
    left_out,
    left_out_text,
    plan_day,
    read_day,
    run_lists,
)
from triagering.models import Day, Pin, Plan, StopKind

SECONDS = 5
HERE = Path(__file__).parent if "__file__" in globals() else next(
    folder for folder in (Path(), Path("examples")) if (folder / "miniteam").is_dir())

# %% [markdown]
# ## Plan
#
# In a notebook, a result on the last line of a cell is shown as tables.

# %%
day = read_day(HERE / "miniteam")
first = plan_day(day, seconds=SECONDS)
print(run_lists(day, first.plan))
print(describe_result(day, first))
print(left_out_text(day, left_out(day, first)))

# %%
figures = evaluate(day, first.plan)
print(f"strangers met: {figures.strangers}, minutes of travel: {figures.travel}")

# %% [markdown]
# ## Ask
#
# Why is it this carer who comes to v0046? What others would change, and who could not come.

# %%
print(explanation_text(day, explain(day, first.plan, "v0046")))

# %% [markdown]
# ## Decide
#
# A pin always wins. Here the planner wants c02 to begin v0040, the first visit at z015, at 08:30. And z017 does not
# want to be visited again by whoever came to v0046: a veto.


# %%
def carers_at(plan: Plan) -> dict[str, list[str]]:
    """Say who comes to each visit."""
    found: dict[str, list[str]] = {}
    for route in plan.routes:
        for stop in route.stops:
            if stop.kind is StopKind.VISIT:
                found.setdefault(stop.id, []).append(route.carer)
    return found


unwanted = carers_at(first.plan)["v0046"][0]
pin = Pin(visit="v0040", carer="c02", start=8 * 60 + 30)
decided = day.replace(
    pins=(*day.pins, pin),
    citizens=tuple(citizen.replace(vetoes=citizen.vetoes | {unwanted}) if citizen.id == "z017" else citizen
                   for citizen in day.citizens),
)
for broken in check(decided, first.plan).violations:  # what the first plan breaks now
    print(f"{broken.rule}, {', '.join(broken.ids)}: {broken.detail}")

# %% [markdown]
# ## Re-plan
#
# Freely, beginning with the first plan: often cheapest, but many visits move.

# %%
free = plan_day(decided, seconds=SECONDS, start=first.plan)
print(compare_plans(decided, first.plan, free.plan))

# %% [markdown]
# Carers know their lists by now, so rather hold what was told: pin every visit as planned, except those of the two
# citizens concerned and those of the carers whose lists must change.


# %%
def hold(day: Day, plan: Plan, loose: set[str]) -> Day:
    """Pin every planned visit to its carers and its start, except the loose ones."""
    pins = [Pin(visit=stop.id, carer=route.carer, start=stop.start)
            for route in plan.routes for stop in route.stops if stop.kind is StopKind.VISIT and stop.id not in loose]
    return day.replace(pins=(*day.pins, *pins))


concerned = {"c02", unwanted}
loose = {visit for visit, carers in carers_at(first.plan).items()
         if concerned & set(carers) or day.visit_by_id[visit].citizen in {"z015", "z017"}}
calm = plan_day(hold(decided, first.plan, loose), seconds=SECONDS, start=first.plan)
print(changes_text(decided, compare_plans(decided, first.plan, calm.plan)))
print(left_out_text(decided, left_out(decided, calm)))

# %% [markdown]
# ## Choose
#
# The library proposes and prices; which plan to use is the planner's choice.

# %%
for name, result in (("free", free), ("calm", calm)):
    report = check(decided, result.plan)
    print(f"{name}: valid {report.valid}, cost {report.cost}, {len(result.plan.unplanned)} left out")

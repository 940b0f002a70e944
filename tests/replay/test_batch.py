import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.replay import workers
from triagering.errors import InputError, Issue
from triagering.io import generate_days
from triagering.replay import batch
from triagering.replay.batch import process_pool, solve_many
from triagering.replay.store import Task, read_result, write_result

ROOT = Path(__file__).parents[2]


@pytest.fixture
def threads():
    with ThreadPoolExecutor(2) as pool:
        yield pool


def use(monkeypatch, worker):
    monkeypatch.setattr(batch, "run_task", worker)


def costs(outcomes):
    return [outcome.result and outcome.result["cost"] for outcome in outcomes]


def test_every_task_has_its_outcome_in_order_and_is_told_of_once(tmp_path, threads, monkeypatch):
    use(monkeypatch, workers.quick)
    told = []
    found = solve_many(workers.tasks(9), executor=threads, out_dir=tmp_path,
                       progress=lambda done, total, outcome: told.append((done, total)))
    assert costs(found) == list(range(9))
    assert [outcome.name for outcome in found] == [f"day {n}" for n in range(9)]
    assert told == [(n, 9) for n in range(1, 10)]


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_results_that_can_be_kept_nowhere_are_refused_before_anything_is_planned(tmp_path, monkeypatch, place):
    (tmp_path / "file").touch()
    use(monkeypatch, workers.forever)
    with pytest.raises(InputError) as found:
        solve_many(workers.tasks(1), executor=pytest.fail, out_dir=tmp_path / place)
    assert [(issue.code, issue.value) for issue in found.value.issues] == [("E501", Path(place).name)]


def test_a_folder_of_results_that_cannot_be_made_is_refused(tmp_path, monkeypatch):
    def refuse(self, **_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(InputError, match="E501 output='new': cannot be written"):
        solve_many(workers.tasks(1), executor=pytest.fail, out_dir=tmp_path / "new")


def test_tasks_that_are_the_same_are_planned_and_counted_once(tmp_path, threads, monkeypatch):
    use(monkeypatch, workers.quick)
    told = []
    twice = [*workers.tasks(2), *workers.tasks(2)]
    found = solve_many(twice, executor=threads, out_dir=tmp_path,
                       progress=lambda done, total, outcome: told.append((done, total)))
    assert costs(found) == [0, 1, 0, 1]
    assert told == [(1, 2), (2, 2)]


def test_what_is_on_disk_is_not_planned_again(tmp_path, threads, monkeypatch):
    use(monkeypatch, workers.quick)
    solve_many(workers.tasks(4), executor=threads, out_dir=tmp_path)
    use(monkeypatch, workers.forever)
    again = solve_many(workers.tasks(4), executor=threads, out_dir=tmp_path)
    assert all(outcome.reused for outcome in again)
    assert costs(again) == [0, 1, 2, 3]


def test_a_torn_a_changed_and_a_foreign_result_count_as_missing(tmp_path, threads, monkeypatch):
    use(monkeypatch, workers.quick)
    first = solve_many(workers.tasks(3), executor=threads, out_dir=tmp_path)
    torn, changed, foreign = (tmp_path / f"{outcome.key}.json" for outcome in first)
    torn.write_bytes(torn.read_bytes()[:40])
    changed.write_text(changed.read_text().replace('"cost": 1', '"cost": 0'))
    write_result(tmp_path, "other", {"cost": 2})
    (tmp_path / "other.json").replace(foreign)
    again = solve_many(workers.tasks(3), executor=threads, out_dir=tmp_path)
    assert [outcome.reused for outcome in again] == [False] * 3
    assert costs(again) == [0, 1, 2]


def test_the_key_follows_the_day_and_the_options_and_equal_tasks_are_planned_once(tmp_path, monkeypatch):
    one, other = workers.tasks(2)
    assert one.key == Task("another name", one.day, one.options).key
    assert len({one.key, other.key, Task("", one.day, (*one.options, ("seconds", 9))).key}) == 3
    count = []

    def counting(payload, token):
        count.append(payload)
        return workers.quick(payload, token)

    use(monkeypatch, counting)
    with ThreadPoolExecutor(2) as pool:
        found = solve_many([one, one], executor=pool, out_dir=tmp_path)
    assert len(count) == 1
    assert costs(found) == [0, 0]


def test_a_task_that_was_named_does_not_hold_its_text():
    (task,) = workers.tasks(1)
    assert task.key
    assert not any(isinstance(held, str) and len(held) > 100 for held in vars(task).values())


def test_the_key_is_the_same_in_every_process():
    code = ("from triagering.io import generate_day; from triagering.replay.store import Task;"
            "print(Task('', generate_day(citizens=20, carers=5, seed=1)).key)")
    keys = {subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
                           capture_output=True).stdout for seed in ("1", "2", "3")}
    assert len(keys) == 1


def test_a_day_that_fails_is_reported_without_its_message_and_the_others_go_on(tmp_path, threads, monkeypatch):
    use(monkeypatch, workers.quick)
    found = solve_many(workers.tasks(5, poison={2}), executor=threads, out_dir=tmp_path, max_attempts=2)
    assert costs(found) == [0, 1, None, 3, 4]
    assert found[2].reason == "ValueError (2 times)"


def test_what_the_library_refuses_is_told_with_its_reason_and_not_tried_again(tmp_path, threads, monkeypatch):
    tried = []

    def refusing(day, **options):
        tried.append(day.date)
        raise InputError([Issue("E110", "visits", "", "", "", "the day has no visits")])

    monkeypatch.setattr("triagering.planning.plan_day", refusing)
    found = solve_many(workers.tasks(1), executor=threads, out_dir=tmp_path)
    assert found[0].reason.endswith("E110 visits: the day has no visits")
    assert len(tried) == 1
    assert not list(tmp_path.glob("*.json"))


class Counting(Executor):
    """Runs nothing until asked, and remembers how much was handed out at a time."""

    def __init__(self):
        self.flying, self.most = [], 0

    def submit(self, call, *args, **kwargs):
        future = Future()
        self.flying.append((future, call, args))
        self.most = max(self.most, len(self.flying))
        threading.Timer(0.02, self.finish).start()
        return future

    def finish(self):
        future, call, args = self.flying.pop(0)
        future.set_result(call(*args))


def test_no_more_than_the_window_is_handed_out_at_a_time(tmp_path, monkeypatch):
    use(monkeypatch, workers.quick)
    executor = Counting()
    solve_many(workers.tasks(12), executor=executor, out_dir=tmp_path, window=3)
    assert executor.most == 3


def test_cancelling_ends_running_searches_and_reports_the_rest(tmp_path, threads, monkeypatch):
    use(monkeypatch, workers.forever)
    cancel = threading.Event()
    threading.Timer(0.3, cancel.set).start()
    found = solve_many(workers.tasks(6), executor=threads, out_dir=tmp_path, cancel=cancel)
    assert {outcome.reason for outcome in found} == {"cancelled"}
    assert not list(tmp_path.glob("*.json"))
    assert not list(tmp_path.glob(".cancel*"))


def test_a_worker_that_always_dies_is_found_and_given_up_alone(tmp_path, monkeypatch):
    use(monkeypatch, workers.deadly)
    found = solve_many(workers.tasks(8, poison={3}), executor=process_pool, out_dir=tmp_path, max_attempts=2)
    assert costs(found) == [0, 1, 2, None, 4, 5, 6, 7]
    assert found[3].reason == "its worker process died (2 times)"


def test_a_broken_executor_that_cannot_be_replaced_ends_with_reasons(tmp_path, monkeypatch):
    use(monkeypatch, workers.deadly)
    pool = process_pool()
    found = solve_many(workers.tasks(4, poison={0}), executor=pool, out_dir=tmp_path)
    pool.shutdown()
    assert found[0].result is None
    assert all(outcome.result is not None or "cannot be replaced" in outcome.reason for outcome in found)


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc").exists(), reason="reads /proc")
def test_killing_a_worker_and_then_the_driver_loses_nothing_and_repeats_nothing(tmp_path, monkeypatch):
    count = 16
    driver = subprocess.Popen([sys.executable, "-m", "tests.replay.workers", str(tmp_path), str(count)], cwd=ROOT)
    pids = lambda: [int(path.name.partition("-")[2]) for path in tmp_path.glob("worker-*")]  # noqa: E731
    wait_until(lambda: len(list(tmp_path.glob("*.json"))) >= 2 and pids())
    os.kill(pids()[0], signal.SIGKILL)
    seen = len(list(tmp_path.glob("*.json")))
    wait_until(lambda: len(list(tmp_path.glob("*.json"))) >= min(seen + 3, count))
    driver.kill()
    driver.wait()
    wait_until(lambda: not any(alive(pid) for pid in pids()))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.json")}
    assert all(read_result(tmp_path, path.stem) is not None for path in before)
    use(monkeypatch, workers.quick)
    with ThreadPoolExecutor(2) as pool:
        found = solve_many(workers.tasks(count), executor=pool, out_dir=tmp_path)
    assert costs(found) == list(range(count))
    assert sum(outcome.reused for outcome in found) == len(before)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(list(tmp_path.glob("*.json"))) == count


@pytest.fixture(scope="module")
def small_days(compiled_kernels):
    return [Task(str(each.date), each, (("effort", 200), ("seed", 1)))
            for each in generate_days(4, citizens=6, carers=2, seed=1)]


def test_a_script_that_its_own_workers_run_again_comes_to_an_end(tmp_path):
    script = tmp_path / "unguarded.py"
    script.write_text(
        "from triagering import generate_days\n"
        "from triagering.replay import Strategy, replay\n"
        f"found = replay(generate_days(1, 6, 2, 8), [Strategy('s', effort=5)], out_dir={str(tmp_path)!r})\n"
        "print('given up:', len(found.failed))\n", encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout == "given up: 1\n"
    assert 'if __name__ == \'__main__\'' in done.stderr


def test_days_are_planned_on_processes_and_the_plans_are_kept(tmp_path, small_days):
    found = solve_many(small_days, out_dir=tmp_path)
    assert all(outcome.result["plan"]["routes"] for outcome in found)
    assert json.loads((tmp_path / f"{found[0].key}.json").read_text())["result"] == found[0].result


def test_a_dask_cluster_gives_the_same_results_as_a_process_pool(tmp_path, small_days):
    distributed = pytest.importorskip("distributed")
    ours = solve_many(small_days, out_dir=tmp_path / "pool")
    with (distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
          distributed.Client(cluster) as client):
        theirs = solve_many(small_days, executor=client.get_executor(pure=False), out_dir=tmp_path / "dask")
    assert [outcome.result for outcome in ours] == [outcome.result for outcome in theirs]
    files = [{path.name: path.read_bytes() for path in (tmp_path / name).glob("*.json")} for name in ("pool", "dask")]
    assert files[0] == files[1]


def test_kept_workers_that_broke_while_idle_are_no_task_s_fault(tmp_path, monkeypatch):
    """One pool died, another was shut down, between two batches; a task that may fail once is planned by the next."""
    monkeypatch.setattr(batch, "run_task", workers.quick)

    class Dead(ThreadPoolExecutor):
        def submit(self, *_):
            raise BrokenExecutor

    for number, idle in enumerate((Dead(1), ThreadPoolExecutor(1))):
        idle.shutdown()
        made = [ThreadPoolExecutor(1), idle]
        with batch.Workers(made.pop) as kept:
            kept()
            (outcome,) = batch.solve_many(workers.tasks(1), executor=kept, out_dir=tmp_path / str(number),
                                          max_attempts=1)
        assert (outcome.reason, made) == ("", [])

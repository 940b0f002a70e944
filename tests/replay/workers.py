"""Stand-ins for the planning of a day, importable by worker processes."""

import datetime as dt
import json
import os
import signal
import sys
import time
from pathlib import Path

from tests.builders import carer, day
from triagering.replay import batch
from triagering.replay.store import Task

POISON = 666


def tasks(count, poison=()):
    people = [carer("c1", attributes=("speaks:danish", "speaks:english", "speaks:turkish", "gender:female"))]
    return [Task(f"day {n}", day(carers=people, date=dt.date(2026, 3, 2) + dt.timedelta(n)),
                 (("effort", POISON if n in poison else n), ("seed", 1))) for n in range(count)]


def quick(payload, token):
    options = json.loads(payload)["options"]
    if options["effort"] == POISON:
        raise ValueError("a name that nobody may see")
    return json.dumps({"cost": options["effort"]})


def deadly(payload, token):
    time.sleep(0.05)
    if json.loads(payload)["options"]["effort"] == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(payload, token)


def slow(payload, token):
    (Path(token).parent / f"worker-{os.getpid()}").touch()
    for _ in range(30):
        time.sleep(0.01)
        if Path(token).exists():
            return ""
    return quick(payload, token)


def forever(payload, token):
    while not Path(token).exists():
        time.sleep(0.01)
    return ""


if __name__ == "__main__":  # a driver to be killed: folder, number of tasks
    batch.run_task = slow
    batch.solve_many(tasks(int(sys.argv[2])), out_dir=sys.argv[1])

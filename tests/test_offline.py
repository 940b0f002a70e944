"""A day is read, planned, checked and written without the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[1] / "examples" / "miniteam"
PROGRAM = """
import importlib, pkgutil, socket, sys
used = []

class Refused(socket.socket):
    def __init__(self, *given, **named):
        used.append("socket")
        raise OSError("there is no network")

def asked(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        used.append(event)

socket.socket = Refused
sys.addaudithook(asked)
import triagering
for module in pkgutil.walk_packages(triagering.__path__, "triagering."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
day = triagering.read_day(sys.argv[1])
result = triagering.plan_day(day, effort=50, workers=1)
triagering.write_day(day, sys.argv[2] + "/day.json")
triagering.write_plan(result, sys.argv[2] + "/plan.json")
print(triagering.check(day, result.plan).valid, used)
"""


@pytest.mark.usefixtures("compiled_kernels")
def test_no_module_uses_the_network_nor_does_planning_a_day(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(EXAMPLE), str(tmp_path)], capture_output=True, text=True,
                          check=False)
    assert (done.stdout, done.stderr) == ("True []\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["day.json", "plan.json"]

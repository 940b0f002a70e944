"""Made history: weeks of a municipality with everything that happens to it, planned the way people do."""

from triagering.io.simulation.days import SimulatedDay
from triagering.io.simulation.human import HumanPlanner, deliver
from triagering.io.simulation.simulate import Simulation, simulate

__all__ = ["HumanPlanner", "SimulatedDay", "Simulation", "deliver", "simulate"]

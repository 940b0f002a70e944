"""Search, exact model, master and bound: four layers on one compiled problem."""

"""Names of the columns of the pricing kernels' arrays, as in ``search.columns``."""

# Network.table, one row per node
MINUTES, FIRST_WINDOW, END_WINDOW, CITIZEN, HOME, SHUTS = range(6)

# Network.run, one figure each
(BEGIN, LATEST, END, BREAK, OPENS, CLOSES, ENDS, MANDATORY, AT_ENDS, MAX_LOAD, SPARE, P_TRAVEL, P_OVERTIME,
 P_MISSED, P_RESERVE) = range(15)

# labels
NODE, START, PARENT, LOAD, TAKEN, NEXT, COUNT = range(7)

SCALE = 1000
"""Prices of the kernels per unit of cost, so that dual values are whole numbers and a bound is exact."""
FAR = 1 << 60
"""Dearer than every route."""

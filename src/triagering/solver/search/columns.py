"""Names of the columns of the kernels' arrays.

Few wide arrays instead of many narrow ones: a call passes every array, and a node's figures share a cache line.
"""

# Problem.node, one row per node
(PLACE, MINUTES, DUE, CLOSES, CITIZEN, HEAVY, GROUP, FIRST_WINDOW, END_WINDOW, FIRST_IN, END_IN, FIRST_OUT, END_OUT,
 FIRST_REL, END_REL, FIRST_MATE, END_MATE) = range(NODE_WIDTH := 17)

# Problem.run, one row per route
(MODE, AVAILABLE, START, END, LATEST_RETURN, MAX_LOAD, RESERVE, UNUSED, UNUSED_IDLE, SHARE, BREAK_MINUTES, BREAK_OPENS,
 BREAK_CLOSES, BREAK_ENDS, BREAK_MANDATORY, BREAK_FROM) = range(16)

# Problem.groups, one row per group
FIRST_MEMBER, END_MEMBER, PRICE, ENERGY, RANK = range(5)

# State.node, one row per node
NXT, PRV, ROUTE, BEGIN, LATENESS, LEG = range(STATE_NODE_WIDTH := 6)

# State.run, one row per route
BRK, COUNT, LOAD, COST, IDLE, BURDEN, WORST, WAITING, VERSION = range(STATE_RUN_WIDTH := 9)

# State.total, after energy and true cost
LEFT_OUT = 2

# Work.memo, one row per job and route
KNOWN, PRICED, WORST_THEN, SPOT = range(4)

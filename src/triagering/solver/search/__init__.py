"""Ruin and recreate, compiled: finds good plans quickly at every size.

Slack induction by string removals (Christiaens & Vanden Berghe, Transportation Science 2020), with links propagated as
difference constraints. Modules, from the inside out: ``arrays`` (what the kernels read), ``timing`` (when),
``pricing`` (how much), ``moves`` (one job in or out), ``places`` (where best), ``ruin`` and ``recreate``, ``annealing``
(the loop), ``walker`` (one run of it), ``driver`` (threads, clock, incumbent).
"""

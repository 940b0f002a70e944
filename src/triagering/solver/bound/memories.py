"""Sets of nodes as bits, and what becomes of a memory of a few nodes along an arc."""

from __future__ import annotations

import numpy as np

from triagering.solver.kernels import kernel
from triagering.solver.tables import Bools, Ints, Words


def sets(members: list[list[int]], words: int) -> Words:
    """Give sets, listed one per row, as bits."""
    found = np.zeros((len(members), 64 * words), dtype=bool)
    for row, entries in enumerate(members):
        found[row, entries] = True
    return packed(found, words)


def packed(members: Bools, words: int) -> Words:
    """Give sets, flagged one per row, as bits."""
    padded = np.zeros((len(members), 64 * words), dtype=bool)
    padded[:, :members.shape[1]] = members
    return np.ascontiguousarray(np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64))


def byte_sums(pair: Ints) -> Ints:
    """Give what the members of every byte of a set cost together, (n_bytes, 256)."""
    n_bytes = 8 * max(1, -(-len(pair) // 64))
    padded = np.zeros(8 * n_bytes, dtype=np.int64)
    padded[:len(pair)] = pair
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    return np.ascontiguousarray(padded.reshape(n_bytes, 8) @ bits.T)


def steps(few: Ints, ptr: Ints, succ: Ints, conflicts: list[list[int]]) -> Ints:
    """Give what becomes of each node's memory of a few others along each arc, (n_arcs, 2 ** k); -1: forbidden."""
    n, k = few.shape
    step = np.zeros((len(succ), 1 << k), dtype=np.int64)
    blocked = np.eye(n, dtype=bool)
    for i, conflict in enumerate(conflicts):
        blocked[i, conflict] = True
    _fill_steps(few, ptr, succ, blocked, np.zeros(n, dtype=np.int64), step)
    return step


@kernel
def _fill_steps(
    few: Ints, ptr: Ints, succ: Ints, blocked: Bools, where: Ints, step: Ints,
) -> None:
    n, k = few.shape
    for i in range(n):
        where[:] = -1
        for bit in range(k):
            if few[i, bit] >= 0:
                where[few[i, bit]] = bit
        for arc in range(ptr[i], ptr[i + 1]):
            target = succ[arc]
            for mask in range(1 << k):
                if where[target] >= 0 and (mask >> where[target]) & 1:
                    step[arc, mask] = -1
                    continue
                for bit in range(k):
                    other = few[target, bit]
                    if other >= 0 and (blocked[i, other] or (where[other] >= 0 and (mask >> where[other]) & 1)):
                        step[arc, mask] |= 1 << bit

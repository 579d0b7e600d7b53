"""Talkers that say their lines one after another, and what it took."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

TURNS_EACH = 16
"""How many turns a conversation has."""

Turn = Callable[[], None]
"""Says one line and returns when its answer is there."""


@dataclass(frozen=True)
class Figures:
    """What a run of turns took; seconds a turn, turns a second over all talkers."""

    talkers: int
    turns: int
    p50: float
    p95: float
    p99: float
    turns_per_second: float


def talk(talkers: Sequence[Sequence[Turn]]) -> Figures:
    """Let every talker say all its lines at the same time as the others.

    Raises:
        RuntimeError: a talker failed; the first failure is the cause.
    """
    seconds: list[float] = []
    failures: list[Exception] = []

    def say_all(lines: Sequence[Turn]) -> None:
        try:
            for line in lines:
                started = time.perf_counter()
                line()
                seconds.append(time.perf_counter() - started)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=say_all, args=(lines,)) for lines in talkers]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    if failures:
        raise RuntimeError("a talker failed") from failures[0]
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return Figures(
        talkers=len(talkers),
        turns=len(seconds),
        p50=cuts[49],
        p95=cuts[94],
        p99=cuts[98],
        turns_per_second=len(seconds) / took,
    )


def resident_bytes(pids: Sequence[int]) -> int:
    """The resident memory of processes and all their children."""
    processes = [psutil.Process(pid) for pid in pids]
    family = {one.pid: one for root in processes for one in [root, *root.children(recursive=True)]}
    return sum(one.memory_info().rss for one in family.values())

"""Training in processes of their own, so that components really train beside each other."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def own_process() -> ProcessPoolExecutor:
    """One new process, where the interpreter is not shared with other work.

    What is submitted must be importable there; it, its arguments and its result are copied.
    """
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))

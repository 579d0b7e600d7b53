"""Database work off the event loop, in bounded numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

P = ParamSpec("P")
T = TypeVar("T")

_READERS = 6
_POSTGRES_WRITERS = 8


class DatabaseThreads:
    """Runs blocking calls in threads.

    SQLite has one writer at a time: those who wait for it stand in line here, and not in
    SQLite's own retries, which sleep.
    """

    def __init__(self, url: str) -> None:
        self._writers = CapacityLimiter(1 if url.startswith("sqlite") else _POSTGRES_WRITERS)
        self._readers = CapacityLimiter(_READERS)

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``call``, which may change the database."""
        return await to_thread.run_sync(partial(call, *args, **kwargs), limiter=self._writers)

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``call``, which only looks."""
        return await to_thread.run_sync(partial(call, *args, **kwargs), limiter=self._readers)

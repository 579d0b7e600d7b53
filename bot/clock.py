"""Where the time comes from: injected everywhere, so that tests and demos can set it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Anything that knows what time it is."""

    def now(self) -> datetime:
        """The current instant, time zone aware, in Asia/Shanghai."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """See :class:`Clock`."""
        return datetime.now(UTC).astimezone(SHANGHAI)


class FileClock:
    """A clock that stands still at the ISO instant written in a file, read at every look.

    Only for tests and demos: a shop's deadlines must follow real time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """See :class:`Clock`."""
        instant = datetime.fromisoformat(self._path.read_text(encoding="utf-8").strip())
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=SHANGHAI)
        return instant.astimezone(SHANGHAI)

"""The one clock of all scenarios: instants relative to a fixed day, and time that passes."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import SHANGHAI
from bot.worker import Worker

START = datetime(2026, 11, 10, 10, 0, tzinfo=SHANGHAI)
"""A Tuesday without a holiday near: when every conversation begins unless it says otherwise."""

_SPAN = re.compile(r"(\d+)(d|h|m)")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def span(text: str) -> timedelta:
    """``3d``, ``26h``, ``90m`` or several of them, as in ``1d2h``.

    Raises:
        ValueError: the text is no span.
    """
    parts = _SPAN.findall(text)
    if not parts or "".join(count + unit for count, unit in parts) != text:
        raise ValueError(f"not a span such as 3d, 26h or 90m: {text!r}")
    return sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in parts), timedelta())


def set_clock(file: Path, at: datetime) -> None:
    """Let it be ``at``; whoever reads the file meanwhile reads the old or the new instant."""
    new = file.with_suffix(".new")
    new.write_text(at.isoformat(), encoding="utf-8")
    os.replace(new, file)


class PassingTime:
    """Lets time pass for the whole bot: its clock, its timers, and Rasa's memory.

    Args:
        clock_file: the clock of all processes.
        tracker_db: where Rasa keeps its conversations; its sessions follow the machine's clock,
            so what was said is moved back instead.
        worker: does what has become due.
    """

    def __init__(self, clock_file: Path, tracker_db: Path, worker: Worker) -> None:
        self._clock_file = clock_file
        self._tracker_db = tracker_db
        self._worker = worker

    def begin(self, at: datetime) -> None:
        """A new conversation begins at ``at``."""
        set_clock(self._clock_file, at)

    def passes(self, how_long: timedelta, conversation_id: str) -> None:
        """Nobody says anything for ``how_long``."""
        set_clock(self._clock_file, self._worker.clock.now() + how_long)
        self._age(conversation_id, how_long.total_seconds())
        self._worker.round()

    def _age(self, conversation_id: str, seconds: float) -> None:
        connection = sqlite3.connect(self._tracker_db, timeout=10)
        try:
            row = connection.execute(
                "SELECT events FROM chapters WHERE sender_id = ?", (conversation_id,)
            ).fetchone()
            if row is None:
                return
            events = json.loads(row[0])
            for event in events:
                if event.get("timestamp"):
                    event["timestamp"] -= seconds
            connection.execute(
                "UPDATE chapters SET events = ? WHERE sender_id = ?",
                (json.dumps(events), conversation_id),
            )
            connection.commit()
        finally:
            connection.close()

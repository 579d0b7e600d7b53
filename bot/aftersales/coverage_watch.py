"""Watches how far ahead the official working days are known, and warns in time, once a day."""

from __future__ import annotations

from datetime import date, datetime

import structlog

from bot.aftersales.store import Store
from bot.aftersales.workdays import COVERAGE_WARNED_DAYS, coverage_days
from bot.clock import SHANGHAI

_log = structlog.get_logger(__name__)


class CoverageWatch:
    """Looks once a day, since somebody has to import the next year before it begins.

    Args:
        store: where the calendar lies.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._looked_on: date | None = None

    def look(self, now: datetime) -> None:
        """Warn in the log where the days run out; nothing when that was done today."""
        today = now.astimezone(SHANGHAI).date()
        if today == self._looked_on:
            return
        with self._store.reading() as session:
            days = coverage_days(session, today)
        self._looked_on = today
        if days < COVERAGE_WARNED_DAYS:
            _log.warning("calendar_runs_out", official_days_ahead=days, wanted=COVERAGE_WARNED_DAYS)

"""The day that a date in a message means, once today is known.

The understanding gives dates relative to a today it does not know (``bot/nlu/time_rules.py``):
``-2d`` two days ago, ``-1w3`` the Wednesday of last week, ``-1m25`` the 25th of last month,
``11-05`` the last fifth of November, ``--05`` the last fifth, ``2026-11-05`` that day.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

_DAYS = re.compile(r"(-?\d{1,4})d")
_WEEKDAY = re.compile(r"(-?\d{1,2})w([1-7])")
_MONTH = re.compile(r"(-?\d{1,2})m(\d{1,2})")
_IN_FULL = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_OF_A_YEAR = re.compile(r"(\d{1,2})-(\d{1,2})")
_OF_A_MONTH = re.compile(r"--(\d{1,2})")


def day_meant(value: str, today: date) -> date | None:
    """The latest day up to ``today`` that ``value`` may mean; None when it is no single day."""
    for pattern, read in _READINGS:
        if match := pattern.fullmatch(value):
            day = read(match, today)
            return day if day is not None and day <= today else None
    return None


def _days(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=int(match[1]))


def _weekday(match: re.Match[str], today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=int(match[1]), days=int(match[2]) - 1)
    return day if day <= today else day - timedelta(weeks=1)


def _of_another_month(match: re.Match[str], today: date) -> date | None:
    months = today.year * 12 + today.month - 1 + int(match[1])
    return _date(months // 12, months % 12 + 1, int(match[2]))


def _in_full(match: re.Match[str], _today: date) -> date | None:
    return _date(int(match[1]), int(match[2]), int(match[3]))


def _of_a_year(match: re.Match[str], today: date) -> date | None:
    month, day = int(match[1]), int(match[2])
    this_year = _date(today.year, month, day)
    if this_year is None or this_year <= today:
        return this_year
    return _date(today.year - 1, month, day)


def _of_a_month(match: re.Match[str], today: date) -> date | None:
    this_month = _date(today.year, today.month, int(match[1]))
    if this_month is not None and this_month <= today:
        return this_month
    last = today.replace(day=1) - timedelta(days=1)
    return _date(last.year, last.month, int(match[1]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (_DAYS, _days),
    (_WEEKDAY, _weekday),
    (_MONTH, _of_another_month),
    (_IN_FULL, _in_full),
    (_OF_A_YEAR, _of_a_year),
    (_OF_A_MONTH, _of_a_month),
)

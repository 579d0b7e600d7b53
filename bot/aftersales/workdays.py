"""Working days of mainland China: how many days a promise takes, holidays considered.

The official calendar lies in the table ``calendar_days``. Beyond it Monday to Friday count as
working days, but for the statutory holidays that have a fixed date; such answers are marked as
estimated, since the State Council moves days every year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import chinese_calendar
from chinese_calendar import constants
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.aftersales.models import CalendarDay
from bot.clock import SHANGHAI

_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Statutory holidays with a fixed date (Regulation on Public Holidays, as amended 2024)."""

COVERAGE_WARNED_DAYS = 60
"""With fewer official days ahead than these, somebody should import the next year's calendar."""

_CALENDARS = "calendars"
_LOOKED_AT_DAYS = 90
"""How far ahead rows are read for one calculation; no promise reaches further."""


class WorkdayDate(NamedTuple):
    """A day that was counted out; ``estimated`` when an unofficial day was on the way."""

    date: date
    estimated: bool


@dataclass(frozen=True)
class Calendar:
    """The known days and whether each is a working day; ``estimated`` names the unofficial ones."""

    days: dict[date, bool]
    estimated: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether ``day`` is a working day, as known or as estimated."""
        known = self.days.get(day)
        if known is not None:
            return known
        return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS

    def is_estimated(self, day: date) -> bool:
        """Whether nothing official is known about ``day``."""
        return day in self.estimated or day not in self.days

    def add(self, start: date, workdays: int) -> WorkdayDate:
        """The day ``workdays`` working days after ``start``; day 1 is the next working day."""
        day, left, estimated = start, workdays, False
        while left > 0:
            day += timedelta(days=1)
            estimated = estimated or self.is_estimated(day)
            left -= self.is_workday(day)
        return WorkdayDate(day, estimated)


def official_calendar() -> Calendar:
    """What chinesecalendar knows: every day of the years it covers completely."""
    years = {day.year for day in constants.holidays}
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return Calendar({day: chinese_calendar.is_workday(day) for day in days})


def read_calendar(session: Session, start: date) -> Calendar:
    """The stored calendar of the days after ``start`` that a promise can reach.

    Read once in a session: many cases that become due together ask for the same days.
    """
    known: dict[date, Calendar] = session.info.setdefault(_CALENDARS, {})
    if start not in known:
        known[start] = _read_calendar(session, start)
    return known[start]


def _read_calendar(session: Session, start: date) -> Calendar:
    rows = session.execute(
        select(CalendarDay.date, CalendarDay.is_workday, CalendarDay.is_estimated).where(
            CalendarDay.date.between(start, start + timedelta(days=_LOOKED_AT_DAYS))
        )
    ).all()
    return Calendar(
        {row.date: row.is_workday for row in rows},
        frozenset(row.date for row in rows if row.is_estimated),
    )


def seed_calendar(session: Session) -> None:
    """Store every official day that is not stored yet, and make estimated days official.

    Days that an operator entered as official stay as they are.
    """
    stored = {
        row.date: row.is_estimated
        for row in session.execute(select(CalendarDay.date, CalendarDay.is_estimated))
    }
    official = official_calendar().days
    missing = [
        {"date": day, "is_workday": is_workday, "is_estimated": False}
        for day, is_workday in official.items()
        if day not in stored
    ]
    if missing:
        session.execute(insert(CalendarDay), missing)
    for day, is_workday in official.items():
        if stored.get(day):
            session.execute(
                update(CalendarDay)
                .where(CalendarDay.date == day)
                .values(is_workday=is_workday, is_estimated=False)
            )


def coverage_days(session: Session, today: date) -> int:
    """How many days from tomorrow on are official without a gap; zero when not even tomorrow is.

    Under ``COVERAGE_WARNED_DAYS`` the operator is warned: a promise may reach as far.
    """
    known = session.scalars(
        select(CalendarDay.date)
        .where(CalendarDay.date > today, CalendarDay.is_estimated.is_(False))
        .order_by(CalendarDay.date)
    )
    covered = 0
    for day in known:
        if day != today + timedelta(days=covered + 1):
            break
        covered += 1
    return covered


def end_of_day(day: date) -> datetime:
    """The last second of ``day``, 23:59:59 in Asia/Shanghai."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def start_of_day(day: date) -> datetime:
    """Midnight at the start of ``day`` in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)

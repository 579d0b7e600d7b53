"""Stores official days; deadlines that were promised before stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.aftersales import audit
from bot.aftersales.codes import ActorType
from bot.aftersales.models import CalendarDay
from bot.aftersales.workdays import Calendar

_ACTOR = "calendar import"


@dataclass(frozen=True)
class CalendarReport:
    """How many days were stored for the first time, changed, or stored like that already."""

    added: int
    changed: int
    unchanged: int


def import_days(
    session: Session, days: Mapping[date, bool], now: datetime, *, whole_years: bool = False
) -> CalendarReport:
    """Make ``days`` official; the same again changes nothing.

    Args:
        days: each day, and whether it is a working day.
        now: noted in the audit log.
        whole_years: the other days of the years named are official too, and what they are
            without an announcement, which names only holidays and the days made up for them.
    """
    wanted = {**(_ordinary_days(days) if whole_years else {}), **days}
    stored = {
        row.date: row
        for row in session.scalars(
            select(CalendarDay).where(CalendarDay.date.between(min(wanted), max(wanted)))
        )
    }
    added = [day for day in wanted if day not in stored]
    changed = [
        day
        for day, row in stored.items()
        if day in wanted and (row.is_workday, row.is_estimated) != (wanted[day], False)
    ]
    session.add_all(
        CalendarDay(date=day, is_workday=wanted[day], is_estimated=False) for day in added
    )
    for day in changed:
        stored[day].is_workday, stored[day].is_estimated = wanted[day], False
    session.flush()
    if added or changed:
        audit.append(
            session,
            at=now,
            actor_type=ActorType.SYSTEM,
            actor_id=_ACTOR,
            action="IMPORT_CALENDAR",
            subject="calendar_days",
            payload={
                day.isoformat(): wanted[day] for day in sorted([*added, *changed]) if day in days
            },
        )
    return CalendarReport(len(added), len(changed), len(wanted) - len(added) - len(changed))


def _ordinary_days(days: Mapping[date, bool]) -> dict[date, bool]:
    unannounced = Calendar({})
    ordinary: dict[date, bool] = {}
    for year in sorted({day.year for day in days}):
        day = date(year, 1, 1)
        while day.year == year:
            ordinary[day] = unannounced.is_workday(day)
            day += timedelta(days=1)
    return ordinary

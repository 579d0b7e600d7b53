"""Working days with holidays, make-up days and the end of the official calendar."""

from __future__ import annotations

from datetime import date

import pytest

from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.payouts import payout_window
from bot.aftersales.workdays import Calendar, official_calendar


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return official_calendar()


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 4, 30), 3, date(2026, 5, 8)),
        (date(2026, 9, 30), 7, date(2026, 10, 15)),
        (date(2026, 2, 13), 7, date(2026, 3, 2)),
    ],
)
def test_the_examples_of_the_design(
    calendar: Calendar, start: date, days: int, expected: date
) -> None:
    assert calendar.add(start, days) == (expected, False)


def test_a_promise_into_an_uncovered_year_is_estimated(calendar: Calendar) -> None:
    last_known = max(calendar.days)
    counted, estimated = calendar.add(last_known, 7)
    assert estimated
    assert counted.weekday() < 5
    assert not calendar.is_workday(date(last_known.year + 1, 1, 1))
    assert not calendar.is_workday(date(last_known.year + 1, 10, 2))


def test_without_any_known_day_weekends_and_fixed_holidays_are_skipped() -> None:
    unknown = Calendar({})
    assert unknown.add(date(2030, 4, 30), 1) == (date(2030, 5, 3), True)


def test_an_unofficial_row_is_marked_as_estimated() -> None:
    day = date(2027, 1, 4)
    calendar = Calendar({day: True}, frozenset({day}))
    assert calendar.add(date(2027, 1, 3), 1) == (day, True)


def test_no_reason_returns_promise_the_earlier_of_working_and_natural_days(
    calendar: Calendar, policy
) -> None:
    def window(type_: CaseType, reason: Reason):
        return payout_window(calendar, date(2026, 9, 30), type_, reason, policy)

    fault = window(CaseType.RETURN_REFUND, Reason.QUALITY)
    assert (fault.earliest, fault.latest) == (date(2026, 10, 8), date(2026, 10, 15))
    no_reason = window(CaseType.RETURN_REFUND, Reason.NO_REASON)
    assert (no_reason.earliest, no_reason.latest) == (date(2026, 10, 7), date(2026, 10, 7))

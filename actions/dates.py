"""The day that a buyer's words mean: 昨天, 上周三, 11月5号, 三天前."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

_DAYS_AGO = {
    "今": 0,
    "昨": 1,
    "寻": 1,
    "琴": 1,
    "前": 2,
    "大前": 3,
}
_RELATIVE = re.compile("(大前|今|昨|前|寻|琴)(?:天|日|晚|早|儿)")
_AGO = re.compile(r"(\d{1,3}|[一二两三四五六七八九十])(?:多)?天(?:之|以)?前")
_WEEKDAY = re.compile("(上上|上|这|本)?个?(?:星期|礼拜|周)([一二三四五六日天末])")
_FULL = re.compile(r"(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_MONTH_DAY = re.compile(r"(\d{1,2})月(?:份)?(\d{1,2})[号日]?")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[号日]")
_NUMERALS = {numeral: at for at, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_WEEKS_BACK = {"上上": 2, "上": 1}


def day_said(words: str, today: date) -> date | None:
    """The latest day up to ``today`` that ``words`` may mean; None when they mean no single day."""
    for pattern, read in _READINGS:
        if match := pattern.search(words):
            return read(match, today)
    return None


def _relative(match: re.Match[str], today: date) -> date:
    return today - timedelta(days=_DAYS_AGO[match[1]])


def _ago(match: re.Match[str], today: date) -> date:
    return today - timedelta(days=_NUMERALS.get(match[1]) or int(match[1]))


def _weekday(match: re.Match[str], today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    back = timedelta(weeks=_WEEKS_BACK.get(match[1] or "", 0))
    day = monday - back + timedelta(days=_WEEKDAYS[match[2]])
    return day if day <= today else day - timedelta(weeks=1)


def _in_full(match: re.Match[str], _today: date) -> date | None:
    return _date(int(match[1]), int(match[2]), int(match[3]))


def _month_and_day(match: re.Match[str], today: date) -> date | None:
    month, day = int(match[1]), int(match[2])
    this_year = _date(today.year, month, day)
    if this_year is None or this_year <= today:
        return this_year
    return _date(today.year - 1, month, day)


def _day_of_month(match: re.Match[str], today: date) -> date | None:
    this_month = _date(today.year, today.month, int(match[1]))
    if this_month and this_month <= today:
        return this_month
    last = today.replace(day=1) - timedelta(days=1)
    return _date(last.year, last.month, int(match[1]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (_RELATIVE, _relative),
    (_AGO, _ago),
    (_WEEKDAY, _weekday),
    (_FULL, _in_full),
    (_MONTH_DAY, _month_and_day),
    (_DAY, _day_of_month),
)

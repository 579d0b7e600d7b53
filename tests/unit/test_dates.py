"""The days that buyers mean."""

from __future__ import annotations

from datetime import date

import pytest

from actions.dates import day_said

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("今天", date(2026, 11, 25)),
        ("昨晚", date(2026, 11, 24)),
        ("大前天", date(2026, 11, 22)),
        ("三天前", date(2026, 11, 22)),
        ("周二", date(2026, 11, 24)),
        ("周五", date(2026, 11, 20)),
        ("上周三", date(2026, 11, 18)),
        ("上上个星期天", date(2026, 11, 15)),
        ("11月5号", date(2026, 11, 5)),
        ("12月30日", date(2025, 12, 30)),
        ("2026-11-03", date(2026, 11, 3)),
        ("5号", date(2026, 11, 5)),
        ("28号", date(2026, 10, 28)),
    ],
)
def test_words_mean_the_latest_such_day(words: str, day: date) -> None:
    assert day_said(words, TODAY) == day


@pytest.mark.parametrize("words", ["双十一", "月底", "13月40号", "前阵子"])
def test_what_names_no_single_day_means_none(words: str) -> None:
    assert day_said(words, TODAY) is None

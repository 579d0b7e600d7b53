"""The days that buyers mean, once today is known."""

from __future__ import annotations

from datetime import date

import pytest

from actions.dates import day_meant

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("0d", date(2026, 11, 25)),
        ("-3d", date(2026, 11, 22)),
        ("0w2", date(2026, 11, 24)),
        ("0w5", date(2026, 11, 20)),
        ("-1w3", date(2026, 11, 18)),
        ("-2w7", date(2026, 11, 15)),
        ("-1m25", date(2026, 10, 25)),
        ("11-05", date(2026, 11, 5)),
        ("12-30", date(2025, 12, 30)),
        ("2026-11-03", date(2026, 11, 3)),
        ("--05", date(2026, 11, 5)),
        ("--28", date(2026, 10, 28)),
        ("--31", date(2026, 10, 31)),
    ],
)
def test_a_date_means_the_latest_such_day(value: str, day: date) -> None:
    assert day_meant(value, TODAY) == day


@pytest.mark.parametrize("value", ["-1m", "前阵子", "2d", "13-40", "--45"])
def test_what_is_no_single_day_so_far_means_none(value: str) -> None:
    assert day_meant(value, TODAY) is None

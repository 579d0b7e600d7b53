"""How far ahead the official working days are known, and a warning in time."""

from __future__ import annotations

from datetime import date

from bot.aftersales.store import Store
from bot.aftersales.workdays import COVERAGE_WARNED_DAYS, coverage_days


def coverage_lines(store: Store, today: date) -> list[str]:
    """One line that tells, and a second one that warns when it is too few days."""
    with store.reading() as session:
        days = coverage_days(session, today)
    told = f"official working days are known for {days} days ahead"
    if days >= COVERAGE_WARNED_DAYS:
        return [told]
    return [
        told,
        f"warning: fewer than {COVERAGE_WARNED_DAYS}; dates beyond are estimated until the next "
        "year is imported (python -m bot calendar import FILE)",
    ]

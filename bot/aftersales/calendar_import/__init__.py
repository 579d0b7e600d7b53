"""Takes over the official working days of a year from a file, as soon as they are announced."""

from __future__ import annotations

from bot.aftersales.calendar_import.days import CalendarReport, import_days
from bot.aftersales.calendar_import.reading import CalendarFileInvalid, read_days

__all__ = ["CalendarFileInvalid", "CalendarReport", "import_days", "read_days"]

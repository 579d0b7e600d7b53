"""Instants written so that a shop keeper can read them: ``-3d 14:20``, ``-50h``, ``-90m``."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from bot.clock import SHANGHAI

_DAY = re.compile(r"(?P<days>[+-]\d{1,3})d (?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)", re.ASCII)
_SPAN = re.compile(r"(?P<count>[+-]\d{1,5})(?P<unit>[hm])", re.ASCII)


def instant(text: str, now: datetime) -> datetime:
    """The instant ``text`` means at ``now``, in Asia/Shanghai.

    ``-3d 14:20`` is 14:20 three calendar days before today, ``+2d 23:59`` in two days;
    ``-50h`` and ``-90m`` count back from this very moment.

    Raises:
        ValueError: the text is none of these.
    """
    today = now.astimezone(SHANGHAI)
    if match := _DAY.fullmatch(text):
        day = today.date() + timedelta(days=int(match["days"]))
        at = time(int(match["hour"]), int(match["minute"]))
        return datetime.combine(day, at, SHANGHAI)
    if match := _SPAN.fullmatch(text):
        unit = "hours" if match["unit"] == "h" else "minutes"
        return today.replace(second=0, microsecond=0) + timedelta(**{unit: int(match["count"])})
    raise ValueError(f"not an instant such as -3d 14:20, -50h or -90m: {text!r}")

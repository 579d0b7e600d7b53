"""A number of four digits or more is a name: what it is called says nothing of what is meant."""

from __future__ import annotations

import re

_LONG_NUMBER = re.compile(r"\d{4,}")


def without_names(text: str) -> str:
    """``text`` with the digits of long numbers as zeros, at the same places."""
    return _LONG_NUMBER.sub(lambda number: "0" * len(number[0]), text)

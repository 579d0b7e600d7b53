"""Personal figures made unreadable before they reach a log, a reviewer or the corpus."""

from __future__ import annotations

import re

_CARD_OR_ID = re.compile(r"(?<!\d)(\d{4})\d{7,11}(\d{3}[\dXx])(?!\d)")
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-)\d{4}(\d{3,4})(?!\d)")
_ADDRESS = re.compile(
    r"[一-鿿]{1,12}(?:路|街|道|巷|弄|村|小区|花园)[一-鿿A-Za-z0-9-]*\d+[号栋幢座室单元楼A-Za-z0-9-]*"
)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{7,}(?!\d)")
_NOBODYS_PHONE, _NOBODYS_LANDLINE, _NOBODYS_ADDRESS = "13800138000", "010-12345678", "幸福路8号"
_DATED = {12: 8, 16: 8}
"""Lengths of case and order numbers, and how many of their first digits are a date."""


def mask(text: str) -> str:
    """``text`` with the middle of phone, card and identity numbers and with addresses hidden."""
    text = _PHONE.sub(r"\1****\2", text)
    text = _CARD_OR_ID.sub(r"\1****\2", text)
    text = _LANDLINE.sub(r"\1****\2", text)
    return _ADDRESS.sub("[address]", text)


def disguise(text: str) -> str:
    """``text`` with personal figures replaced by ones of the same shape that are nobody's.

    For lines the bot is to learn from: a mask's stars would teach it a way nobody writes.
    """
    text = _PHONE.sub(_NOBODYS_PHONE, text)
    text = _LANDLINE.sub(_NOBODYS_LANDLINE, text)
    text = _ADDRESS.sub(_NOBODYS_ADDRESS, text)
    return _LONG_NUMBER.sub(_counted_up, text)


def _counted_up(number: re.Match[str]) -> str:
    digits = number[0]
    if digits == _NOBODYS_PHONE:
        return digits
    kept = _DATED.get(len(digits), 0)
    return digits[:kept] + "".join(str((at + 1) % 10) for at in range(len(digits) - kept))

"""Personal figures made unreadable before they reach a log."""

from __future__ import annotations

import re

_CARD_OR_ID = re.compile(r"(?<!\d)(\d{4})\d{7,11}(\d{3}[\dXx])(?!\d)")
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-)\d{4}(\d{3,4})(?!\d)")
_ADDRESS = re.compile(
    r"[一-鿿]{1,12}(?:路|街|道|巷|弄|村|小区|花园)[一-鿿A-Za-z0-9-]*\d+[号栋幢座室单元楼A-Za-z0-9-]*"
)


def mask(text: str) -> str:
    """``text`` with the middle of phone, card and identity numbers and with addresses hidden."""
    text = _PHONE.sub(r"\1****\2", text)
    text = _CARD_OR_ID.sub(r"\1****\2", text)
    text = _LANDLINE.sub(r"\1****\2", text)
    return _ADDRESS.sub("[address]", text)

"""Phone and card numbers in free text: made unreadable before anything is stored or logged."""

from __future__ import annotations

import re

_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)", re.ASCII)
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){14,18}(?!\d)", re.ASCII)
_ORDER_NO = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{8}", re.ASCII)


def mask_numbers(text: str) -> str:
    """``text`` with mobile and bank card numbers masked; order numbers stay readable."""
    return _PHONE.sub(r"\1****\2", _CARD.sub(_mask_card, text))


def _mask_card(match: re.Match[str]) -> str:
    digits = re.sub(r"[ -]", "", match[0])
    if _ORDER_NO.fullmatch(digits) or not _passes_luhn(digits):
        return match[0]
    return f"{digits[:4]}****{digits[-4:]}"


def _passes_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0

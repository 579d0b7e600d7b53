"""Which carrier a parcel's number belongs to, where its letters say so."""

from __future__ import annotations

import re

from bot.aftersales.carriers import carrier_name

_BY_LETTERS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"^SF\d", "SF"),
        (r"^YT\d", "YTO"),
        (r"^ZTO\d", "ZTO"),
        (r"^STO\d", "STO"),
        (r"^YD\d", "YUNDA"),
        (r"^JD", "JD"),
        (r"^JT\d", "JT"),
        (r"^DP", "DEPPON"),
        (r"^EMS\d|^E[A-Z]\d{9}(?:CN|CS)$", "EMS"),
    )
)
MOST_USED = ("SF", "ZTO", "YTO", "YUNDA")
_NAME = re.compile(r"快递|物流|速运|速递|快运|邮|express", re.IGNORECASE)
_AROUND = re.compile(r"^[\W是]+|[\W的]+$")
_LONGEST_NAME = 12


def carrier_of(tracking_no: str) -> str | None:
    """The carrier's code; None where digits alone leave it open."""
    return next((code for letters, code in _BY_LETTERS if letters.search(tracking_no)), None)


def unlisted_carrier(text: str) -> str | None:
    """A carrier that has no code, written by the buyer as the answer to which one it is."""
    said = _AROUND.sub("", text)
    known = carrier_name(said)
    return known or (said if _NAME.search(said) and len(said) <= _LONGEST_NAME else None)

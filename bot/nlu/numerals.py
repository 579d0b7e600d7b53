"""Chinese and Arabic numerals as buyers write them, read as integers or fen."""

from __future__ import annotations

import re

DIGITS = {
    "零": 0, "〇": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "拾": 10, "佰": 100, "仟": 1000}
NUMERAL = "[零〇一幺二两俩三仨四五六七八九十百千万廿壹贰叁肆伍陆柒捌玖拾佰仟]"

_ABROAD = re.compile(r"\s?(?:yuan|rmb|cny|r)$", re.IGNORECASE)
_COINS = {"毛": 10, "角": 10, "分": 1}
_MONEY = re.compile(
    rf"(?P<whole>\d+(?:\.\d+)?|{NUMERAL}+)(?P<unit>万|千|百|[元块圆蚊])?[元块圆蚊]?(?:钱|人民币|rmb)?"
    rf"(?P<rest>半|[\d{NUMERAL[1:-1]}](?!\d))?(?:毛|角|钱)?(?P<fen>[\d{NUMERAL[1:-1]}]分)?",
    re.IGNORECASE,
)


def read_integer(text: str) -> int | None:
    """``"三百二"`` → 320, ``"12"`` → 12; None where it is no number.

    A trailing digit after a unit counts one unit lower, as people speak: 三百二 is 320.
    """
    text = text.replace("廿", "二十")
    if text.isdecimal():
        return int(text)
    if not text or any(char not in DIGITS and char not in UNITS for char in text):
        return None
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total = section = digit = 0
    last_unit = 1
    after_zero = False
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
            after_zero = after_zero or digit == 0
            continue
        unit = UNITS[char]
        if unit == UNITS["万"]:
            total, section = (total + section + digit) * unit, 0
        else:
            section += (digit or 1) * unit
        digit, last_unit, after_zero = 0, unit, False
    if digit and last_unit > 10 and not after_zero:
        digit *= last_unit // 10
    return total + section + digit


def read_fen(text: str) -> int | None:
    """``"八十八块五"`` → 8850, ``"三百二"`` → 32000; None where it is no amount."""
    cleaned = _ABROAD.sub("元", text).strip("¥ 人民币").replace(",", "").replace(" ", "")
    if cleaned[-1:] in _COINS and (coins := read_integer(cleaned[:-1])) is not None:
        return coins * _COINS[cleaned[-1]]
    match = _MONEY.fullmatch(cleaned)
    if match is None:
        return None
    whole, unit, rest = match["whole"], match["unit"], match["rest"]
    if re.fullmatch(r"\d+\.\d{3,}", whole):
        return None
    if whole[0].isdecimal():
        fen = round(float(whole) * 100)
        scale = UNITS.get(unit or "", 1)
    else:
        joined = whole + unit if unit in UNITS else whole
        if unit in UNITS and rest in DIGITS:
            joined, rest = joined + rest, None
        number = read_integer(joined)
        if number is None:
            return None
        fen, scale = number * 100, 1
    fen *= scale
    if rest:
        tenth = 5 if rest == "半" else (read_integer(rest) or 0)
        fen += tenth * (scale * 10 if scale > 1 else 10)
    if match["fen"]:
        fen += read_integer(match["fen"][:-1]) or 0
    return fen

"""Numbers of orders, cases and parcels: typed, in groups, digit by digit or read out."""

from __future__ import annotations

import re

from bot.nlu.value_rule import (
    CHINESE_DIGIT,
    NO_LETTER_BEFORE,
    SPOKEN,
    Rule,
    digits,
    not_after,
    rule,
)

_GAP = r"[\s,-]{0,2}"
_NO_MORE = rf"(?!{_GAP}{SPOKEN})"
_CASE_DIGITS = 12
_SHORTEST_PARCEL, _LONGEST_PARCEL = 8, 18
_GROUPS = r"\d{2,18}(?:[ -]\d{2,6}(?![\d件个块元月])){0,4}"
_READ_OUT = rf"(?:\d[ ]){{7,14}}\d|{SPOKEN}{{10,15}}"
_NOT_A_PARCEL = "SH|QQ|WX|VX|ID|NO|IMEI|SN|TEL|IPHONE|HTTP"
_PREFIX = rf"(?!(?:{_NOT_A_PARCEL})[\s\d])[A-Z]{{2,5}}"
_LAST_DIGITS = (
    r"(?:尾号|尾数|末尾|末位|(?:最?后|末|尾)(?:[面的]?(?:[四五六八几4568]个?(?:位|数字?|号)))|[后尾末][四4](?=\s*\d))"
    r"(?:数|数字)?(?:就?是|为|:)?\s*"
)
_OF_SOMETHING_ELSE = not_after(
    "手机", "手机号", "手机号码", "号码", "电话", "电话号", "卡", "卡号", "卡的", "运单", "运单号",
    "快递单", "快递", "快递号", "物流", "单号的", "退到", "退回", "改到", "换成", "退货单",
    "手机的", "手机改成", "售后单", "售后", "售后单号", "售后号",
)  # fmt: skip


def _case(text: str) -> str:
    return "SH" + digits(re.sub(r"[^\d一-鿿〇]", "", text))


def _parcel(text: str) -> str | None:
    number = digits(text).upper()
    count = sum(char.isdecimal() for char in number)
    return number if _SHORTEST_PARCEL <= count <= _LONGEST_PARCEL else None


def _foreign_parcel(text: str) -> str | None:
    """A bare number is a parcel's unless it is a mobile phone's."""
    number = _parcel(text)
    return None if number is None or re.fullmatch(r"1[3-9]\d{9}", number) else number


NUMBER_RULES: tuple[Rule, ...] = (
    rule(
        "case_no",
        rf"{NO_LETTER_BEFORE}(?P<v>S\s?H{_GAP}(?:{SPOKEN}{_GAP}){{{_CASE_DIGITS - 1}}}{SPOKEN})"
        rf"(?!{SPOKEN})",
        _case,
    ),
    rule("case_no", rf"{NO_LETTER_BEFORE}(?P<v>SH\d{{8,15}})(?!\d)", _case),
    rule(
        "case_no",
        rf"(?:售后单?号?|退款单号?|申请单号?|换货单号?)(?:码)?(?:就?是|为|:)?\s*"
        rf"(?P<v>[2二]{_GAP}[0零〇](?:{_GAP}{SPOKEN}){{10}}){_NO_MORE}",
        _case,
    ),
    rule(
        "order_no",
        rf"(?<![a-z\d])(?P<v>[2二]{_GAP}[0零〇](?:{_GAP}{SPOKEN}){{14}}){_NO_MORE}",
        digits,
    ),
    rule(
        "order_no",
        rf"{_OF_SOMETHING_ELSE}{_LAST_DIGITS}(?P<v>{SPOKEN}(?:[ ]?{SPOKEN}){{3,7}})"
        rf"(?!{SPOKEN}|\s?[的这那]?[这那]?个?(?:张(?!单)|运单|快递))",
        digits,
    ),
    rule(
        "order_no",
        r"(?<![a-z])order(?:\s(?:number|no\.?))?\s(?:ends?|ending)\s(?:with|in)\s(?P<v>\d{4,8})(?!\d)",
    ),
    rule(
        "order_no",
        r"(?<![\d.¥a-z卡])(?P<v>\d{4,8})(?=(?:这|那)?(?:[结收]尾|尾号)的?|的?(?:这|那)[一]?单|的?(?:这|那)(?:个|笔)订单)",
    ),
    rule(
        "order_no",
        r"订单(?:编?号码?)?(?:就?是|为|:)?\s*(?P<v>\d{4,19})(?![\d.]|\s?[年月元块个件天号笔])",
    ),
    rule(
        "case_no",
        r"(?<![a-z\d.¥])(?P<v>20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{4})(?!\d)",
        _case,
    ),
    rule(
        "tracking_no",
        rf"{NO_LETTER_BEFORE}(?P<v>{_PREFIX}[ -]?(?:{_GROUPS}|{_READ_OUT})(?:[A-Z]{{2}})?)"
        r"(?![a-z\d])",
        _parcel,
    ),
    rule(
        "tracking_no",
        rf"(?<!订)(?:单号|运单|快递号码?|号码|号)(?:就?是|为|:)?\s*"
        rf"(?P<v>{_GROUPS}|{_READ_OUT}|{CHINESE_DIGIT}{{8,15}})(?!{SPOKEN})",
        _foreign_parcel,
    ),
    rule(
        "tracking_no",
        r"(?<![\d.¥a-z])(?P<v>\d{10,15}|\d{3,5}(?:[ -]\d{3,5}){2,3})(?![\d.])",
        _foreign_parcel,
    ),
    rule(
        "tracking_no",
        r"(?<![\d.])(?<!\d )(?P<v>(?:\d ){9,14}\d)(?! ?\d)",
        _foreign_parcel,
    ),
    rule(
        "tracking_no",
        rf"(?<![a-z])(?<!{SPOKEN})(?P<v>{SPOKEN}{{10,15}})(?!{SPOKEN}|[百千万块元])",
        _foreign_parcel,
    ),
)

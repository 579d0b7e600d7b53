"""The carriers that bring goods back, and a parcel known by one name however it was named.

Two cases must not be settled by one parcel: so neither another name of the carrier nor another
way of writing the number makes a parcel a different one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

CARRIERS: Mapping[str, tuple[str, ...]] = {
    "SF": ("顺丰速运", "顺丰快递", "顺丰", "SF Express"),
    "YTO": ("圆通速递", "圆通快递", "圆通"),
    "ZTO": ("中通快递", "中通"),
    "STO": ("申通快递", "申通"),
    "YUNDA": ("韵达快递", "韵达速递", "韵达"),
    "EMS": ("邮政EMS", "中国邮政", "邮政快递", "邮政快递包裹", "邮政"),
    "JD": ("京东物流", "京东快递", "京东"),
    "JT": ("极兔速递", "极兔快递", "极兔", "J&T"),
    "DEPPON": ("德邦快递", "德邦物流", "德邦"),
    "CAINIAO": ("菜鸟", "菜鸟速递", "菜鸟裹裹", "丹鸟"),
    "BEST": ("百世快递", "百世汇通", "百世"),
    "ZJS": ("宅急送",),
    "UC": ("优速快递", "优速"),
    "KYE": ("跨越速运", "跨越"),
    "ANE": ("安能物流", "安能"),
    "YMDD": ("壹米滴答",),
    "SUNING": ("苏宁物流", "苏宁快递"),
    "TTK": ("天天快递",),
    "GTO": ("国通快递", "国通"),
    "ISS": ("闪送",),
    "SURE": ("速尔快递", "速尔"),
    "ZYE": ("众邮快递", "众邮"),
    "FENGWANG": ("丰网速运", "丰网"),
    "CRE": ("中铁快运", "中铁物流"),
    "FEDEX": ("联邦快递", "FedEx"),
    "DHL": ("DHL快递",),
    "UPS": ("UPS快递",),
}
"""By code: what a carrier is called, its own name first."""

_NUMBER = re.compile(r"[0-9A-Z]+", re.ASCII)
_BETWEEN = re.compile(r"[\s\-_.·]+")


def carrier_name(said: str) -> str | None:
    """The carrier's own name for its code or any of its names; None where nobody knows it."""
    return _NAMES.get(_plain(said))


def parcel_number(said: str) -> str | None:
    """A tracking number as it is stored; None where letters and digits are not all there is."""
    number = _plain(said).upper()
    return number if _NUMBER.fullmatch(number) else None


def _plain(said: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", said)).casefold()


_NAMES = {_plain(name): names[0] for code, names in CARRIERS.items() for name in (code, *names)}

"""Carriers, and what buyers call them, homophones of voice input included."""

from __future__ import annotations

CARRIERS: dict[str, tuple[str, ...]] = {
    "SF": ("顺丰速运", "顺丰快递", "顺丰", "顺风", "順豐", "sf express", "sf"),
    "YTO": ("圆通速递", "圆通快递", "圆通", "园通", "元通", "原通", "圓通", "圆痛", "yto", "yt"),
    "ZTO": ("中通快递", "中通", "忠通", "钟通", "种通", "中同快递", "中同", "zto"),
    "STO": ("申通快递", "申通", "伸通", "深通", "sto"),
    "YUNDA": ("韵达快递", "韵达", "运达", "云达", "晕达", "韻達", "yunda"),
    "EMS": (
        "邮政EMS",
        "邮政特快",
        "ems",
        "邮政快递",
        "邮政小包",
        "中国邮政",
        "邮政",
        "郵政",
        "由政",
        "邮局",
    ),
    "JD": ("京东物流", "京东快递", "京东", "京東", "jd"),
    "JT": ("极兔速递", "极兔快递", "极兔", "急兔", "吉兔", "極兔", "j&t"),
    "DEPPON": ("德邦快递", "德邦物流", "德邦", "得邦", "德帮", "deppon"),
    "CAINIAO": ("菜鸟裹裹", "菜鸟速递", "菜鸟", "丹鸟"),
    "BEST": ("百世快递", "百世汇通", "百世"),
    "ZJS": ("宅急送",),
    "UC": ("优速快递", "优速"),
    "KYE": ("跨越速运", "跨越"),
}

ALIASES: dict[str, str] = {
    alias.casefold(): code for code, aliases in CARRIERS.items() for alias in aliases
}

"""Carriers, and what buyers call them, homophones of voice input included."""

from __future__ import annotations

import re

CARRIERS: dict[str, tuple[str, ...]] = {
    "SF": ("顺丰速运", "顺丰快递", "顺丰", "順豐", "sf express", "shunfeng", "sf"),
    "YTO": ("圆通速递", "圆通快递", "圆通", "圓通", "圆痛", "圆桶", "yuantong", "yto", "yt"),
    "ZTO": ("中通快递", "中通", "中同快递", "zhongtong", "zto"),
    "STO": ("申通快递", "申通", "shentong", "sto"),
    "YUNDA": ("韵达快递", "韵达", "运达", "韻達", "yunda"),
    "EMS": (
        "邮政EMS", "邮政特快", "邮政快递", "邮政小包", "邮政包裹", "中国邮政", "邮政", "郵政", "由政", "由局", "油局", "邮正", "邮证", "油政", "邮局",
        "youzheng", "ems",
    ),
    "JD": ("京东物流", "京东快递", "京东", "京東", "京冬", "jingdong", "jd"),
    "JT": ("极兔速递", "极兔快递", "极兔", "極兔", "jitu", "j&t", "jt"),
    "DEPPON": ("德邦快递", "德邦物流", "德邦", "得邦", "德帮", "得帮", "德棒", "debang", "deppon"),
    "CAINIAO": ("菜鸟裹裹", "菜鸟速递", "菜鸟", "丹鸟", "cainiao"),
    "BEST": ("百世快递", "百世汇通", "百世", "白世快递"),
    "ZJS": ("宅急送",),
    "UC": ("优速快递", "优速"),
    "KYE": ("跨越速运", "跨越物流", "跨越快递"),
    "天天快递": ("天天快递",),
    "国通快递": ("国通快递",),
    "安能物流": ("安能物流", "安能"),
    "丰网速运": ("丰网速运", "丰网"),
    "闪送": ("闪送",),
    "中铁快运": ("中铁快运",),
}  # fmt: skip

ALIASES: dict[str, str] = {
    alias.casefold(): code for code, aliases in CARRIERS.items() for alias in aliases
}

# Characters that sound alike, for every place of a name; together they must be no word of their own.
SOUND_ALIKE: dict[str, str] = {
    "[顺瞬舜][丰风峰封锋枫疯蜂]": "SF",
    "[圆园元原源缘员][通痛桐同统](?!一|计|筹|学|时|样)": "YTO",
    "[中忠钟种终众][通痛桶桐同统](?!意|学|时|款|样|事|色|一|计|筹)": "ZTO",
    "[申伸深绅][通桶桐统](?!一|计|筹)": "STO",
    "[韵运云晕孕蕴][达答]": "YUNDA",
    "[极急吉鸡积几][兔图吐](?!了|得|书|片)": "JT",
}
_SOUND_ALIKE = [(re.compile(pattern), code) for pattern, code in SOUND_ALIKE.items()]


def carrier_of(text: str) -> str | None:
    """The carrier's code for a name, an alias or a homophone; None where it is none."""
    code = ALIASES.get(text.casefold())
    if code is not None:
        return code
    return next((code for pattern, code in _SOUND_ALIKE if pattern.match(text)), None)

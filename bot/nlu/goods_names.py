"""Which words before a word for goods belong to its name: 红色的雨伞, 小号那条毛巾."""

from __future__ import annotations

import re

_MEASURE = "[件条双个只台把张顶款副瓶盒包套块对支]"
_SHADE = "[浅深淡亮暗大正纯米藏天奶墨军玫酒粉湖豆]"
_PLAIN_COLOUR = "[红黄蓝绿黑白灰紫橙粉棕青银金驼杏]"
_COLOUR = rf"(?:{_SHADE}{{0,2}}{_PLAIN_COLOUR}|米|咖啡|卡其|香槟|豆沙|雾霾蓝|香芋紫|肉|裸)色"
_SIZE = r"(?:特?[大中小]|加大|均)[号码]"
# 发绿的牛肉, 有灰的鞋: what has become of goods is no name.
_BECOMES = "(?<![发变有沾掉褪明])"
_BEFORE = re.compile(
    rf"(?:(?:{_COLOUR}|{_SIZE})的?(?:那{_MEASURE}?)?|{_BECOMES}{_SHADE}?{_PLAIN_COLOUR}(?:的(?:那{_MEASURE})?|那{_MEASURE}))$"
)


def named_from(text: str, start: int) -> int:
    """Where the name of goods begins whose word begins at ``start``."""
    before = _BEFORE.search(text[:start])
    return before.start() if before else start

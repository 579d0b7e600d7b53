"""How many pieces, and which of those that were listed."""

from __future__ import annotations

import re

from bot.nlu.numerals import DIGITS, NUMERAL, read_integer
from bot.nlu.value_rule import NUMBER, PIECE, Rule, always, not_after, rule

_NUMERALS = NUMERAL[1:-1]
_PLACE = "[个单件条笔双项行款样瓶本张盒包箱只台支套]"
_NO_PLACE = (
    r"(?!\s?(?:工作日|星期|礼拜|月|小时|钟头|人|客服|电话|问题|半价|打折|免单|免费|"
    r"优惠|0元|事|费|金额|选项|按钮|链接|数字|字|钱数|框|单号|号))"
)
_NO_GOODS = (
    r"(?!月(?!饼)|订?单|星期|礼拜|小时|钟头|工作日|人|问题|字|电话|客服|商家|卖家|店|说法|地方|平台|原因|理由|办法|快递员|多月|半月|"
    r"照片|图|截图|视频|凭证|材料|分钱?|份钱|嘴|点|[亮黑白竖横彩绿]线|划痕|裂[缝纹痕]|口子|线头|说[法辞])"
)
# What came, what was weighed and what a label says is not how many the buyer speaks for.
_NOT_ARRIVED = not_after(
    "只来了", "只来", "只到了", "只到", "只有", "只收到", "只发了", "才有", "才", "写着", "标着"
)
# What is missing from goods and counted is no goods.
_PART = "螺|零件|配件|说明书"
_SOFTENED = r"\W*[吧呀啊]?\W*$"
_DOES = (
    r"(?:退[掉了货]?|只?要退|买[了过]?|[拍订][了过]?(?![\d一二两三四五六七八九十]+张)|多拍了?|(?<![只才])(?:[寄发]了|收到|到了)|一共|总共|数量|其中|换|留|剩下?|坏了?|烂了?|碎了?|"
    r"破了?|死了?|不是|而是|共)(?:就|是|为|:)?\s*"
)


def _number(text: str) -> str | None:
    match = re.match(NUMBER, text)
    number = read_integer(match[0]) if match else None
    return None if number is None else str(number)


def _both(text: str) -> str:
    return str(DIGITS[text])


_ENGLISH = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "-1"}


def _english_ordinal(text: str) -> str:
    return next(place for word, place in _ENGLISH.items() if word in text.casefold())


def _ordinal(text: str) -> str:
    if re.search("最后|末|最[下底]", text):
        return "-1"
    number = re.search(NUMBER, text)
    if re.search("倒数|从[下后]", text):
        return str(-(read_integer(number[0]) or 1)) if number else "-1"
    if number and "第" in text:
        return str(read_integer(number[0]))
    if re.search("头一|首|最上|最前", text):
        return "1"
    return _number(text) or "mentioned"


GOODS_RULES: tuple[Rule, ...] = (
    rule(
        "ordinal",
        rf"(?P<v>倒数第?{NUMBER}{_PLACE}?|从[下后][往到向][上前]数?第{NUMBER}{_PLACE}?|第{NUMBER}(?:张单|{_PLACE}){_NO_PLACE}"
        rf"|第{NUMBER}(?=[和跟与、,还]\s*第{NUMBER}{_PLACE})"
        rf"|(?:最后|末尾)(?:那|的)?一?{_PLACE}{_NO_PLACE}|最后面?那{_PLACE}"
        rf"|(?:最?[上下底前][面边头]|[最顶]上)(?:那|的|第)?(?:那|一)?{_PLACE}{_NO_PLACE}"
        rf"|(?:上|下|前|后)面那?{_PLACE}{_NO_PLACE}|刚才那{_PLACE}(?!申请|售后|退款|人|客服|问题|单号|号|选项)|(?<![石木馒骨])头一[个单件笔条]{_NO_PLACE})",
        _ordinal,
    ),
    rule(
        "ordinal",
        rf"^\W*(?:就|我?选|我?要|是|退)?(?P<v>(?:倒数)?第{NUMBER}){_SOFTENED}",
        _ordinal,
    ),
    rule(
        "ordinal",
        rf"(?P<v>(?:the\s+)?(?<![a-z])(?:{'|'.join(_ENGLISH)})\s+one)(?![a-z])",
        _english_ordinal,
    ),
    rule("ordinal", rf"(?P<v>刚[才刚]?[你我]?(?:说|讲|提到?|发)的那{_PLACE})", always("mentioned")),
    rule("ordinal", rf"^\W*我?[选点]了?\s*(?P<v>[1-9一二三四五六七八九])号?{_SOFTENED}", _ordinal),
    rule(
        "quantity",
        rf"{_DOES}(?P<v>(?!一{PIECE}){NUMBER}{PIECE}){_NO_GOODS}(?!{PIECE}|[客问理原办])",
        _number,
    ),
    rule(
        "quantity",
        rf"(?<![第\d{_NUMERALS}]){_NOT_ARRIVED}(?P<v>(?!一{PIECE}){NUMBER}[件双条盒瓶包袋箱罐斤桶卷台副对套])(?!(?!只[来收发到有退要]){PIECE}|吧|不对|账|方){_NO_GOODS}",
        _number,
    ),
    rule(
        "quantity",
        r"(?:只退|就退|退其中|退[掉了]?|数量|[漏少]发了?|[漏少缺]了|写的是|写成了?|其中|有|只要|买[一二两三\d]送)(?:是|为|:)?\s*"
        rf"(?P<v>{NUMBER}[件双盒瓶包袋箱罐对]|(?<=退)一{PIECE}(?!要换)|(?<=[少漏]发)一{PIECE}|(?<=[少漏缺发]了)一(?![根颗]){PIECE}){_NO_GOODS}(?!{PIECE}|{_PART})",
        _number,
    ),
    rule(
        "quantity",
        rf"(?:就要|只要|我发|(?<!只)来了|其中|独发|共)(?P<v>一[副台张双条箱件盒瓶只对]){_NO_GOODS}",
        _number,
    ),
    rule("quantity", rf"(?P<v>{NUMBER}{PIECE})(?=就够|就行|就可以)", _number),
    rule(
        "quantity",
        rf"数量(?:改[成为到]?|写|填|是|为|要|:)\s*(?P<v>{NUMBER}{PIECE}?)(?![\d.块元])",
        _number,
    ),
    rule("quantity", rf"退掉?(?P<v>一{PIECE}){_NO_GOODS}(?!要换)", _number),
    rule("quantity", rf"^\W*(?:一共|总共|就)?(?P<v>{NUMBER}{PIECE}){_SOFTENED}", _number),
    rule(
        "quantity",
        rf"[这那](?P<v>(?!一{PIECE}){NUMBER}[个件双条盒瓶包箱罐把副本张])(?=\w){_NO_GOODS}(?![订单月都])",
        _number,
    ),
    rule("quantity", rf"{_DOES}(?:掉)?(?P<v>[俩仨])(?![手人口儿月]|礼拜|星期|小时|钟头)", _both),
)  # fmt: skip

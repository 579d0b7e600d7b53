"""Values with a recognisable form: numbers, amounts, carriers, dates, types, destinations.

Each rule finds spans in normalised text and says what they stand for. Rules stand in the order
of their right of way: a span found first is not given to a later rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.nlu.carriers import ALIASES
from bot.nlu.numerals import NUMERAL, read_fen, read_integer

_N = rf"(?:\d{{1,8}}|{NUMERAL}{{1,8}})"
_MEASURE = "[件个双条盒瓶包袋箱本套只支台份张罐部把副对枚串斤颗顶根桶卷片组]"
_MONTH_DAY = (
    rf"(?:{_N}月(?:份|{_N}[号日]?)?|"
    rf"(?<![单卡账编型尺鞋])(?<![数\d]){_N}号(?![\d码楼店线]))"
)
_RELATIVE_DAY = (
    "大前[天日]|[前昨今明][儿]个?|前天|昨天|昨晚|昨日|今天|今早|今日|明天|后天|前日|寻日|琴日|"
    "上上?个?(?:星期|礼拜|周)[一二三四五六日天末]?|这?(?:星期|礼拜|周)[一二三四五六日天]|"
    "上个?月(?:底|初|中)?|月初|月底"
)
_AGO = rf"{_N}(?:天|个?星期|个?礼拜|周|个?月|多?天)(?:之?前|以前)"


@dataclass(frozen=True)
class Value:
    """A span of the text, the entity it is and what it stands for."""

    entity: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Rule:
    """An entity, where it stands, and how its text is read. The group ``v`` is the span."""

    entity: str
    pattern: re.Pattern[str]
    read: Callable[[str], str | None]


def _same(text: str) -> str:
    return text


def _digits(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _upper(text: str) -> str:
    return _digits(text).upper()


def _fen(text: str) -> str | None:
    if re.fullmatch("全额|全款|全部金额|所有钱", text):
        return "all"
    fen = read_fen(text)
    return None if fen is None else str(fen)


def _number(text: str) -> str | None:
    if text.startswith("全"):
        return "all"
    match = re.match(_N, text)
    number = read_integer(match[0]) if match else None
    return None if number is None else str(number)


def _ordinal(text: str) -> str:
    if re.search("最后|末", text):
        return "-1"
    if re.search("倒数", text):
        number = re.search(_N, text)
        return str(-(read_integer(number[0]) or 1)) if number else "-1"
    number = re.search(_N, text)
    if number and text.startswith("第"):
        return str(read_integer(number[0]))
    return "1" if re.search("第一|头一|首", text) else "mentioned"


def _fixed(value: str) -> Callable[[str], str]:
    return lambda _text: value


def _carrier(text: str) -> str | None:
    return ALIASES.get(text.casefold())


def _rule(entity: str, pattern: str, read: Callable[[str], str | None] = _same) -> Rule:
    return Rule(entity, re.compile(pattern, re.IGNORECASE), read)


_CARRIER_NAMES = "|".join(re.escape(alias) for alias in sorted(ALIASES, key=len, reverse=True))
_LETTERS_BEFORE = "(?<![a-z0-9])"

RULES: tuple[Rule, ...] = (
    _rule("case_no", rf"{_LETTERS_BEFORE}(?P<v>SH[\s-]?\d{{12}})(?!\d)", _upper),
    _rule("order_no", r"(?<![a-z\d])(?P<v>2[\s-]?0(?:[\s-]?\d){14})(?![\s-]?\d)", _digits),
    _rule("order_no", r"(?:尾号|尾数|后[四4]位|末[四4]位)(?:是|为|:)?\s*(?P<v>\d{4,8})(?!\d)"),
    _rule("order_no", r"订单号?(?:是|为|:)?\s*(?P<v>\d{8,19})(?!\d)"),
    _rule(
        "tracking_no",
        rf"{_LETTERS_BEFORE}(?P<v>(?:SF|YT|JDV?[A-Z]?|JT|ZTO|STO|YD|EMS|DPK?|E[A-Z]|LP|TT|BEST|CN)"
        r"\s?\d{8,15}(?:[A-Z]{2})?)(?![a-z\d])",
        _upper,
    ),
    _rule("tracking_no", r"(?<![\d.¥])(?P<v>(?!1[3-9]\d{9}(?!\d))\d{10,15})(?![\d.])"),
    _rule(
        "carrier",
        rf"{_LETTERS_BEFORE}(?P<v>{_CARRIER_NAMES})(?![a-z])(?!\s?(?:上?买|商城|自营|app|订单|那边买))",
        _carrier,
    ),
    _rule(
        "service_type",
        r"(?P<v>退货\s*(?:加|和|并|\+|&)?\s*退款|退货退钱|(?<!不)(?<!不想)(?<!不要)(?<!不用)(?<!没法)"
        r"退货(?!退款)|return(?:\s*(?:and|&)\s*refund)?)",
        _fixed("return_refund"),
    ),
    _rule(
        "service_type",
        r"(?P<v>仅退款|只退款不退货|只退款|只退钱|仅退|退款不退货|退钱不退货|不退货(?:只|光|仅)?退(?:款|钱)|光退钱|refund\s*only)",
        _fixed("refund_only"),
    ),
    _rule("service_type", r"(?P<v>(?<!不)(?<!不想)(?<!不要)换货|exchange)", _fixed("exchange")),
    _rule(
        "destination",
        r"(?P<v>(?:旺商聊)?钱包余额|(?:旺商聊)?钱包|(?:my\s)?wallet|(?<=[退进到回])余额|^余额$)",
        _fixed("wallet"),
    ),
    _rule(
        "destination",
        r"(?P<v>原路(?:退回|返回|返还)?|原(?:来的?|先的?)?(?:支付|付款)(?:方式|账户|渠道)(?:退回|返回)?"
        r"|原(?:来|先)?的?那?张?(?:银行)?卡|原账户|original(?:\s(?:payment(?:\smethod)?|card|method))?)",
        _fixed("original"),
    ),
    _rule(
        "destination",
        r"(?P<v>(?:别的|另外?一?张|其他|其它|另一个|我?(?:老公|老婆|妈妈?|爸爸?|朋友|儿子|女儿|闺女)的?)"
        r"(?:银行)?(?:卡|账户|账号|支付宝|微信))",
        _fixed("other"),
    ),
    _rule(
        "amount",
        rf"(?<![几好上\d.{NUMERAL[1:-1]}])(?P<v>[¥]\s?\d[\d,]{{0,11}}(?:\.\d{{1,2}})?(?:元|块)?"
        rf"|\d[\d,]{{0,11}}(?:\.\d{{1,4}})?\s?[万千]?(?:元|块|圆|蚊|rmb|yuan)"
        rf"(?:[\d{NUMERAL[1:-1]}半](?![\d{NUMERAL[1:-1]}])(?:毛|角)?)?"
        rf"|(?<![这那没多])(?!一块(?!钱|[{NUMERAL[1:-1]}半])){NUMERAL}{{1,12}}[块元圆蚊](?!儿)(?:[{NUMERAL[1:-1]}半\d](?:毛|角)?)?"
        rf"|{_N}[毛角](?!病))",
        _fen,
    ),
    _rule(
        "amount",
        rf"(?:金额|改成|改为|改到|只?退我?|填|退回|少了|差了?|要|扣了?)(?:就|是|为|:)?\s*"
        rf"(?P<v>\d{{1,8}}(?:\.\d{{1,2}})?|{NUMERAL}{{0,8}}[十百千]{NUMERAL}{{0,8}})(?![\d{NUMERAL[1:-1]}]|\s?(?:{_MEASURE}|天|个|号|月|日|次|年|点|分|小时|位))",
        _fen,
    ),
    _rule("amount", "(?P<v>全额|全款)", _fen),
    _rule(
        "ordinal",
        rf"(?P<v>倒数第{_N}[个单件条笔双项]?|第{_N}[个单件条笔双项瓶本张盒]|最后(?:那?一?[个单件条笔])|"
        r"最(?:上|下)面(?:那)?[个单件条]|(?:上|下|前|后)面那?[个单件条]|刚才那[个单件条]|头一[个单件])",
        _ordinal,
    ),
    _rule(
        "date",
        rf"(?P<v>(?:(?:去年|今年|\d{{4}}年)?{_MONTH_DAY}|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{_AGO}|{_RELATIVE_DAY}))",
    ),
    _rule(
        "quantity",
        rf"(?:退[掉了货]?|只?要退|买[了过]?|[拍订][了过]?|多拍了?|[寄发]了|收到|一共|总共|数量|其中|换)(?:就|是|为|:)?\s*"
        rf"(?P<v>(?!一){_N}{_MEASURE})(?!{_MEASURE}|[客问人理原办])",
        _number,
    ),
    _rule("quantity", rf"(?P<v>(?!一){_N}[件双条盒瓶包袋箱罐斤桶卷对])(?!{_MEASURE})", _number),
    _rule(
        "quantity",
        r"(?:只退|就退|退其中|退[掉了]?|数量|[漏少]发了?|[漏少]了)(?:是|为|:)?\s*"
        rf"(?P<v>{_N}{_MEASURE})",
        _number,
    ),
    _rule("quantity", rf"^\W*(?P<v>{_N}{_MEASURE})\W*$", _number),
)


def find_values(text: str) -> list[Value]:
    """Every rule-like value in normalised ``text``, without overlaps, in reading order."""
    found: list[Value] = []
    taken: list[tuple[int, int]] = []
    for value in _candidates(text):
        if all(value.end <= start or value.start >= end for start, end in taken):
            found.append(value)
            taken.append((value.start, value.end))
    return sorted(found, key=lambda value: value.start)


def _candidates(text: str) -> Iterator[Value]:
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            meaning = rule.read(match["v"])
            if meaning is not None:
                yield Value(rule.entity, meaning, match.start("v"), match.end("v"))

"""Amounts of money, read as fen."""

from __future__ import annotations

import re

from bot.nlu.numerals import NUMERAL, read_fen
from bot.nlu.value_rule import NUMBER, PIECE, Rule, Value, rule

_NUMERALS = NUMERAL[1:-1]
_FIGURE = r"\d[\d,]{0,11}(?:\.\d{1,4})?"
_HUNDREDS = f"{NUMERAL}{{0,8}}[十百千]{NUMERAL}{{0,8}}"
_COINS = (
    rf"(?:零?[\d{_NUMERALS}半](?![\d{_NUMERALS}十百个件条分天次盒包瓶])(?:毛|角)?"
    rf"(?:[\d{_NUMERALS}]分)?)?"
)
# 三百二, 一万二: said of money, hardly of anything else.
_SHORT = "[一二两三四五六七八九](?:百[一二三四五六七八九]|[千万][一二三四五六七八九])"
_NOT_OF_GOODS = "(?!儿|肉|香皂|肥皂|手表|表|板|砖|布|蛋糕|巧克力|饼|姜|电池|豆腐|屏|毛巾|地)"
# What a bare number is counted in where it is no money.
_NOT_MONEY = (
    rf"[\d.{_NUMERALS}]|\s?(?:{PIECE}|[a-z%℃°]|[天号月日次年点分位岁码寸克米斤升度厘毫公楼栋页遍回来几开多字折]"
    r"|小时|工作日|那个号|尾号|结尾|多[天次个])"
)
_ASKED = (
    "金额(?:是|为|写|填|改)?|(?<!尺码)(?<!码数)(?<!尺寸)(?<!号码)改成|改为|改到|调[到成为]|降[到成为]|升[到成为]|提[到高]+|定在|写成?|填成?|"
    "退回|退还|退款|退了|退我?|还我?|补我?|赔我?|给我|给|收到|到账了?|实付|付了?|花[了咧]?我?|给了|涨了?|跌了?|补偿我?|赔偿我?|多收了?|应该是?|加到?|减到|原价|标价|价格|实际|少发了?|少了|少退了?|差了?|扣了?|要|只有|变成|一共|总共|合计|[谈说讲]好了?|谈到|商量好"
)


def _fen(text: str) -> str | None:
    if text.startswith("全"):
        return "all"
    fen = read_fen(text.replace("块零", "块"))
    return None if fen is None else str(fen)


def _misheard_fen(text: str) -> str | None:
    return _fen(text.replace("快", "块"))


MONEY_RULES: tuple[Rule, ...] = (
    rule(
        "amount",
        rf"(?<![几好上\d.{_NUMERALS}])(?P<v>[¥]\s?\d[\d,]{{0,11}}(?:\.\d{{1,2}})?(?:元|块)?"
        rf"|{_FIGURE}\s?(?:[万千]?(?:元|块|圆|蚊)|(?:r|rmb|yuan|cny)(?![a-z])){_NOT_OF_GOODS}{_COINS}"
        rf"|(?<!缺)(?<!缺了)(?!一[块元](?!钱|[{_NUMERALS}半])|一块一块){NUMERAL}{{1,12}}[块元圆蚊]{_NOT_OF_GOODS}{_COINS}"
        rf"|{NUMBER}[毛角](?!病|不|没|都|巾|衣|线))",
        _fen,
    ),
    rule(
        "amount",
        rf"(?P<v>(?<![\d.])\d{{1,6}}(?:\.\d{{1,2}})?快|(?<!{NUMERAL}){_HUNDREDS}快)(?=钱|$|[\W给退哪不少])",
        _misheard_fen,
    ),
    rule(
        "amount",
        rf"(?:{_ASKED})(?:就|是|为|成|:)?\s*"
        rf"(?P<v>\d{{2,8}}(?:\.\d{{1,2}})?|\d\.\d{{1,2}}|{_HUNDREDS})"
        rf"(?:(?=多(?:钱|\W|$))|(?!{_NOT_MONEY}|的(?!钱)))",
        _fen,
    ),
    rule("amount", rf"金额(?:是|为|写|填|改)?[成为到]?\s*(?P<v>\d)(?!{_NOT_MONEY})", _fen),
    rule(
        "amount",
        r"^\W*[就是写填]?\s*(?P<v>\d{1,6}\.\d{1,2}(?=\W*$)"
        r"|\d{1,6}(?:\.\d{1,2})?(?=\W*(?:吧|就行|就好|可以)\W*$))",
        _fen,
    ),
    rule(
        "amount",
        rf"(?<![{_NUMERALS}\d第])(?<!体重)(?<!身高)(?P<v>{_SHORT})(?=一分|一毛|(?!{_NOT_MONEY}|以上|分之))",
        _fen,
    ),
    rule("amount", r"把(?P<v>\d{2,6}(?:\.\d{1,2})?)(?=退|还|打)", _fen),
    rule("amount", r"(?:怎么|咋|为[何啥])就?是(?P<v>\d{2,6}(?:\.\d{1,2})?)(?=不是|而不是)", _fen),
    rule(
        "amount",
        r"(?:(?<=怎么是\d{2})|(?<=怎么是\d{3})|(?<=怎么是\d{4}))而?不是(?P<v>\d{2,6}(?:\.\d{1,2})?)",
        _fen,
    ),
    rule(
        "amount",
        rf"(?<![a-z])(?:paid|pay|got|get|only|refund(?:ed)?|back|cost|charged|received)\s+"
        rf"(?P<v>{_FIGURE})(?!\s?[a-z%]|\d)(?=\W|\s|$)",
        _fen,
    ),
    rule("amount", rf"(?<![a-z\d.])(?P<v>{_FIGURE})(?=\s+back(?![a-z]))", _fen),
    rule("amount", rf"(?<![a-z])amount\s[^.?!\d]{{0,30}}to\s(?P<v>{_FIGURE})(?![\d%])", _fen),
    rule("amount", r"(?P<v>\d{2,6}(?:\.\d{1,2})?)(?=\s?(?:→|->|=>)\s?\d)", _fen),
    rule("amount", r"(?<=[→>])\s?(?P<v>\d{2,6}(?:\.\d{1,2})?)(?![\d.])", _fen),
    rule("amount", r"(?:那笔|这笔|那单|这单)(?P<v>\d{2,6}(?:\.\d{1,2})?)的", _fen),
    rule("amount", rf"(?<!{NUMERAL})(?P<v>{NUMERAL}{{1,3}}万)(?=以上|以下|左右|$)", _fen),
    rule("amount", "(?P<v>全额|全款|全部金额|所有钱)", _fen),
    rule(
        "amount",
        rf"(?<![第\d{NUMERAL[1:-1]}])(?P<v>(?=.*[百十]){NUMERAL}{{3,9}})(?=块?钱?的?那[个单件条双])",
        _fen,
    ),
)  # fmt: skip

_OFFER = re.compile(r"满\s?\d+\s?[减打送返]\s?\d+")
_BARE = re.compile(
    rf"(?<![\d.{_NUMERALS}¥第几好a-z])(?P<v>\d{{2,6}}(?:\.\d{{1,2}})?|{_HUNDREDS})"
    rf"(?!(?!对吧|对吗)(?:{_NOT_MONEY}))",
    re.IGNORECASE,
)
_SPEAKS_OF_MONEY = re.compile("钱|金额|款|价|退|扣|付|写|填|改")
_SPEAKS_OF_OTHER = re.compile("码|地址|电话|手机|门牌|数量|时间")


def bare_amounts(text: str, known: list[Value]) -> list[Value]:
    """Numbers without a unit that are amounts where the whole message is about money.

    Args:
        text: a normalised message about an amount: why it is so, or what it should be.
        known: the values already found, which keep their places.
    """
    if not _SPEAKS_OF_MONEY.search(text) or _SPEAKS_OF_OTHER.search(text):
        return []
    taken = [(value.start, value.end) for value in known]
    taken += [match.span() for match in _OFFER.finditer(text)]
    found = []
    for match in _BARE.finditer(text):
        fen = _fen(match["v"])
        if fen is not None and all(match.end() <= a or match.start() >= b for a, b in taken):
            found.append(Value("amount", fen, *match.span("v")))
    return found

"""Days: by the calendar, counted from today, by the week, by a feast of shopping.

A value tells the day without knowing today's date: ``-2d`` is the day before yesterday, ``-1w3``
the Wednesday of last week, ``-1m`` last month, ``-1m25`` its 25th, ``11-05`` the last fifth of
November, ``--05`` the last fifth, ``2026-11-05`` that day. What none of these fits keeps its words.
"""

from __future__ import annotations

import re

from bot.nlu.numerals import read_integer
from bot.nlu.value_rule import NUMBER, Rule, rule

_SEEN_IN_A_SENTENCE = (
    r"(?=\s?(?:[号日]|那天|当天|买|下单|下的|拍|订|到|收|签收|付|申请|提交|寄|发|的))"
)
_MONTH_DAY = (
    rf"(?:{NUMBER}月(?!零)(?:份|{NUMBER}[号日]?)?|"
    rf"(?<![单卡账编型尺鞋门大小])(?<![数\d]){NUMBER}号"
    rf"(?![\d码楼店线色电机院门铺桌家雨鞋靴球风干]|{NUMBER}(?:单元|[楼栋幢室弄户])))"
)
_DAYS = {
    "大前": -3, "前": -2, "昨": -1, "琴": -1, "寻": -1, "今": 0, "明": 1, "听": 1,
    "后": 2, "大后": 3,
}  # fmt: skip
_DAY = (
    r"(?<![啥么])大?前[天日儿]个?|[昨今明][天日早晚]|[昨今明]儿个?|[昨今明]个|[昨今明]黑儿?"
    r"|大?后[天日儿]|[琴寻听]日"
)
_WEEK = r"(?:星期|礼拜|周)"
_WEEKDAY = (
    rf"(?<!算)上上?个?{_WEEK}[一二三四五六日天末]|(?:下下?个?|这个?|本){_WEEK}[一二三四五六日天]"
    rf"|(?:上上?|下下?)个?{_WEEK}(?![一二三四五六日天末])"
    rf"|(?<![一两三几多每半整\d个]){_WEEK}[一二三四五六日天]日?(?![岁年围期边转])"
)
_MONTH = "上个?月(?:底|初|中|份)?|[这本]个?月(?:底|初)|月初|月底"
_AGO = rf"(?:{NUMBER}|半)(?:多)?(?:天|个?星期|个?礼拜|周|个?月|年)(?:之?前|以前)"
_FEASTS = {
    "双十一": "11-11", "双11": "11-11", "双十二": "12-12", "双12": "12-12",
    "618": "06-18", "六一八": "06-18",    "国庆": "10-01", "元旦": "01-01",
}  # fmt: skip
# 双十一有什么活动 is about a sale, 双十一那天买的 about a day.
_THAT_DAY = r"(?=那天|当天|晚上|凌晨|前一?天|第二天|我?(?:下的?单|付的?款))"
_WEEKDAYS = "一二三四五六日"
_ENGLISH_DAYS = {"today": "0d", "tonight": "0d", "yesterday": "-1d", "tomorrow": "1d"}
_ENGLISH_WEEKDAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_ENGLISH_MONTHS = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may(?! be| not| have)", "june?",
    "july?", "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_ENGLISH_MONTH = rf"(?:{'|'.join(_ENGLISH_MONTHS)})\.?"
_ENGLISH_DATE = (
    rf"{_ENGLISH_MONTH}\s?\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s{_ENGLISH_MONTH}"
)
_ENGLISH = (
    rf"{'|'.join(_ENGLISH_DAYS)}"
    rf"|(?:last|this|next)\s+(?:week(?:end)?|month|(?:{'|'.join(_ENGLISH_WEEKDAYS)})day)"
)


def _day(text: str) -> str:
    for read in (_by_day, _by_week, _by_calendar, _by_month):
        value = read(text)
        if value is not None:
            return value
    return _FEASTS.get(text, text)


def _english_day(text: str) -> str:
    words = text.casefold().split()
    if len(words) == 1:
        return _ENGLISH_DAYS[words[0]]
    ago = {"last": -1, "this": 0, "next": 1}[words[0]]
    if words[1] == "month":
        return f"{ago}m"
    weekday = next(
        (at for at, name in enumerate(_ENGLISH_WEEKDAYS, 1) if words[1] == f"{name}day"), ""
    )
    return f"{ago}w{6 if words[1] == 'weekend' else weekday}"


def _english_date(text: str) -> str | None:
    day = int(re.search(r"\d+", text)[0])
    named = re.search("[a-z]{3,}", text.casefold())[0]
    month = next(at for at, name in enumerate(_ENGLISH_MONTHS, 1) if name.startswith(named[:3]))
    return f"{month:02}-{day:02}" if 1 <= day <= 31 else None


def _by_day(text: str) -> str | None:
    match = re.fullmatch(r"(大?[前后]|[昨今明琴寻听])[天日儿早晚个黑].*", text)
    if match is not None:
        return f"{_DAYS[match[1]]}d"
    ago = re.match(rf"({NUMBER})天", text)
    number = read_integer(ago[1]) if ago else None
    return None if number is None else f"-{number}d"


def _by_week(text: str) -> str | None:
    match = re.fullmatch(rf"([上下]*)(?:这|本)?个?{_WEEK}([一二三四五六日天末]?)", text)
    if match is None:
        ago = re.match(rf"({NUMBER})(?:个?星期|个?礼拜|周)", text)
        number = read_integer(ago[1]) if ago else None
        return None if number is None else f"-{number}w"
    week = match[1].count("下") - match[1].count("上")
    weekday = match[2].replace("天", "日").replace("末", "六")
    return f"{week}w{_WEEKDAYS.index(weekday) + 1 if weekday else ''}"


def _by_calendar(text: str) -> str | None:
    numbers = [read_integer(number) for number in re.findall(rf"\d+|{NUMBER}", text)]
    if re.fullmatch(rf"{NUMBER}[号日]", text):
        return f"--{numbers[0] or 0:02}"
    whole = re.fullmatch(r"(\d{4})[年/.-]\d{1,2}[月/.-]\d{1,2}[号日]?", text)
    if whole is not None:
        return f"{numbers[0]}-{numbers[1] or 0:02}-{numbers[2] or 0:02}"
    if re.fullmatch(rf"(?:今年|去年)?{NUMBER}[月/.-]{NUMBER}[号日]?", text):
        return f"{numbers[0] or 0:02}-{numbers[1] or 0:02}"
    return None


def _by_month(text: str) -> str | None:
    day = re.search(rf"{NUMBER}(?=[号日])", text)
    of_month = f"{read_integer(day[0]) or 0:02}" if day else ""
    if text.startswith("上"):
        return f"-1m{of_month}"
    if re.match("这|本|月", text):
        return f"0m{of_month}"
    ago = re.match(rf"({NUMBER})个?月(?:之?前|以前)", text)
    number = read_integer(ago[1]) if ago else None
    return None if number is None else f"-{number}m"


TIME_RULES: tuple[Rule, ...] = (
    rule(
        "date",
        rf"(?P<v>[上这本]个?月{NUMBER}[号日]|(?:去年|今年|\d{{4}}年)?{_MONTH_DAY}|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
        rf"|(?<![\d.¥])(?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01])[号日]"
        rf"|(?<![\d.¥])(?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01]){_SEEN_IN_A_SENTENCE}"
        rf"|{_AGO}|{_DAY}|{_WEEKDAY}|{_MONTH})",
        _day,
    ),
    rule("date", rf"(?<![a-z])(?P<v>{_ENGLISH})(?![a-z])", _english_day),
    rule("date", rf"(?<![a-z\d])(?P<v>{_ENGLISH_DATE})(?![a-z\d])", _english_date),
    rule("date", rf"(?P<v>{'|'.join(_FEASTS)}){_THAT_DAY}", _day),
)  # fmt: skip

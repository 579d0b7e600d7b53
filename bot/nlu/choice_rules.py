"""What the buyer chooses: carrier, type of service, where the money goes."""

from __future__ import annotations

import re

from bot.nlu.carriers import ALIASES, SOUND_ALIKE, carrier_of
from bot.nlu.value_rule import NO_LETTER_BEFORE, Rule, always, not_after, rule


def _longest_first(names: list[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


_LATIN = _longest_first([alias for alias in ALIASES if alias.isascii()])
_CHINESE = _longest_first([alias for alias in ALIASES if not alias.isascii()])
_NOT_THE_CARRIER = r"(?!\s?(?:上?买|商城|自营|app|订单|那边买|白条|驿站))"

_DENIED = not_after(
    "不", "不想", "不要", "不用", "没法", "不是", "不是要", "不是想", "不是来", "别", "不需要",
    "不接受", "不愿意", "不打算",
)  # fmt: skip

_NOT_THERE = not_after(
    "不要退到", "不要退回", "不要退进", "别退到", "别退回", "别退进", "不退到", "不想退到",
)  # fmt: skip
_GOODS_BEFORE = not_after("皮", "款", "士", "布", "小", "买的", "了个", "买个", "品牌", "卡通")
_GOODS_AFTER = "(?!拉链|坏|破|掉|开线|开胶|颜色|质量|里衬|扣|收到|发错|是假|太[小大丑薄])"
_OTHER_BALANCE = not_after(
    "话费", "账户", "账号", "卡里", "卡", "银行卡", "微信", "支付宝", "花呗", "电费", "会员",
    "移动", "联通", "水费", "流量", "公积金",
)  # fmt: skip
_ACCOUNT = "(?:银行卡|信用卡|储蓄卡|卡|账户|账号|支付宝|微信(?:零钱)?)"
_OWN_ACCOUNT = "(?:银行卡|信用卡|储蓄卡|卡|支付宝|微信(?:零钱)?)"
_NOT_PAID_BY = "(?!里?(?:给?付|支付|买|刷|说|聊|转|扫|号|片|券|密|包|机|顿|住|在|纸|群|有|没|名))"
_SOMEBODY = (
    "老公|老婆|老伴|媳妇|丈夫|妻子|对象|男朋友|女朋友|男友|女友|妈妈?|爸爸?|爹|娘|哥哥?|姐姐?|弟弟?|妹妹?|儿子|女儿|闺女|孙子|孙女|"
    "孩子|同事|朋友|闺蜜|亲戚|室友|同学|婆婆|公公|家人|家里人|别人"
)
_PUT_INTO = "[退打转返放存改][到回至进去入往给]?"

CHOICE_RULES: tuple[Rule, ...] = (
    rule(
        "carrier",
        rf"(?P<v>{_CHINESE}|(?:{'|'.join(SOUND_ALIKE)})(?:(?:快递|速递|速运|物流)(?!单))?"
        rf"|{NO_LETTER_BEFORE}(?<!退款)(?<!退款 )(?:{_LATIN})(?![a-z0-9])){_NOT_THE_CARRIER}",
        carrier_of,
    ),
    rule(
        "service_type",
        r"(?P<v>退货\s*(?:加|和|并|\+|&)?\s*退款|退货退钱|退款退货|return(?:\s*(?:and|&)\s*refund)?(?![a-z])"
        rf"|{_DENIED}退货(?!退款))",
        always("return_refund"),
    ),
    rule(
        "service_type",
        r"(?P<v>仅退款|只退款不退货|只退款|只退钱(?:不退货)?|仅退(?!货)|退款不退货|退钱不退货|不退货(?:只|光|仅)?退(?:款|钱)|光退(?:款|钱)"
        r"|refund\s*only|only\s*refund(?!ed))",
        always("refund_only"),
    ),
    rule(
        "service_type",
        rf"(?P<v>{_DENIED}(?<!退)换货(?![车币舱]|也不)|exchange)",
        always("exchange"),
    ),
    rule(
        "destination",
        rf"(?P<v>(?:我|他|她)?的?前?(?:{_SOMEBODY})的?(?:那?张|那个)?{_ACCOUNT}"
        rf"|(?:别的|另外?(?:的)?(?:一?[张个])?|其他的?|其它的?|(?<!绑定)新的?)(?:那?张)?{_ACCOUNT}|(?<=换)一?[张个](?:银行)?卡){_NOT_PAID_BY}",
        always("other"),
    ),
    rule(
        "destination",
        r"(?P<v>原路径?(?:退回|返回|返还|退还)?|原(?:来的?|先的?)?(?:支付|付款)(?:的)?(?:方式|账户|账号|渠道|途径|地方)(?:退回|返回)?"
        r"|原(?:来|先|本)?的?那?张?(?:银行|信用)?卡(?!注销|丢|没|不|挂失|冻结|销|停|已|作废)|原账户|原来的地方"
        r"|付款时?的?那?(?:张卡|个账户|个账号)|original\s(?:payment(?:\smethod)?|card|method|account)|(?<![a-z])original(?=\W*$)"
        r"|从?哪(?:里|儿)?(?:付|来|扣)的?.{0,3}(?:退|回)到?哪(?:里|儿)?去?|怎么付的?就?怎么退)",
        always("original"),
    ),
    rule(
        "destination",
        rf"(?P<v>(?:旺商聊的?)?{_NOT_THERE}{_GOODS_BEFORE}钱包(?:的?余额)?{_GOODS_AFTER}|(?:my\s)?wallet"
        rf"|{_OTHER_BALANCE}余额(?!宝)|(?<=[退放选存])零钱包?(?!付)|(?<=[退放存][到进])零钱包?(?!付))",
        always("wallet"),
    ),
    rule(
        "destination",
        rf"{_DENIED}(?<!还是){_PUT_INTO}(?P<v>我(?:自己)?的?(?:那张)?{_ACCOUNT}|{_OWN_ACCOUNT}){_NOT_PAID_BY}(?!\W*还是|[吗不么])",
        always("original"),
    ),
)  # fmt: skip

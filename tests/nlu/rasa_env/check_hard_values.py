"""Values as strangers write them: read out, spaced, misheard, abbreviated; and what only looks like one.

Each line is a message, then every value that must be found in it: entity, meaning, the buyer's words.
"""

from __future__ import annotations

import unittest

from bot.nlu.normalisation import normalise
from bot.nlu.value_rules import find_values

Found = tuple[str, str, str]

NUMBERS: dict[str, list[Found]] = {
    "二零二六一一一五零零零一二三四五": [
        ("order_no", "2026111500012345", "二零二六一一一五零零零一二三四五")
    ],
    "二〇二六 幺幺幺五 零零零幺 二三四五": [
        ("order_no", "2026111500012345", "二〇二六 幺幺幺五 零零零幺 二三四五")
    ],
    "2026-1115-0001-2345要退": [("order_no", "2026111500012345", "2026-1115-0001-2345")],
    "尾号2345那单": [("order_no", "2345", "2345")],
    "订单后四位2345": [("order_no", "2345", "2345")],
    "订单号最后四位是二三四五": [("order_no", "2345", "二三四五")],
    "2345结尾的那单": [("order_no", "2345", "2345")],
    "订单末六位012345": [("order_no", "012345", "012345")],
    "SH 2026 1115 0042": [("case_no", "SH202611150042", "SH 2026 1115 0042")],
    "sh2026-1115-0042": [("case_no", "SH202611150042", "sh2026-1115-0042")],
    "ｓｈ２０２６１１１５００４２": [("case_no", "SH202611150042", "ｓｈ２０２６１１１５００４２")],
    "售后单号202611150042": [("case_no", "SH202611150042", "202611150042")],
    "SH二零二六幺幺幺五零零四二": [("case_no", "SH202611150042", "SH二零二六幺幺幺五零零四二")],
    "YT 8201 9384 7561 02": [("tracking_no", "YT82019384756102", "YT 8201 9384 7561 02")],
    "运单号七七三零一五五八二零三九四": [
        ("tracking_no", "7730155820394", "七七三零一五五八二零三九四")
    ],
    "单号EF820019374CN": [("tracking_no", "EF820019374CN", "EF820019374CN")],
    "JDVA18827364510": [("tracking_no", "JDVA18827364510", "JDVA18827364510")],
    "dpk364918820057": [("tracking_no", "DPK364918820057", "dpk364918820057")],
}
NO_NUMBERS = (
    "我手机号13812345678", "手机尾号5521的订单", "退到尾号3321那张卡", "尾号7788那个运单走到哪了", "加我QQ12345678901",
    "我的手机号后四位是0231", "2026年的活动", "订单3天没动", "第1234个",
)  # fmt: skip

MONEY: dict[str, list[Found]] = {
    "少退了四十多!": [("amount", "4000", "四十")],
    "怎么是66不是96": [("amount", "6600", "66"), ("amount", "9600", "96")],
    "两百块": [("amount", "20000", "两百块")],
    "一百三十块七": [("amount", "13070", "一百三十块七")],
    "88.5r": [("amount", "8850", "88.5r")],
    "退我50就行": [("amount", "5000", "50")],
    "五块八毛": [("amount", "580", "五块八毛")],
    "12块5毛": [("amount", "1250", "12块5毛")],
    "改成一百五": [("amount", "15000", "一百五")],
    "付了一千二": [("amount", "120000", "一千二")],
    "退宽少了十快钱": [("amount", "1000", "十快")],
    "￥1,299.00": [("amount", "129900", "￥1,299.00")],
    "给我退80rmb": [("amount", "8000", "80rmb")],
    "从200元降到120": [("amount", "20000", "200元"), ("amount", "12000", "120")],
    "退全款": [("amount", "all", "全款")],
    "金额写8": [("amount", "800", "8")],
}
NO_MONEY = (
    "等了四十多天",
    "尺码是38不是40",
    "退两块手表", "要128G的", "改成150码", "等了20天", "少了三分之一", "要40码的", "退款3天了", "电话改成138那个号",
    "几十块钱也懒得要", "有毛病", "少了2件", "要2个", "积木缺了五块",
)  # fmt: skip

CHOICES: dict[str, list[Found]] = {
    "退到零前里": [("destination", "wallet", "零前")],
    "中桶": [("carrier", "ZTO", "中桶")],
    "順豐": [("carrier", "SF", "順豐")],
    "申桶寄的": [("carrier", "STO", "申桶")],
    "韵答到哪了": [("carrier", "YUNDA", "韵答")],
    "圆通YT8827310045512": [
        ("carrier", "YTO", "圆通"), ("tracking_no", "YT8827310045512", "YT8827310045512"),
    ],
    "zhongtong": [("carrier", "ZTO", "zhongtong")],
    "用的天天快递": [("carrier", "天天快递", "天天快递")],
    "退到零钱": [("destination", "wallet", "零钱")],
    "钱放余额": [("destination", "wallet", "余额")],
    "原路": [("destination", "original", "原路")],
    "退我卡上": [("destination", "original", "我卡")],
    "退到我的微信": [("destination", "original", "我的微信")],
    "换张卡退": [("destination", "other", "张卡")],
    "退到别的卡": [("destination", "other", "别的卡")],
    "打给我老公的微信": [("destination", "other", "我老公的微信")],
    "光退钱": [("service_type", "refund_only", "光退钱")],
    "紧退款": [("service_type", "refund_only", "紧退款")],
    "退货加退款": [("service_type", "return_refund", "退货加退款")],
    "hh": [("service_type", "exchange", "hh")],
}  # fmt: skip
NO_CHOICES = (
    "换货也不换了,撤掉吧",
    "真皮钱包掉色", "话费余额能退吗", "余额宝收益", "退微信群", "用我妈的卡付的", "加我微信聊", "从菜鸟驿站拿的", "幼儿园统一买的",
    "众所周知", "京东上买的", "我不是要换货", "退换规则", "in the original box", "returned already", "退款卡住了", "卡片丢了",
    "不要退到钱包", "公积金余额怎么查",
)  # fmt: skip

GOODS: dict[str, list[Found]] = {
    "十套桌布有的开线,退吧": [("quantity", "10", "十套")],
    "3件": [("quantity", "3", "3件")],
    "退俩": [("quantity", "2", "俩")],
    "我只退一瓶": [("quantity", "1", "一瓶")],
    "少发了一包": [("quantity", "1", "一包")],
    "买了三盒月饼": [("quantity", "3", "三盒")],
    "第2个": [("ordinal", "2", "第2个")],
    "倒数第二": [("ordinal", "-2", "倒数第二")],
    "上面那个": [("ordinal", "mentioned", "上面那个")],
    "最上面那个": [("ordinal", "1", "最上面那个")],
    "最下面那单": [("ordinal", "-1", "最下面那单")],
    "最后一个": [("ordinal", "-1", "最后一个")],
    "第二張單": [("ordinal", "2", "第二張單")],
    "那两个花瓶都裂": [("quantity", "2", "两个")],
    "这三件衣服": [("quantity", "3", "三件")],
    "订了五罐只来了四罐": [("quantity", "5", "五罐")],
    "第一和第三个": [("ordinal", "1", "第一"), ("ordinal", "3", "第三个")],
    "选2": [("ordinal", "2", "2")],
}
NO_GOODS = (
    "衣柜少了一包螺丝", "凳子腿缺了一根",
    "三个单子,两个要退一个要换",
    "电视三条亮线,退",
    "第四个工作日了", "第二件半价怎么退", "第一件事就是看手机", "只退一部分钱", "拍了八张照片", "少发了两个月", "一条龙服务",
    "给我一个说法", "干得跟石头一样", "两个问题", "加到刚才那个申请", "标着十斤一称才八斤", "那两个订单", "这三个人",
    "这两个月", "图上面那个数字",
)  # fmt: skip

TIMES: dict[str, list[Found]] = {
    "今黑儿寄出去": [("date", "0d", "今黑儿")],
    "大前天买的": [("date", "-3d", "大前天")],
    "昨儿个": [("date", "-1d", "昨儿个")],
    "上周三": [("date", "-1w3", "上周三")],
    "上個禮拜四": [("date", "-1w4", "上個禮拜四")],
    "上周末买的": [("date", "-1w6", "上周末")],
    "周五下单的": [("date", "0w5", "周五")],
    "11.5号买的": [("date", "11-05", "11.5号")],
    "11月5号": [("date", "11-05", "11月5号")],
    "十一月五号": [("date", "11-05", "十一月五号")],
    "2026年11月3日": [("date", "2026-11-03", "2026年11月3日")],
    "20号那笔": [("date", "--20", "20号")],
    "上个月28号": [("date", "-1m28", "上个月28号")],
    "三天前": [("date", "-3d", "三天前")],
    "双十一那天买的": [("date", "11-11", "双十一")],
    "琴日落嘅单": [("date", "-1d", "琴日")],
}
NO_TIMES = (
    "送到和平路八号三单元",
    "换大一号", "8号楼", "双十二有什么活动", "等了一周三天", "5号电池", "啥前儿到", "三个月", "36号鞋", "周年庆", "退了11.5",
    "这周末要用", "下周末",
)  # fmt: skip


def found(text: str) -> list[Found]:
    normalised = normalise(text)
    return [
        (value.entity, value.value, text[slice(*normalised.original_span(value.start, value.end))])
        for value in find_values(normalised.text)
    ]


class HardValues(unittest.TestCase):
    def assert_all(self, table: dict[str, list[Found]], entities: set[str]) -> None:
        for text, wanted in table.items():
            with self.subTest(text):
                self.assertEqual([one for one in found(text) if one[0] in entities], wanted)

    def assert_none(self, texts: tuple[str, ...], entities: set[str]) -> None:
        for text in texts:
            with self.subTest(text):
                self.assertEqual([one for one in found(text) if one[0] in entities], [])

    def test_numbers(self) -> None:
        entities = {"order_no", "case_no", "tracking_no"}
        self.assert_all(NUMBERS, entities)
        self.assert_none(NO_NUMBERS, entities)

    def test_money(self) -> None:
        self.assert_all(MONEY, {"amount"})
        self.assert_none(NO_MONEY, {"amount"})

    def test_choices(self) -> None:
        entities = {"carrier", "service_type", "destination", "tracking_no"}
        self.assert_all(CHOICES, entities)
        self.assert_none(NO_CHOICES, entities)

    def test_goods(self) -> None:
        self.assert_all(GOODS, {"quantity", "ordinal"})
        self.assert_none(NO_GOODS, {"quantity", "ordinal"})

    def test_times(self) -> None:
        self.assert_all(TIMES, {"date"})
        self.assert_none(NO_TIMES, {"date"})


if __name__ == "__main__":
    unittest.main()

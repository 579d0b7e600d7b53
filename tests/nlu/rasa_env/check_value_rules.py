"""Numbers, amounts, carriers, dates, types and destinations are found and read as meant."""

from __future__ import annotations

import time
import unittest

from bot.nlu.normalisation import normalise
from bot.nlu.numerals import read_fen, read_integer
from bot.nlu.value_rules import find_values


def found(text: str) -> list[tuple[str, str, str]]:
    """Entity, value and the buyer's own words of each value."""
    normalised = normalise(text)
    return [
        (value.entity, value.value, text[slice(*normalised.original_span(value.start, value.end))])
        for value in find_values(normalised.text)
    ]


class Values(unittest.TestCase):
    def assert_found(self, text: str, *values: tuple[str, str, str]) -> None:
        self.assertEqual(found(text), list(values))

    def test_order_and_case_numbers_however_they_are_written(self) -> None:
        number = ("order_no", "2026111500012345")
        self.assert_found("订单2026111500012345要退", (*number, "2026111500012345"))
        self.assert_found("2026 1115 0001 2345", (*number, "2026 1115 0001 2345"))
        self.assert_found(
            "２０２６１１１５０００１２３４５", (*number, "２０２６１１１５０００１２３４５")
        )
        self.assert_found("尾号2345那单", ("order_no", "2345", "2345"))
        self.assert_found("sh202611150042到哪了", ("case_no", "SH202611150042", "sh202611150042"))

    def test_amounts_are_read_as_fen(self) -> None:
        for text, fen in {
            "八十八块五": 8850, "三百二十元": 32000, "¥80.5": 8050, "129块": 12900, "1,299元": 129900,
            "两千块": 200000, "1万元": 1000000, "五毛": 50, "十二块三毛": 1230,
        }.items():  # fmt: skip
            self.assertIn(("amount", str(fen)), [(name, value) for name, value, _ in found(text)])
        self.assert_found("金额改成80", ("amount", "8000", "80"))
        self.assert_found("改成三百二", ("amount", "32000", "三百二"))
        self.assert_found("全额退给我", ("amount", "all", "全额"))

    def test_amounts_without_a_unit_in_words_about_money(self) -> None:
        self.assert_found("把358退给我", ("amount", "35800", "358"))
        self.assert_found("金额怎么是66不是96", ("amount", "6600", "66"), ("amount", "9600", "96"))
        self.assert_found("115 → 98", ("amount", "11500", "115"), ("amount", "9800", "98"))
        self.assert_found("谈好了360", ("amount", "36000", "360"))
        self.assert_found("人民币叁佰元整", ("amount", "30000", "叁佰元"))
        self.assert_found("少咗廿蚊", ("amount", "2000", "廿蚊"))
        self.assert_found(
            "got only 56 yuan back, i paid 80",
            ("amount", "5600", "56 yuan"),
            ("amount", "8000", "80"),
        )

    def test_english_days_and_places_in_a_list(self) -> None:
        self.assert_found("shipped it today", ("date", "0d", "today"))
        self.assert_found("submitted last tuesday", ("date", "-1w2", "last tuesday"))
        self.assert_found("ordered on Nov 12", ("date", "11-12", "Nov 12"))
        self.assert_found("order ends with 8834", ("order_no", "8834", "8834"))
        self.assert_found("set the refund amount to 120", ("amount", "12000", "120"))
        self.assert_found("the third one", ("ordinal", "3", "the third one"))
        self.assert_found("从下往上数第二个", ("ordinal", "-2", "从下往上数第二个"))

    def test_words_that_begin_like_a_month_are_none(self) -> None:
        for text in ("2 marble plates", "the market 3", "2 may be broken", "decent 5"):
            self.assertNotIn("date", [name for name, _, _ in found(text)], text)
        self.assert_found("paid on 3rd September", ("date", "09-03", "3rd September"))

    def test_pocket_money_of_two_months_is_no_day(self) -> None:
        self.assertNotIn("02-00", [value for _, value, _ in found("攒了俩月零花钱买的")])

    def test_what_only_looks_like_an_amount_is_none(self) -> None:
        for text in ("等了一块儿", "好几千块", "三天没到", "找一个管事的", "一块一块往下掉"):
            self.assertNotIn("amount", [name for name, _, _ in found(text)], text)

    def test_carriers_by_their_nicknames_and_homophones(self) -> None:
        self.assert_found(
            "顺风寄的 SF1234567890123",
            ("carrier", "SF", "顺风"),
            ("tracking_no", "SF1234567890123", "SF1234567890123"),
        )
        self.assert_found("园通快递", ("carrier", "YTO", "园通快递"))
        self.assertEqual(found("京东买的") + found("no problems"), [])

    def test_types_in_every_wording_and_not_when_denied(self) -> None:
        self.assert_found("退货退款", ("service_type", "return_refund", "退货退款"))
        self.assert_found("jtk", ("service_type", "refund_only", "jtk"))
        self.assert_found("換貨", ("service_type", "exchange", "換貨"))
        self.assertEqual(found("不想退货"), [])

    def test_destinations(self) -> None:
        self.assert_found("原路退回", ("destination", "original", "原路退回"))
        self.assert_found("退到钱包", ("destination", "wallet", "钱包"))
        self.assertEqual(found("退到我老公的卡")[0][1], "other")

    def test_dates_and_ordinals(self) -> None:
        self.assert_found("昨儿个买的", ("date", "-1d", "昨儿个"))
        self.assert_found("11月2号下的单", ("date", "11-02", "11月2号"))
        self.assert_found("第二个", ("ordinal", "2", "第二个"))
        self.assert_found("最后那个", ("ordinal", "-1", "最后那个"))
        self.assert_found("倒数第二单", ("ordinal", "-2", "倒数第二单"))

    def test_quantities_are_of_goods(self) -> None:
        self.assert_found("退2件", ("quantity", "2", "2件"))
        self.assert_found("三瓶", ("quantity", "3", "三瓶"))
        self.assertEqual(found("给我一个说法"), [])

    def test_numerals(self) -> None:
        self.assertEqual(read_integer("三百二"), 320)
        self.assertEqual(read_integer("一千零五"), 1005)
        self.assertEqual(read_integer("两万三"), 23000)
        self.assertIsNone(read_integer("许多"))
        self.assertEqual(read_fen("三百二"), 32000)
        self.assertIsNone(read_fen("80.555"))

    def test_a_long_message_takes_no_time(self) -> None:
        started = time.process_time()
        for text in ("1" * 5000, "一百" * 2500, "1 " * 2500, "坏了要退三百块" * 700):
            find_values(text)
        self.assertLess(time.process_time() - started, 2.0)


if __name__ == "__main__":
    unittest.main()

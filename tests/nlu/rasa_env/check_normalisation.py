"""What buyers type becomes one way of writing, and every character still knows where it stood."""

from __future__ import annotations

import unittest

from bot.nlu.normalisation import STEPS, normalise


class Normalisation(unittest.TestCase):
    def test_full_width_and_traditional_become_one(self) -> None:
        self.assertEqual(normalise("我要退款１２３").text, "我要退款123")
        self.assertEqual(normalise("退貨運費誰出").text, "退货运费谁出")

    def test_what_voice_input_hears_becomes_the_word(self) -> None:
        self.assertEqual(normalise("我要退筐").text, "我要退款")
        self.assertEqual(normalise("顺风寄的").text, "顺丰寄的")

    def test_southern_words_become_the_common_ones(self) -> None:
        self.assertEqual(normalise("幾時退返啲錢").text, "何时退返些钱")
        self.assertEqual(normalise("唔該睇下").text, "麻烦看下")

    def test_a_step_that_is_left_out_leaves_its_work_undone(self) -> None:
        undone = {
            "width and form (NFKC)": "１２３",
            "traditional to simplified": "貨",
            "repeats": "退退退退退",
            "homophones and southern words": "退筐",
            "pinyin and abbreviations": "tk",
        }
        self.assertEqual(set(undone), set(STEPS))
        for step, text in undone.items():
            self.assertNotEqual(normalise(text).text, text)
            self.assertEqual(normalise(text, left_out=step).text, text)

    def test_pinyin_is_read_only_where_it_stands_alone(self) -> None:
        self.assertEqual(normalise("tk进度").text, "退款进度")
        self.assertEqual(normalise("jtk").text, "仅退款")
        self.assertEqual(normalise("the shop").text, "the shop")
        self.assertEqual(normalise("SH202611150042").text, "SH202611150042")

    def test_repeats_are_shortened_but_numbers_are_not(self) -> None:
        self.assertEqual(normalise("退退退退退款!!!!!!").text, "退退退款!!!")
        self.assertEqual(normalise("2026111500000042").text, "2026111500000042")

    def test_invisible_and_control_characters_disappear(self) -> None:
        self.assertEqual(normalise("退\u200b款\x00吧").text, "退款 吧")

    def test_a_span_finds_its_way_back(self) -> None:
        original = "我想tuikuan,買咗個電飯煲好多好多好多"
        normalised = normalise(original)
        start = normalised.text.index("退款")
        self.assertEqual(original[slice(*normalised.original_span(start, start + 2))], "tuikuan")
        start = normalised.text.index("电饭煲")
        self.assertEqual(original[slice(*normalised.original_span(start, start + 3))], "電飯煲")

    def test_a_span_finds_its_way_there(self) -> None:
        normalised = normalise("退退退退退货 耳机")
        span = normalised.normalised_span(7, 9)
        assert span is not None
        self.assertEqual(normalised.text[slice(*span)], "耳机")

    def test_every_text_survives(self) -> None:
        for text in ("", " ", "\n", "😀" * 50, "a" * 5000, "\ufeff", "ﷺ㍿", "İ"):
            normalised = normalise(text)
            self.assertEqual(len(normalised.text), len(normalised.origin))
            normalised.original_span(0, len(normalised.text))


if __name__ == "__main__":
    unittest.main()

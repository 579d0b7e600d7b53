"""Faults and goods are known by their words; a trained tagger and reader find and read them."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from typing import Any

from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.clauses import clauses
from bot.nlu.development import Entity, meant_alike
from bot.nlu.entity_values import EntityValues
from bot.nlu.faults import faults_in
from bot.nlu.goods import goods_marks
from bot.nlu.goods_names import named_from
from bot.nlu.reasons import NO_REASON_TOLD, Opinion, ReasonReader
from bot.nlu.span_cut import trimmed
from bot.nlu.span_tagger import SpanTagger, _will_not_send
from bot.nlu.tagged_spans import Tagged
from bot.nlu.text_normaliser import TextNormaliser

FAULTS = {
    "耳机左耳没声音": "quality",
    "牛奶胀包了": "quality",
    "收到的是假货": "not_as_described",
    "漏发了一个": "not_as_described",
    "一直没发货": "late_shipment",
    "快递被人冒领": "not_received",
    "尺码不合适": "no_reason",
    "拍错了": "no_reason",
}
LESSONS = [
    (f"{lead}{goods}{fault}{wish}", goods, fault, reason)
    for lead in ("我买的", "昨天到的", "")
    for wish in (",退款", " 给我退了", ",要退")
    for goods, fault, reason in (
        ("耳机", "没声音", "quality"),
        ("水壶", "漏水", "quality"),
        ("裙子", "颜色发错", "not_as_described"),
        ("键盘", "一直没发货", "late_shipment"),
        ("外套", "不合适", "no_reason"),
    )
]
SILENT = [
    f"{start}{end}"
    for start in ("我要退款", "给我退了", "申请退款")
    for end in ("", "吧", "谢谢", "啊")
]


def lesson(text: str, goods: str, fault: str, reason: str) -> Message:
    annotated = [("product", goods, goods), ("reason", fault, reason)]
    entities = [
        {
            "entity": name,
            "start": text.index(words),
            "end": text.index(words) + len(words),
            "value": value,
        }
        for name, words, value in annotated
    ]
    return Message(data={"text": text, "intent": "apply_refund", "entities": entities})


def heard(tagger: SpanTagger, text: str, intent: str) -> list[dict[str, Any]]:
    message = Message(data={"text": text})
    TextNormaliser.create({}, None, None, None).process([message])
    message.set("intent", {"name": intent})
    EntityValues().process(tagger.process([message]))
    return message.get("entities") or []


class Words(unittest.TestCase):
    def test_faults_speak_for_their_reason(self) -> None:
        for text, reason in FAULTS.items():
            with self.subTest(text):
                self.assertIn(reason, [fault.reason for fault in faults_in(text)])

    def test_what_is_in_order_tells_no_fault(self) -> None:
        for text in ("我要退款", "怎么申请售后", "谢谢你", "帮我查一下订单"):
            with self.subTest(text):
                self.assertEqual(faults_in(text), ())

    def test_goods_are_words_not_pieces_of_words(self) -> None:
        borders = frozenset({0, 2, 5})
        self.assertEqual("".join(goods_marks("退了保温杯", borders)), "OOBIE")
        self.assertEqual("".join(goods_marks("打包带走", frozenset({0, 4}))), "OOOO")

    def test_goods_are_named_with_their_colour_and_size(self) -> None:
        for text, word, name in (
            ("退那条粉色的围巾", "围巾", "粉色的围巾"),
            ("黑色那把雨伞坏了", "雨伞", "黑色那把雨伞"),
            ("大号的拖鞋", "拖鞋", "大号的拖鞋"),
            ("发绿的面包", "面包", "面包"),
        ):
            with self.subTest(text):
                start = text.index(word)
                end = start + len(word)
                self.assertEqual(text[named_from(text, start) : end], name)

    def test_a_message_falls_into_clauses(self) -> None:
        text = "杯子漏水,退了吧 谢谢!"
        self.assertEqual(
            [text[slice(*clause)] for clause in clauses(text)], ["杯子漏水", "退了吧", "谢谢"]
        )

    def test_the_likeliest_run_is_overlooked_no_longer(self) -> None:
        tagged = Tagged([], [0.3, 0.4, 0.0, 0.9, 0.0])
        self.assertEqual(tagged.overlooked(0.25), (0, 2))
        self.assertIsNone(tagged.overlooked(0.5))

    def test_a_span_loses_what_is_no_word_at_its_ends(self) -> None:
        text = "👎盖不严,"
        self.assertEqual(text[slice(*trimmed(text, 0, len(text)))], "盖不严")


class Reader(unittest.TestCase):
    def test_it_tells_reasons_apart_and_silence_from_both(self) -> None:
        texts = [text for text, *_ in LESSONS] + SILENT
        reader = ReasonReader.train(
            texts, [reason for *_, reason in LESSONS] + [NO_REASON_TOLD] * len(SILENT)
        )
        opinion = reader.opinion("音箱漏水,退款")
        self.assertAlmostEqual(sum(opinion.meaning.values()), 1.0, places=5)
        self.assertEqual(opinion.likeliest, "quality")
        self.assertGreater(opinion.telling, 0.5)
        self.assertLess(reader.opinion("申请退款谢谢啊").telling, 0.5)


class Opinions(unittest.TestCase):
    def test_words_that_hardly_tell_a_reason_speak_for_all_alike(self) -> None:
        sure = Opinion(1.0, {"quality": 0.9, "other": 0.1})
        unsure = Opinion(0.1, {"quality": 0.9, "other": 0.1})
        self.assertAlmostEqual(sure.weighed("quality"), 0.9)
        self.assertAlmostEqual(unsure.weighed("quality"), 0.54)


class Tagger(unittest.TestCase):
    tagger: SpanTagger

    @classmethod
    def setUpClass(cls) -> None:
        messages = [lesson(*one) for one in LESSONS]
        messages += [Message(data={"text": text, "intent": "apply_refund"}) for text in SILENT]
        folder = Path(tempfile.mkdtemp())
        faults = folder / "faults.yml"
        faults.write_text("quality: [开胶]\nno_reason: [买多]\n", encoding="utf-8")
        # Lessons of its own alone: the whole corpus would take a minute and a half.
        config = {
            **SpanTagger.get_default_config(),
            **dict.fromkeys(("answers", "marked"), str(folder / "none")),
            "faults": str(faults),
        }
        cls.tagger = SpanTagger(config, LocalModelStorage(folder), Resource("tagger"))
        cls.tagger.train(TrainingData(messages))

    def test_a_reason_has_the_buyers_words_and_the_guides_meaning(self) -> None:
        found = heard(self.tagger, "昨天到的水壺漏水了,退款", "apply_refund")
        by_name = {entity["entity"]: entity for entity in found}
        self.assertEqual(by_name["reason"]["value"], "quality")
        self.assertEqual(by_name["reason"]["text"], "漏水")
        self.assertEqual(by_name["product"]["text"], "水壺")

    def test_a_question_and_a_bare_wish_have_no_reason(self) -> None:
        for text, intent in (("漏水能退吗", "faq_refund_conditions"), ("我要退款", "apply_refund")):
            with self.subTest(text):
                names = [entity["entity"] for entity in heard(self.tagger, text, intent)]
                self.assertNotIn("reason", names)

    def test_who_is_asked_how_and_will_not_send_tells_no_late_shipment(self) -> None:
        found = {"entity": "reason", "value": "late_shipment", "start": 0, "end": 4}
        self.assertTrue(_will_not_send(found, "说了不寄,只退钱"))
        self.assertFalse(_will_not_send(found, "还没发货,只退钱"))

    def test_beside_a_quantity_the_longer_part_of_a_reason_is_left(self) -> None:
        for text, count, end, left in (
            ("少发了一包湿巾", "一包", 5, "少发了"),
            ("有两条掉色", "两条", 5, "掉色"),
        ):
            with self.subTest(text):
                start = text.index(count)
                learned = {"entity": "reason", "value": "quality", "start": 0, "end": end}
                ruled = {"entity": "quantity", "value": count, "start": start, "end": start + 2}
                message = Message(
                    data={
                        "text": text,
                        "entities": [
                            {**learned, "extractor": "SpanTagger"},
                            {**ruled, "extractor": "SpacyEntityExtractor"},
                        ],
                    }
                )
                EntityValues().process([message])
                reason, _ = message.get("entities")
                self.assertEqual(text[reason["start"] : reason["end"]], left)
                self.assertEqual(reason["value"], "quality")

    def test_bare_numbers_are_amounts_where_the_message_is_about_amounts(self) -> None:
        text = "付的199怎么退回来171,满300减50不算"
        about = heard(self.tagger, text, "explain_refund_amount")
        self.assertEqual([one["value"] for one in about], ["19900", "17100"])
        elsewhere = heard(self.tagger, "门牌是199", "modify_refund")
        self.assertNotIn("amount", [one["entity"] for one in elsewhere])


class Figures(unittest.TestCase):
    def test_a_reason_in_other_words_means_the_same(self) -> None:
        annotated = [Entity("reason", "漏水", "quality")]
        self.assertEqual(
            meant_alike(annotated, [Entity("reason", "漏水了", "quality")]), ["reason"]
        )
        self.assertEqual(meant_alike(annotated, [Entity("reason", "漏水", "other")]), [])

    def test_what_has_no_value_is_compared_by_its_words(self) -> None:
        annotated = [Entity("product", "水壶")]
        self.assertEqual(meant_alike(annotated, [Entity("product", "水壶", "水壶")]), ["product"])
        self.assertEqual(meant_alike(annotated, [Entity("product", "壶", "水壶")]), [])

    def test_one_found_answers_for_one_annotated(self) -> None:
        twice = [Entity("amount", "80", "8000"), Entity("amount", "八十", "8000")]
        self.assertEqual(meant_alike(twice, [Entity("amount", "80", "8000")]), ["amount"])


if __name__ == "__main__":
    unittest.main()

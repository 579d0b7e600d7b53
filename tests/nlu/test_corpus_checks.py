"""What the checks of the corpus find, on lines made up for it."""

from __future__ import annotations

from pathlib import Path

from bot.nlu.corpus import Utterance, plain_text
from tests.nlu.corpus import misaligned, near_copies, templates


def lines(*raw: str, label: str = "apply_refund") -> list[Utterance]:
    return [Utterance(label, plain_text(one), one, Path("made-up.yml")) for one in raw]


def test_a_sentence_with_five_goods_in_its_slot_is_a_template() -> None:
    worn = lines(*(f"把[{good}](product)退了" for good in ("碗", "锅", "伞", "鞋", "灯")))
    assert list(templates(worn)) == [("apply_refund", "把p退了")]
    assert not templates(worn[:4])


def test_numbers_and_carriers_are_slots_too() -> None:
    sent = ["顺丰寄的SF1", "中通寄的75", "韵达寄的46", "圆通寄的YT8", "极兔寄的JT3"]
    assert templates(lines(*sent, label="submit_return_tracking"))


def test_a_slot_that_nothing_marks_is_found_by_the_frame_around_it() -> None:
    middles = ("昨天", "前两天刚收到", "买了半年", "朋友送", "上个月抢")
    assert templates(lines(*(f"我想问问{middle}的东西能退不" for middle in middles)))


def test_bare_values_are_no_template() -> None:
    assert not templates(lines("12块", "30元", "八十块", "¥45", "三百二", "顺丰", label="inform"))


def test_the_same_words_under_two_labels_are_counted_apart() -> None:
    worn = lines("退[碗](product)", "退[锅](product)", "退[伞](product)")
    assert not templates(worn + lines("退[鞋](product)", "退[灯](product)", label="inform"))


def test_a_mark_at_the_edge_a_cut_word_and_a_forgotten_one_are_misaligned() -> None:
    wrong = lines("退[耳机,](product)", "退[head](product)phone", "[杯子](product)坏了,退杯子")
    assert all(misaligned(line) for line in wrong)
    assert not misaligned(lines("退[iPhone壳](product)和2个[杯子](product)")[0])


def test_two_lines_that_differ_in_one_character_are_near_copies() -> None:
    assert near_copies(lines("这个东西我不想要了给我退款", "这个东西我不想要了给我退款吧"))
    assert not near_copies(lines("这个东西我不想要了给我退款", "坏成这样谁还要"))

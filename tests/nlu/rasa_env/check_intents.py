"""Words are read as ideas, and a model keeps what it has learned when it is saved and loaded."""

from __future__ import annotations

import unittest
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import yaml

from bot.nlu.augmentation import with_fillers
from bot.nlu.concepts import concepts, is_sign
from bot.nlu.english import in_chinese
from bot.nlu.intent_features import WEIGHTS, views
from bot.nlu.intent_model import IntentModel
from bot.nlu.value_rules import find_values


def read(text: str) -> str:
    """The text with its ideas as signs."""
    return concepts().read(text, find_values(text))


class Ideas(unittest.TestCase):
    def test_two_wordings_of_one_idea_read_alike(self) -> None:
        self.assertEqual(read("卖家多久"), read("店主几天"))
        self.assertNotEqual(read("卖家多久"), read("平台多久"))

    def test_an_idea_is_recognised_by_its_sound(self) -> None:
        self.assertEqual(read("申情退款"), read("申请退款"))

    def test_a_word_of_its_own_is_not_taken_for_a_homophone(self) -> None:
        self.assertFalse(is_sign(read("首领")[0]) and read("首领") == read("手令"))

    def test_latin_words_are_not_cut(self) -> None:
        self.assertEqual(read("shopping"), "shopping")

    def test_every_text_has_all_views(self) -> None:
        for text in ("退", "?", "😀", "a" * 1000):
            self.assertEqual(len(views(text)), len(WEIGHTS))

    def test_the_digits_of_a_number_are_not_its_meaning(self) -> None:
        self.assertEqual(views("单号错了,是2026110749284318"), views("单号错了,是2026112200000001"))
        self.assertNotEqual(views("收到7天"), views("收到15天"))


class English(unittest.TestCase):
    def test_a_sentence_is_read_word_by_word(self) -> None:
        self.assertEqual(in_chinese("where is my refund"), "哪里我的退款")
        self.assertEqual(in_chinese("the seller won't reply"), "卖家不回")

    def test_words_between_chinese_are_read_too(self) -> None:
        self.assertEqual(in_chinese("我要refund"), "我要退款")

    def test_the_longest_wording_wins(self) -> None:
        self.assertEqual(in_chinese("money back"), "退款")

    def test_names_and_numbers_stay(self) -> None:
        for text in ("sf1234567890123", "ipad坏了", "usb", "sh202611150042"):
            self.assertEqual(in_chinese(text), text)


class Fillers(unittest.TestCase):
    def filled(self, share: float) -> tuple[list[str], list[str]]:
        texts = ["怎么申请", "你好", "左耳没声音"] * 40
        labels = ["faq_how_to_apply", "greet", "apply_refund"] * 40
        return with_fillers(texts, labels, share, Random(1))

    def test_a_wish_stays_whole_between_its_fillers(self) -> None:
        for text, label in zip(*self.filled(1.0), strict=True):
            wish = {"faq_how_to_apply": "怎么申请", "apply_refund": "左耳没声音"}[label]
            self.assertIn(wish, text)
            self.assertNotEqual(wish, text)

    def test_what_is_itself_a_filler_gets_none(self) -> None:
        self.assertNotIn("greet", self.filled(1.0)[1])

    def test_the_share_says_how_many(self) -> None:
        self.assertEqual(len(self.filled(1.0)[0]), 80)
        self.assertEqual(self.filled(0.0), ([], []))
        self.assertTrue(20 < len(self.filled(0.5)[0]) < 60)

    def test_no_filler_of_the_judge_is_trained_on(self) -> None:
        judge = Path(__file__).parents[1] / "unheard_fillers.yml"
        unheard, heard = (
            {
                filler.strip(" ,?!")
                for kind in yaml.safe_load(file.read_text()).values()
                for filler in kind
            }
            for file in (judge, Path("bot/nlu/fillers.yml"))
        )
        self.assertEqual(unheard & heard, set())


class Model(unittest.TestCase):
    def test_a_loaded_model_answers_as_the_trained_one(self) -> None:
        texts = [f"{word}{end}" for end in "啊吧呢嘛了哦" for word in ("退款", "转人工", "你好")]
        labels = ["apply_refund", "request_human", "greet"] * 6
        trained = IntentModel.train(texts, labels, penalty=1.0, held_out=3)
        with TemporaryDirectory() as folder:
            trained.save(Path(folder) / "model.npz")
            loaded = IntentModel.load(Path(folder) / "model.npz")
        for text in ("我要退款", "人工", "xyz"):
            np.testing.assert_allclose(
                loaded.probabilities(text), trained.probabilities(text), atol=1e-4
            )
            self.assertAlmostEqual(float(loaded.probabilities(text).sum()), 1.0, places=4)
        best = loaded.labels[int(loaded.probabilities("退款").argmax())]
        self.assertEqual(best, "apply_refund")


if __name__ == "__main__":
    unittest.main()

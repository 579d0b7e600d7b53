"""Words are read as ideas, and a model keeps what it has learned when it is saved and loaded."""

from __future__ import annotations

import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.nlu.concepts import concepts, is_sign
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

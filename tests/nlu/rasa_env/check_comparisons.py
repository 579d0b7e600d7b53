"""What the comparisons of models measure with: held-out hands, borders, tables in a document."""

from __future__ import annotations

import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.nlu.compare import answers
from bot.nlu.compare_errors import border, error_analysis
from bot.nlu.corpus_texts import held_out
from bot.nlu.development import Answer, Utterance
from bot.nlu.embeddings import Embeddings
from bot.nlu.tables import put, table


class HeldOut(unittest.TestCase):
    def test_runs_of_lines_are_held_out_together_in_every_label(self) -> None:
        labels = np.array(["greet"] * 100 + ["thank"] * 50)
        out = held_out(labels)
        self.assertEqual(np.flatnonzero(out[:100]).tolist(), [*range(40, 50), *range(90, 100)])
        self.assertEqual(np.flatnonzero(out[100:]).tolist(), list(range(40, 50)))


class Thresholds(unittest.TestCase):
    def test_a_transaction_needs_more_than_a_question(self) -> None:
        labels = ["apply_refund", "faq_how_to_apply", "greet"]
        rows = np.array([[0.7, 0.3, 0.0], [0.3, 0.7, 0.0], [0.9, 0.1, 0.0]])
        acted = [answer.intent for answer in answers(labels, rows)]
        self.assertEqual(acted, ["nlu_fallback", "faq_how_to_apply", "apply_refund"])


class Errors(unittest.TestCase):
    def test_borders_have_names(self) -> None:
        self.assertEqual(border("cancel_refund", "stop"), "cancel, stop or deny")
        self.assertEqual(border("out_of_scope", "greet"), "foreign taken for ours")
        self.assertEqual(border("greet", "out_of_scope"), "ours taken for foreign")
        self.assertEqual(
            border("faq_amount_mismatch", "explain_refund_amount"), "general question or own case"
        )

    def test_the_biggest_group_is_named_with_its_numbers(self) -> None:
        line = Utterance("算了", ("stop",), "plain", ())
        wrong = Answer("deny", "deny", 0.6, (), 0.0)
        right = Answer("stop", "stop", 1.0, (), 0.0)
        text = error_analysis([line, line, line], [wrong, wrong, right])
        self.assertIn("1. **cancel, stop or deny**: 2 of 2 errors", text)
        self.assertIn("`stop` read as `deny` (2)", text)
        self.assertIn("Expected calibration error: 0.400", text)


class NearWords(unittest.TestCase):
    def test_words_of_the_same_company_are_nearer_than_others(self) -> None:
        texts = ["退款 多久 到账", "退钱 多久 到账", "今天 天气 下雨", "明天 天气 下雨"] * 5
        trained = Embeddings.train(texts, size=4)
        refund, money, today = (trained.of(word) for word in ("退款", "退钱", "今天"))
        self.assertGreater(float(refund @ money), float(refund @ today))
        self.assertFalse(trained.of("☃").any())


class Tables(unittest.TestCase):
    def test_a_table_replaces_the_one_before(self) -> None:
        with TemporaryDirectory() as folder:
            document = Path(folder) / "one.md"
            document.write_text("a\n<!-- x -->\nold\n<!-- /x -->\nb\n", encoding="utf-8")
            put(document, "x", table(("h",), [("1",)]))
            wanted = "a\n<!-- x -->\n| h |\n| --- |\n| 1 |\n<!-- /x -->\nb\n"
            self.assertEqual(document.read_text(encoding="utf-8"), wanted)
            with self.assertRaises(ValueError):
                put(document, "y", "")


if __name__ == "__main__":
    unittest.main()

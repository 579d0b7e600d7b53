"""How well two hands agree is counted as the figures of a model are."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from bot.nlu.agreement import by_span, by_value, read_two_hands

LINES = [
    {
        "text": "这个锅一烧就掉涂层,退了",
        "first": {"product": ["锅"], "reason": [["一烧就掉涂层", "quality"]]},
        "second": {"product": ["锅"], "reason": [["掉涂层", "quality"]]},
    },
    {
        "text": "鞋子坏了",
        "first": {"product": ["鞋子"], "reason": [["坏了", "quality"]]},
        "second": {"product": [], "reason": [["坏了", "quality"]]},
    },
]


class Agreement(unittest.TestCase):
    def test_words_and_values_are_compared_apart(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "hands.jsonl"
            path.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
            readings = read_two_hands(path)
        self.assertEqual(by_span(readings, "reason"), 0.5)
        self.assertEqual(by_value(readings, "reason"), 1.0)
        self.assertAlmostEqual(by_span(readings, "product"), 2 / 3)

"""What ``make eval`` writes tells the truth about the answers it was given."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from bot.nlu.conversations import InContext
from bot.nlu.development import Answer, Entity, Utterance
from bot.nlu.evaluate import write_reports
from bot.nlu.reports.calibration import expected_calibration_error, reliability
from bot.nlu.reports.entities import entity_scores
from bot.nlu.reports.errors import worst_mistakes
from bot.nlu.reports.intents import confusion_cells, label_scores

_PNG = b"\x89PNG"


def _line(text: str, *labels: str, entities: tuple[Entity, ...] = ()) -> Utterance:
    return Utterance(text, labels, "plain", entities)


def _answer(best: str, sure: float, *entities: Entity, intent: str | None = None) -> Answer:
    return Answer(intent or best, best, sure, entities, 5.0)


_AMOUNT, _WRONG_AMOUNT = Entity("amount", "80块", "8000"), Entity("amount", "80块", "80")
LINES = [
    _line("退", "apply_refund"),
    _line("退<b>党费</b>", "out_of_scope"),
    _line("退80块", "apply_refund", "inform", entities=(_AMOUNT,)),
    _line("退了没", "query_refund_status"),
]
ANSWERS = [
    _answer("apply_refund", 0.95),
    _answer("apply_refund", 0.85),
    _answer("inform", 0.45, _WRONG_AMOUNT),
    _answer("urge_refund", 0.15, Entity("date", "没"), intent="nlu_fallback"),
]
IN_CONTEXT = InContext(
    turns=9,
    answers=5,
    alone=0.7,
    in_context=0.877,
    answers_alone=0.6,
    answers_in_context=0.9,
    not_understood_alone=0.2,
    not_understood_in_context=0.1,
)


class Reports(unittest.TestCase):
    def test_a_label_is_judged_by_what_it_is_taken_for_and_what_it_takes(self) -> None:
        scores = {one.label: one for one in label_scores(LINES, ANSWERS)}

        refund = scores["apply_refund"]
        self.assertEqual((refund.precision, refund.recall, refund.support), (0.5, 1.0, 1))
        self.assertEqual(scores["inform"].f1, 1.0, "an accepted second label is right")
        self.assertEqual(scores["out_of_scope"].recall, 0.0)
        self.assertEqual(confusion_cells(LINES, ANSWERS)["out_of_scope", "apply_refund"], 1)

    def test_the_surest_mistakes_come_first_and_those_asked_about_are_marked(self) -> None:
        mistakes = worst_mistakes(LINES, ANSWERS, most=30)

        self.assertEqual([one.text for one in mistakes], ["退<b>党费</b>", "退了没"])
        self.assertEqual([one.acted for one in mistakes], [True, False])
        self.assertEqual(len(worst_mistakes(LINES, ANSWERS, most=1)), 1)

    def test_the_calibration_error_is_the_weighed_distance(self) -> None:
        bins = reliability(LINES, ANSWERS)

        self.assertEqual([one.low for one in bins], [0.1, 0.4, 0.8, 0.9])
        self.assertAlmostEqual(
            expected_calibration_error(bins), (0.15 + 0.55 + 0.85 + 0.05) / 4, places=6
        )

    def test_an_entity_is_found_by_its_span_and_judged_by_its_value(self) -> None:
        scores = {one.entity: one for one in entity_scores(LINES, ANSWERS)}

        self.assertEqual((scores["amount"].f1, scores["amount"].value_right), (1.0, 0.0))
        self.assertEqual((scores["date"].precision, scores["date"].support), (0.0, 0))

    def test_everything_is_written_and_the_page_shows_it(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "reports"
            write_reports(LINES, ANSWERS, folder, IN_CONTEXT)

            for picture in ("confusion.png", "reliability.png"):
                self.assertEqual((folder / picture).read_bytes()[:4], _PNG)
            page = (folder / "index.html").read_text(encoding="utf-8")
            for part in (
                "confusion.png",
                "reliability.png",
                "out_of_scope",
                "amount",
                "50.0%",
                "87.7%",
            ):
                self.assertIn(part, page)
            self.assertIn("退&lt;b&gt;党费", page, "what buyers wrote is no markup")
            for table in ("intents.txt", "entities.txt", "errors.txt", "nlu.txt"):
                self.assertTrue((folder / table).read_text(encoding="utf-8").strip())
            figures = json.loads((folder / "nlu.json").read_text())
            self.assertEqual((figures["lines"], figures["accuracy"]), (4, 0.5))


if __name__ == "__main__":
    unittest.main()

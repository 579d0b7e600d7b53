"""The bot asks instead of guessing, above all before it takes a message for a wish."""

from __future__ import annotations

import unittest

from rasa.shared.nlu.training_data.message import Message

from bot.nlu.doubt import Doubt
from bot.nlu.questions import ASKED


def intent(asked: str | None = None, **confidences: float) -> str:
    """What the bot acts on when the classifier has ranked so, after a question or without one."""
    ranking = [{"name": name, "confidence": share} for name, share in confidences.items()]
    message = Message(
        data={
            "text": "…",
            "intent": ranking[0],
            "intent_ranking": ranking,
            "metadata": {ASKED: {"slot": asked}},
        },
    )
    config = {**Doubt.get_default_config(), "threshold": 0.25, "ambiguity_threshold": 0.02}
    Doubt(config).process([message])
    return str(message.get("intent")["name"])


class Rejection(unittest.TestCase):
    def test_a_likely_wish_is_taken(self) -> None:
        self.assertEqual(intent(apply_refund=0.9, faq_how_to_apply=0.1), "apply_refund")

    def test_a_wish_that_may_be_a_question_is_asked_about(self) -> None:
        self.assertEqual(intent(apply_refund=0.7, faq_how_to_apply=0.3), "nlu_fallback")

    def test_a_value_beside_a_wish_speaks_for_it(self) -> None:
        self.assertEqual(intent(apply_refund=0.68, inform=0.31), "apply_refund")

    def test_between_two_wishes_the_leading_one_must_be_twice_as_likely(self) -> None:
        close = {"urge_refund": 0.55, "query_refund_status": 0.38, "greet": 0.07}
        self.assertEqual(intent(**close), "nlu_fallback")
        clear = {"urge_refund": 0.67, "query_refund_status": 0.30, "greet": 0.03}
        self.assertEqual(intent(**clear), "urge_refund")

    def test_a_question_of_the_guide_needs_less(self) -> None:
        self.assertEqual(intent(faq_large_amount=0.4, faq_refund_window=0.3), "faq_large_amount")

    def test_a_yes_that_would_be_written_must_be_likely(self) -> None:
        for summary in ("refund_confirmed", "case_confirmed"):
            self.assertEqual(intent(summary, affirm=0.5, out_of_scope=0.3), "nlu_fallback")
            self.assertEqual(intent(summary, affirm=0.7, out_of_scope=0.3), "affirm")
        self.assertEqual(intent("refund_item", affirm=0.5, out_of_scope=0.3), "affirm")

    def test_nobody_is_told_that_it_is_other_business_unless_that_is_likely(self) -> None:
        self.assertEqual(intent(out_of_scope=0.5, query_refund_status=0.2), "nlu_fallback")
        self.assertEqual(intent(out_of_scope=0.7, query_refund_status=0.2), "out_of_scope")

    def test_nothing_likely_and_two_alike_are_asked_about(self) -> None:
        self.assertEqual(intent(greet=0.2, thank=0.1), "nlu_fallback")
        self.assertEqual(intent(greet=0.45, thank=0.44), "nlu_fallback")


if __name__ == "__main__":
    unittest.main()

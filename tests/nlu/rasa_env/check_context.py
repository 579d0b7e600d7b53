"""The open question decides between readings, and what is said clearly still wins."""

from __future__ import annotations

import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.context import ASKED, Context, Question, weigh
from bot.nlu.conversations import Heard, in_context, read_conversations
from bot.nlu.rasa_patches import with_question

DOMAIN = Domain.from_dict(
    {
        "version": "3.1",
        "slots": {
            name: {"type": "any", "mappings": [{"type": "custom"}]}
            for name in ("requested_slot", "case_wish")
        },
    }
)


def ranking(**confidences: float) -> list[dict[str, object]]:
    return [{"name": name, "confidence": share} for name, share in confidences.items()]


def first(weighed: list[dict[str, object]]) -> object:
    return weighed[0]["name"]


class Weighing(unittest.TestCase):
    close = ranking(submit_return_tracking=0.5, inform=0.4, out_of_scope=0.1)

    def test_without_a_question_nothing_changes(self) -> None:
        self.assertEqual(weigh(self.close, Question(None)), self.close)

    def test_a_bare_value_answers_the_question(self) -> None:
        self.assertEqual(first(weigh(self.close, Question("case_values"))), "inform")

    def test_a_summary_is_confirmed_by_a_vague_yes(self) -> None:
        vague = ranking(thank=0.4, affirm=0.35, out_of_scope=0.25)
        self.assertEqual(first(weigh(vague, Question("refund_confirmed"))), "affirm")

    def test_giving_up_a_draft_is_no_withdrawal(self) -> None:
        giving_up = ranking(cancel_refund=0.6, stop=0.4)
        self.assertEqual(first(weigh(giving_up, Question("refund_type"))), "stop")

    def test_a_clear_question_human_or_stop_wins_over_any_slot(self) -> None:
        for slot in ("refund_item", "refund_reason", "refund_confirmed", "case_values"):
            for clear in ("faq_refund_arrival_time", "request_human", "stop", "out_of_scope"):
                spoken = ranking(**{clear: 0.97, "inform": 0.01, "affirm": 0.01, "deny": 0.01})
                self.assertEqual(first(weigh(spoken, Question(slot))), clear)

    def test_a_slot_that_is_not_known_is_a_question_all_the_same(self) -> None:
        self.assertEqual(first(weigh(self.close, Question("to_come", "to_come"))), "inform")

    def test_the_confidences_keep_their_sum(self) -> None:
        weighed = weigh(self.close, Question("refund_reason"))
        self.assertAlmostEqual(sum(float(str(one["confidence"])) for one in weighed), 1.0)


class Component(unittest.TestCase):
    def test_a_chips_payload_is_left_alone(self) -> None:
        payload = ranking(greet=1.0)
        data = {
            "text": "/greet",
            "intent": payload[0],
            "intent_ranking": payload,
            "metadata": {ASKED: {"slot": "refund_confirmed"}},
        }
        message = Message(data=data)
        Context().process([message])
        self.assertEqual(message.get("intent_ranking"), payload)

    def test_the_question_on_the_message_is_read(self) -> None:
        data = {
            "text": "顺丰 SF1234567890123",
            "intent_ranking": Weighing.close,
            "metadata": {ASKED: {"slot": "case_values", "wish": "submit_return_tracking"}},
        }
        message = Message(data=data)
        Context().process([message])
        self.assertEqual(message.get("intent")["name"], "inform")


class Patch(unittest.TestCase):
    def test_the_tracker_and_not_the_channel_says_what_was_asked(self) -> None:
        tracker = DialogueStateTracker("one", DOMAIN.slots)
        tracker.update(SlotSet("requested_slot", "case_values"))
        tracker.update(SlotSet("case_wish", "add_evidence"))
        came = UserMessage("嗯", metadata={ASKED: {"slot": "forged"}, "language": "zh"})
        asking = with_question(came, tracker)
        self.assertEqual(asking.metadata[ASKED], {"slot": "case_values", "wish": "add_evidence"})
        self.assertEqual(asking.metadata["language"], "zh")
        self.assertEqual(came.metadata[ASKED], {"slot": "forged"})

    def test_a_fresh_conversation_asks_nothing(self) -> None:
        tracker = DialogueStateTracker("one", [])
        asked = with_question(UserMessage("嗯"), tracker).metadata[ASKED]
        self.assertEqual(asked, {"slot": None, "wish": None})


class Conversations(unittest.TestCase):
    def test_single_messages_and_answers_are_measured_apart(self) -> None:
        written = (
            "- id: one\n  persona: plain\n  turns:\n"
            "  - {asked: null, wish: null, text: 退款, labels: [apply_refund]}\n"
            "  - {asked: refund_type, wish: null, text: 不退货, labels: [inform, faq/refund_types],"
            " entities: [{entity: service_type, text: 不退货, value: refund_only}]}\n"
        )
        with TemporaryDirectory() as folder:
            (Path(folder) / "one.yml").write_text(written, encoding="utf-8")
            turns = read_conversations(Path(folder))
        self.assertEqual(turns[1].utterance.labels, ("inform", "faq_refund_types"))
        self.assertEqual(turns[1].utterance.entities[0].value, "refund_only")
        right, wrong = Heard("apply_refund", "apply_refund"), Heard("deny", "nlu_fallback")
        figures = in_context(turns, [right, wrong], [right, Heard("inform", "inform")])
        self.assertEqual((figures.alone, figures.in_context), (0.5, 1.0))
        self.assertEqual((figures.answers_alone, figures.answers_in_context), (0.0, 1.0))
        self.assertEqual(figures.not_understood_alone, 0.5)


if __name__ == "__main__":
    unittest.main()

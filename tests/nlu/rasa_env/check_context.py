"""The open question decides between readings, and what is said clearly still wins."""

from __future__ import annotations

import unittest
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import sentinel

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.answer_model import ANSWERS, SOMETHING_ELSE, AnswerModel
from bot.nlu.answers import read_answers
from bot.nlu.context import Context, weigh
from bot.nlu.conversations import Heard, in_context, read_conversations
from bot.nlu.questions import ASKED, Question
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


def answering(**shares: float) -> dict[str, float]:
    return {**dict.fromkeys(ANSWERS, 0.0), SOMETHING_ELSE: 0.0, **shares}


class Weighing(unittest.TestCase):
    spoken = ranking(submit_return_tracking=0.5, inform=0.3, out_of_scope=0.2, affirm=0, stop=0)
    giving_up = ranking(cancel_refund=0.98, affirm=0.01, stop=0.01)

    def weighed(self, **answers: float) -> dict[object, float]:
        after = weigh(self.spoken, answering(**answers), Question("case_values"))
        return {one["name"]: float(str(one["confidence"])) for one in after}

    def test_an_answer_wins_over_what_the_words_alone_would_be(self) -> None:
        weighed = self.weighed(inform=0.9, something_else=0.1)
        self.assertEqual(max(weighed, key=lambda name: weighed[name]), "inform")

    def test_what_is_no_answer_keeps_its_order(self) -> None:
        weighed = self.weighed(inform=0.1, something_else=0.9)
        self.assertGreater(weighed["submit_return_tracking"], weighed["out_of_scope"])
        self.assertGreater(weighed["out_of_scope"], weighed["inform"])

    def test_confidences_are_shares_and_the_likeliest_comes_first(self) -> None:
        likely = answering(inform=0.9, something_else=0.1)
        after = weigh(self.spoken, likely, Question("case_values"))
        self.assertAlmostEqual(sum(float(str(one["confidence"])) for one in after), 1.0)
        self.assertEqual(first(after), "inform")

    def test_a_yes_to_a_summary_needs_that_the_words_do_not_deny_it(self) -> None:
        likely = answering(affirm=0.8, stop=0.2)
        self.assertEqual(first(weigh(self.giving_up, likely, Question("refund_confirmed"))), "stop")
        self.assertEqual(first(weigh(self.giving_up, likely, Question("refund_item"))), "affirm")

    def test_the_command_itself_is_no_objection(self) -> None:
        withdrawing = Question("case_confirmed", "cancel_refund")
        after = weigh(self.giving_up, answering(affirm=0.8, stop=0.2), withdrawing)
        self.assertEqual(first(after), "affirm")


@lru_cache(maxsize=1)
def taught() -> AnswerModel:
    """A model of the answers alone, without the corpus."""
    return AnswerModel.train(read_answers(Path("data/answers")), penalty=0.5, held_out=5)


class Answers(unittest.TestCase):
    def likeliest(self, text: str, slot: str, wish: str | None = None) -> str:
        answers = taught().probabilities(text, Question(slot, wish))
        return max(answers, key=lambda one: answers[one])

    def test_a_vague_yes_confirms(self) -> None:
        self.assertEqual(self.likeliest("行吧就这样", "refund_confirmed"), "affirm")

    def test_a_fault_answers_why(self) -> None:
        self.assertEqual(self.likeliest("拉链坏了", "refund_reason"), "inform")

    def test_the_name_of_the_command_is_a_yes_to_that_command_only(self) -> None:
        self.assertEqual(self.likeliest("撤吧", "case_confirmed", "cancel_refund"), "affirm")
        for other in ("modify_refund", "apply_intervention", "submit_return_tracking"):
            self.assertNotEqual(self.likeliest("撤吧", "case_confirmed", other), "affirm")

    def test_a_person_is_heard_after_every_question(self) -> None:
        for path in Path("data/answers").glob("*.yml"):
            self.assertEqual(self.likeliest("我要找人工客服", path.stem), SOMETHING_ELSE)

    def test_a_question_that_nobody_taught_is_a_question_all_the_same(self) -> None:
        self.assertEqual(self.likeliest("嗯嗯对的", "to_come", "to_come"), "affirm")

    def test_a_saved_model_answers_alike(self) -> None:
        with TemporaryDirectory() as folder:
            taught().save(Path(folder) / "answers.npz")
            loaded = AnswerModel.load(Path(folder) / "answers.npz")
        asked = Question("case_confirmed", "cancel_refund")
        self.assertEqual(
            loaded.probabilities("不撤了", asked), taught().probabilities("不撤了", asked)
        )


def component() -> Context:
    """The component as it is loaded, without the storage that it was loaded from."""
    return Context({}, sentinel.storage, sentinel.resource, taught())


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
        component().process([message])
        self.assertEqual(message.get("intent_ranking"), payload)

    def test_the_question_on_the_message_is_read(self) -> None:
        data = {
            "text": "顺丰 SF1234567890123",
            "intent_ranking": Weighing.spoken,
            "metadata": {ASKED: {"slot": "case_values", "wish": "submit_return_tracking"}},
        }
        message = Message(data=data)
        component().process([message])
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

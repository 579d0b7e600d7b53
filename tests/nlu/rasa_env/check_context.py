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


class Weighing(unittest.TestCase):
    spoken = ranking(submit_return_tracking=0.5, inform=0.3, out_of_scope=0.2)

    def weighed(self, **answers: float) -> dict[object, float]:
        likely = {**dict.fromkeys(ANSWERS, 0.0), SOMETHING_ELSE: 0.0, **answers}
        return {one["name"]: float(str(one["confidence"])) for one in weigh(self.spoken, likely)}

    def test_an_answer_is_as_likely_as_the_answer_model_says(self) -> None:
        self.assertEqual(self.weighed(inform=0.9, something_else=0.1)["inform"], 0.9)

    def test_what_is_no_answer_keeps_its_proportions(self) -> None:
        weighed = self.weighed(inform=0.3, something_else=0.7)
        self.assertAlmostEqual(weighed["submit_return_tracking"], 0.5)
        self.assertAlmostEqual(weighed["out_of_scope"], 0.2)

    def test_the_likeliest_comes_first(self) -> None:
        likely = {**dict.fromkeys(ANSWERS, 0.0), "inform": 0.9, SOMETHING_ELSE: 0.1}
        self.assertEqual(first(weigh(self.spoken, likely)), "inform")


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

    def test_the_same_words_answer_one_question_and_not_another(self) -> None:
        self.assertEqual(self.likeliest("拉链坏了", "refund_reason"), "inform")
        self.assertNotEqual(self.likeliest("拉链坏了", "case_confirmed", "cancel_refund"), "affirm")

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

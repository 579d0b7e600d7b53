"""What is replaced in Rasa, checked in Rasa's own environment: run by ``test_rasa_side.py``."""

from __future__ import annotations

import asyncio
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jsonschema import ValidationError, validate
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.channels import CollectingOutputChannel, UserMessage
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import rasa_patches
from bot.nlu.heard import tell_what_was_heard
from bot.nlu.text_normaliser import TextNormaliser
from bot.nlu.tracker_store import ChapterTrackerStore

_DOMAIN = """
version: "3.1"
intents: [greet]
entities: [draft]
slots:
  draft: {type: any, mappings: [{type: custom}]}
forms:
  refund_form: {required_slots: [draft]}
actions: [action_small_talk]
"""
_TURNS = 40
_RASAS_OWN_RUN = DaskGraphRunner.run


class AnswersOfTheActionServer(unittest.TestCase):
    """The compiled validator refuses what Rasa's own refuses."""

    def setUp(self) -> None:
        rasa_patches.patch()
        self.action = RemoteAction("action_small_talk", None)

    def test_a_good_answer_is_taken(self) -> None:
        answer = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []}

        self.assertTrue(self.action._validate_action_result(answer))

    def test_a_malformed_answer_is_refused(self) -> None:
        for answer in (
            {"events": {}, "responses": []},
            {"events": [{"name": "no event type"}], "responses": []},
            {"events": [], "responses": "text"},
            {"events": ["text"], "responses": []},
            {"events": [{"event": "slot", "name": "no value"}], "responses": []},
            {"events": [{"event": "slot", "name": 1, "value": 1}], "responses": []},
            {"events": [{"event": "action", "confidence": "much"}], "responses": []},
            {"events": [{"event": "followup", "metadata": "text"}], "responses": []},
            {"events": [{"event": "never heard of"}], "responses": []},
            {"events": [{"event": 1}], "responses": []},
        ):
            with self.subTest(answer=answer):
                with self.assertRaises(ValidationError):
                    validate(answer, RemoteAction.action_response_format_spec())
                with self.assertRaises(ValidationError):
                    self.action._validate_action_result(answer)

    def test_the_server_is_not_sent_more_than_the_latest_events(self) -> None:
        tracker = _talked(_TURNS)

        sent = self.action._action_call_format(tracker, Domain.from_yaml(_DOMAIN))

        self.assertLessEqual(len(sent["tracker"]["events"]), rasa_patches.EVENTS_SENT)
        self.assertEqual(sent["tracker"]["slots"]["draft"], "lamp")
        self.assertEqual(sent["tracker"]["active_loop"]["name"], "refund_form")


class WhatWasHeard(unittest.TestCase):
    """The answer of the REST channel begins with how the buyer's words were read."""

    def test_the_answer_tells_the_intent_and_the_three_likeliest_wishes(self) -> None:
        told = _answer_to("退货", intent="nlu_fallback")

        heard = told[0]["custom"]["heard"]
        self.assertEqual(heard["intent"], "nlu_fallback")
        self.assertEqual(heard["likeliest"], [["a", 0.4], ["b", 0.3333], ["c", 0.2]])

    def test_what_a_chip_says_is_not_told(self) -> None:
        self.assertEqual(_answer_to("/a", intent="a"), [])


def _answer_to(text: str, intent: str) -> list[dict[str, Any]]:
    """What the channel has collected once the message is parsed; only the model is a stand-in."""
    processor = MessageProcessor.__new__(MessageProcessor)
    processor.http_interpreter = None
    processor.domain = None
    ranking = [("nlu_fallback", 0.6), ("a", 0.4), ("b", 1 / 3), ("c", 0.2), ("d", 0.01)]
    processor._parse_message_with_graph = lambda *_: {
        "text": text,
        "intent": {"name": intent},
        "entities": [],
        "intent_ranking": [{"name": name, "confidence": share} for name, share in ranking],
    }
    tell_what_was_heard()
    channel = CollectingOutputChannel()
    asyncio.run(processor.parse_message(UserMessage(text, channel, "c_1")))
    return list(channel.messages)


class ChaptersOfAConversation(unittest.TestCase):
    """A long conversation is stored short, and stands where it stood."""

    def test_a_long_conversation_is_stored_as_short_as_its_latest_turn(self) -> None:
        found = _stored_and_read(_talked(_TURNS))

        self.assertEqual(len(found.events), len(_stored_and_read(_talked(1)).events))

    def test_slots_and_form_survive(self) -> None:
        found = _stored_and_read(_talked(_TURNS))

        self.assertEqual(found.get_slot("draft"), "lamp")
        self.assertEqual(found.active_loop_name, "refund_form")

    def test_a_slot_that_the_latest_turn_emptied_stays_empty(self) -> None:
        tracker = _talked(_TURNS)
        tracker.update(UserUttered("算了", intent={"name": "stop"}))
        tracker.update(SlotSet("draft", None))
        tracker.update(ActiveLoop(None))
        tracker.update(ActionExecuted("action_listen"))

        found = _stored_and_read(tracker)

        self.assertIsNone(found.get_slot("draft"))
        self.assertIsNone(found.active_loop_name)

    def test_the_latest_turn_is_known_with_its_time_and_its_actions(self) -> None:
        tracker = _talked(_TURNS)
        tracker.update(UserUttered("啊", intent={"name": "nlu_fallback"}, timestamp=1000.0))
        tracker.update(ActionExecutionRejected("refund_form"))
        tracker.update(ActionExecuted("action_not_understood"))
        tracker.update(ActionExecuted("action_listen"))

        found = _stored_and_read(tracker)

        self.assertEqual(found.get_last_event_for(UserUttered).timestamp, 1000.0)
        self.assertTrue(found.last_executed_action_has("action_not_understood"))
        self.assertTrue(found.is_active_loop_rejected)

    def test_a_turn_that_is_not_over_goes_on_where_it_was(self) -> None:
        tracker = _talked(_TURNS)
        tracker.update(UserUttered("你好", intent={"name": "greet"}))
        tracker.update(ActionExecuted("action_small_talk"))

        found = _stored_and_read(tracker)

        self.assertEqual(found.latest_action_name, "action_small_talk")
        self.assertEqual(found.latest_message.text, "你好")

    def test_a_conversation_nobody_has_begun_is_not_there(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.assertIsNone(asyncio.run(_store(folder).retrieve("c_1")))


class Number(GraphComponent):
    """A number that is always the same."""

    @classmethod
    def create(cls, config: Any, model_storage: Any, resource: Any, execution_context: Any) -> Any:
        """See the parent class."""
        return cls()

    def give(self) -> int:
        """The number."""
        return 2

    def add(self, one: int, other: int) -> int:
        """A sum."""
        return one + other


class RunsOfTheGraph(unittest.TestCase):
    """The graph gives what it gave when dask ran it."""

    def setUp(self) -> None:
        rasa_patches.patch()
        of_two = {"uses": Number, "constructor_name": "create", "fn": "add", "config": {}}
        self.runner = DaskGraphRunner(
            GraphSchema(
                {
                    "sum": SchemaNode(needs={"one": "two", "other": "__given__"}, **of_two),
                    "twice": SchemaNode(needs={"one": "sum", "other": "sum"}, **of_two),
                    "unused": SchemaNode(needs={"one": "two", "other": "__absent__"}, **of_two),
                    "two": SchemaNode(
                        needs={}, uses=Number, constructor_name="create", fn="give", config={}
                    ),
                }
            ),
            LocalModelStorage(Path()),
            ExecutionContext(GraphSchema({})),
        )

    def test_every_target_has_the_output_it_had(self) -> None:
        for targets in (["twice"], ["sum", "twice"], ["two"]):
            with self.subTest(targets=targets):
                asked = {"inputs": {"__given__": 5}, "targets": targets}

                self.assertEqual(self.runner.run(**asked), _RASAS_OWN_RUN(self.runner, **asked))

    def test_an_input_that_lacks_fails_as_it_did(self) -> None:
        for run in (_RASAS_OWN_RUN, DaskGraphRunner.run):
            with self.subTest(run=run), self.assertRaisesRegex(Exception, "Missing input"):
                run(self.runner, targets=["unused"])


class RulesOnTheVeryText(unittest.TestCase):
    """A rule for a text is still found, though none is looked for where there is none."""

    def test_a_rule_for_a_text_decides(self) -> None:
        prediction = self._predicted('{"text": "你好"}')

        self.assertEqual(prediction, "action_small_talk")

    def test_a_rule_for_an_intent_decides(self) -> None:
        prediction = self._predicted('{"intent": "greet"}')

        self.assertEqual(prediction, "action_small_talk")

    def test_a_rule_for_neither_decides_as_well(self) -> None:
        self.assertEqual(self._predicted("{}"), "action_small_talk")

    def test_a_rule_for_another_intent_does_not(self) -> None:
        self.assertEqual(self._predicted('{"intent": "stop"}'), "action_default_fallback")

    @staticmethod
    def _predicted(user: str) -> str:
        """What follows on 你好, an intent greet, where a rule waits for ``user``."""
        rasa_patches.patch()
        rule = f'[{{"prev_action": {{"action_name": "action_listen"}}, "user": {user}}}]'
        policy = RulePolicy(
            RulePolicy.get_default_config(),
            LocalModelStorage(Path()),
            Resource("rules"),
            ExecutionContext(GraphSchema({})),
        )
        policy.lookup = {"rules": {rule: "action_small_talk"}, "rules_for_loop_unhappy_path": {}}
        domain = Domain.from_yaml(_DOMAIN)
        tracker = DialogueStateTracker("c_1", domain.slots)
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered("你好", intent={"name": "greet"}))
        probabilities = policy.predict_action_probabilities(tracker, domain).probabilities
        return domain.action_names_or_texts[probabilities.index(max(probabilities))]


class SlotsThatMessagesFill(unittest.TestCase):
    """A slot that a message fills is still filled, though none is looked for without need."""

    def test_a_slot_with_a_mapping_is_filled(self) -> None:
        self.assertEqual(self._extracted("from_text"), [SlotSet("draft", "你好")])

    def test_a_slot_of_the_actions_is_left_alone(self) -> None:
        self.assertEqual(self._extracted("custom"), [])

    @staticmethod
    def _extracted(mapping: str) -> list[Any]:
        rasa_patches.patch()
        domain = Domain.from_yaml(_DOMAIN.replace("custom", mapping))
        tracker = DialogueStateTracker("c_1", domain.slots)
        tracker.update(UserUttered("你好", intent={"name": "greet"}))
        extracting = ActionExtractSlots(None).run(
            CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({}), tracker, domain
        )
        return asyncio.run(extracting)


class PayloadsOfChips(unittest.TestCase):
    """What a chip says is no buyer's language: nothing in it is made simpler."""

    def test_a_payload_reaches_the_intent_parser_to_the_letter(self) -> None:
        for payload in (
            '/affirm{"confirmation": "9d693eeee1dccccc"}',
            '/inform{"item_id": "3333"}',
        ):
            message = Message({TEXT: payload})

            TextNormaliser().process([message])

            self.assertEqual(message.get(TEXT), payload)

    def test_a_payload_says_what_it_says_without_being_read_as_language(self) -> None:
        read = self._read('/greet{"draft": "lamp"}', graph=None)

        self.assertEqual(read["intent"], {"name": "greet", "confidence": 1.0})
        self.assertEqual(read["entities"][0]["entity"], "draft")
        self.assertEqual(read["entities"][0]["value"], "lamp")

    def test_what_is_no_payload_of_ours_is_read_as_language(self) -> None:
        for text in ("你好", "/", "/greetings", "", None):
            with self.subTest(text=text):
                read = self._read(text, graph=_Understanding())

                self.assertEqual(read["intent"]["name"], "understood")

    @staticmethod
    def _read(text: str | None, graph: Any) -> dict[str, Any]:
        rasa_patches.patch()
        rasa = SimpleNamespace(
            domain=Domain.from_yaml(_DOMAIN),
            graph_runner=graph,
            model_metadata=SimpleNamespace(nlu_target="understanding"),
        )
        tracker = DialogueStateTracker("c_1", rasa.domain.slots)
        return MessageProcessor._parse_message_with_graph(rasa, UserMessage(text), tracker)


class _Understanding:
    """A graph that finds the same in everything."""

    def run(self, inputs: Any, targets: list[str]) -> dict[str, list[Message]]:
        """See ``GraphRunner``."""
        message = Message({TEXT: ""})
        message.set("intent", {"name": "understood"}, add_to_output=True)
        return {targets[0]: [message]}


def _store(folder: str) -> ChapterTrackerStore:
    return ChapterTrackerStore(
        Domain.from_yaml(_DOMAIN), f"sqlite:///{Path(folder) / 'tracker.db'}"
    )


def _stored_and_read(tracker: DialogueStateTracker) -> DialogueStateTracker:
    with tempfile.TemporaryDirectory() as folder:
        store = _store(folder)
        asyncio.run(store.save(tracker))
        found = asyncio.run(store.retrieve(tracker.sender_id))
    assert found is not None
    return found


def _talked(turns: int) -> DialogueStateTracker:
    """A tracker in the middle of a form, after many turns."""
    tracker = DialogueStateTracker("c_1", Domain.from_yaml(_DOMAIN).slots)
    for _ in range(turns):
        tracker.update(UserUttered("你好", intent={"name": "greet"}))
        tracker.update(ActionExecuted("action_listen"))
    tracker.update(SlotSet("draft", "lamp"))
    tracker.update(ActiveLoop("refund_form"))
    tracker.update(ActionExecuted("action_listen"))
    return tracker


if __name__ == "__main__":
    unittest.main()

"""What is replaced in Rasa, checked in Rasa's own environment: run by ``test_rasa_side.py``."""

from __future__ import annotations

import asyncio
import tempfile
import unittest
from pathlib import Path
from typing import Any

from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.channels import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
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
from bot.nlu.tracker_store import LONGEST_CHAPTER, ChapterTrackerStore

_DOMAIN = """
version: "3.1"
intents: [greet]
slots:
  draft: {type: any, mappings: [{type: custom}]}
forms:
  refund_form: {required_slots: [draft]}
"""
_TURNS = 40


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
        ):
            with self.subTest(answer=answer), self.assertRaises(ValidationError):
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

    def test_slots_and_form_survive_the_beginning_of_a_new_chapter(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            store = ChapterTrackerStore(
                Domain.from_yaml(_DOMAIN), f"sqlite:///{Path(folder) / 'tracker.db'}"
            )
            asyncio.run(store.save(_talked(_TURNS)))

            found = asyncio.run(store.retrieve("c_1"))

        assert found is not None
        self.assertLess(len(found.events), LONGEST_CHAPTER)
        self.assertEqual(found.get_slot("draft"), "lamp")
        self.assertEqual(found.active_loop_name, "refund_form")

    def test_a_conversation_nobody_has_begun_is_not_there(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            store = ChapterTrackerStore(
                Domain.from_yaml(_DOMAIN), f"sqlite:///{Path(folder) / 'tracker.db'}"
            )

            self.assertIsNone(asyncio.run(store.retrieve("c_1")))


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

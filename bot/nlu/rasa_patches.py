"""What is replaced in Rasa 3.6.21: slow spots, with what was measured, and an NLU without context.

The tests check that Rasa still refuses a wrong answer of the action server.
"""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from graphlib import TopologicalSorter
from typing import Any

import aiohttp
import rasa
from rasa.core.actions import action
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.channels import OutputChannel
from rasa.core.channels.channel import UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_VALIDATE_SLOT_MAPPINGS,
    PREVIOUS_ACTION,
    USER,
)
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import ACTION_NAME, ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.endpoints import EndpointConfig

from bot.nlu.action_answers import check_answer
from bot.nlu.questions import ASKED, open_question

EVENTS_SENT = 40
ACTION_SECONDS = 10
_SESSIONS: dict[str, aiohttp.ClientSession] = {}
# rasa-sdk refuses a call without a domain; our actions take their words from the file itself.
_NO_DOMAIN: dict[str, Any] = {"responses": {}, "actions": [], "slots": {}, "forms": {}}
_BY_ACTIONS = {"type": "custom"}
_resolve_event_type = Event.resolve_by_type
_parse_message_with_graph = MessageProcessor._parse_message_with_graph
_extract_slots_by_mappings = ActionExtractSlots.run
_find_action_from_rules = RulePolicy._find_action_from_rules


def _validate_action_result(_self: RemoteAction, result: dict[str, Any]) -> bool:
    """``jsonschema.validate`` checks the schema itself anew at every call: 20 ms of a turn.

    It then compares each event with all 23 kinds of event: 1 ms an event.
    """
    check_answer(result)
    return True


def _action_call_format(
    self: RemoteAction, tracker: DialogueStateTracker, _domain: Domain
) -> dict[str, Any]:
    """Rasa sends the whole domain and every event; the actions read slots and the latest events."""
    state = tracker.current_state(EventVerbosity.NONE)
    state["events"] = [event.as_dict() for event in list(tracker.events)[-EVENTS_SENT:]]
    return {
        "next_action": self.name(),
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
        "domain": _NO_DOMAIN,
    }


@cache
def _event_type(name: str, default: type[Event] | None = None) -> type[Event] | None:
    """Rasa walks through all subclasses for every event it reads: a fifth of a long turn."""
    return _resolve_event_type(name, default)


def with_question(message: UserMessage, tracker: DialogueStateTracker) -> UserMessage:
    """A copy of ``message`` that carries what the bot had asked; it overrides what a channel sent.

    The copy goes to the NLU only: what the tracker stores is the message as it came.
    """
    slots = {name: slot.value for name, slot in tracker.slots.items()}
    question = open_question(slots)
    asked = {"slot": question.slot, "wish": question.wish}
    asking = copy.copy(message)
    asking.metadata = {**(message.metadata or {}), ASKED: asked}
    return asking


@asynccontextmanager
async def _open_session(self: EndpointConfig) -> AsyncIterator[aiohttp.ClientSession]:
    """Rasa opens and closes a connection for every action call; this one stays open."""
    session = _SESSIONS.get(self.url)
    if session is None or session.closed:
        session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ACTION_SECONDS))
        _SESSIONS[self.url] = session
    yield session


def _run_graph(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Rasa has dask sort the graph, and open a pool to run it, three times a turn: 3 ms."""
    wanted = tuple(targets or self._graph_schema.target_names)
    outputs: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name in _running_order(self, wanted):
            needs = self._graph_schema.nodes[name].needs.values()
            node = self._instantiated_nodes[name]
            outputs[name] = node(*(outputs.get(one, one) for one in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(outputs[name] for name in wanted)


@lru_cache(maxsize=16)
def _running_order(runner: DaskGraphRunner, targets: tuple[str, ...]) -> tuple[str, ...]:
    """The nodes that ``targets`` need, each after those that it needs itself."""
    nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
    needs = {name: set(node.needs.values()) & nodes.keys() for name, node in nodes.items()}
    return tuple(TopologicalSorter(needs).static_order())


def _find_action_from_rules_it_has(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool,
) -> tuple[str | None, str | None, bool]:
    """Rasa first looks for rules on a message's very text, where no rule has any: 1 ms a turn."""
    if use_text_for_last_user_input and not _could_match_text(self):
        return None, None, False
    return _find_action_from_rules(self, tracker, domain, use_text_for_last_user_input)


def _parse_message(
    self: MessageProcessor,
    message: UserMessage,
    tracker: DialogueStateTracker,
    only_output_properties: bool = True,
) -> dict[str, Any]:
    """A chip's payload is read as what it is, a buyer's words beside what the bot asked.

    Rasa reads a payload as language first: 2 ms, a yes 12 ms. And its NLU graph sees a message
    alone, though the open question decides between readings.
    """
    if (message.text or "").startswith(INTENT_MESSAGE_PREFIX):
        payload = YAMLStoryReader.unpack_regex_message(
            Message({TEXT: message.text}), self.domain, RegexMessageHandler.__name__
        )
        if payload.get(INTENT):
            return {ENTITIES: [], **payload.as_dict(only_output_properties)}
    parsed: dict[str, Any] = _parse_message_with_graph(
        self, with_question(message, tracker), tracker, only_output_properties
    )
    return parsed


async def _extract_slots(
    self: ActionExtractSlots,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """Rasa tries each mapping of each slot, where only actions fill any: 0.4 ms, 0.8 in a form."""
    by_actions = all(mapping == _BY_ACTIONS for slot in domain.slots for mapping in slot.mappings)
    if by_actions and ACTION_VALIDATE_SLOT_MAPPINGS not in domain.user_actions:
        return []
    return await _extract_slots_by_mappings(self, output_channel, nlg, tracker, domain)


@lru_cache(maxsize=1)
def _could_match_text(policy: RulePolicy) -> bool:
    """Whether any rule could fit a message of which the text is known, but no intent."""
    rules = (*policy.lookup[RULES], *policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH])
    return any(_needs_no_intent(policy._rule_key_to_state(rule)[-1]) for rule in rules)


def _needs_no_intent(state: State) -> bool:
    follows_message = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) == ACTION_LISTEN_NAME
    return follows_message and INTENT not in state.get(USER, {})


def patch() -> None:
    """Put the replacements in place, and a time-out shorter than the life of Rasa's locks."""
    EndpointConfig.session = _open_session
    action.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS
    RemoteAction._validate_action_result = _validate_action_result
    RemoteAction._action_call_format = _action_call_format
    Event.resolve_by_type = staticmethod(_event_type)
    DaskGraphRunner.run = _run_graph
    MessageProcessor._parse_message_with_graph = _parse_message
    ActionExtractSlots.run = _extract_slots
    RulePolicy._find_action_from_rules = _find_action_from_rules_it_has

"""What is replaced in Rasa 3.6.21: slow spots, with what was measured, and an NLU without context.

The tests check that Rasa still refuses a wrong answer of the action server.
"""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import aiohttp
import rasa
from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions import action
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

from bot.nlu.context import ASKED

EVENTS_SENT = 40
ACTION_SECONDS = 10
_WISH = "case_wish"
_ASKED_BY = (REQUESTED_SLOT, _WISH)
_SESSIONS: dict[str, aiohttp.ClientSession] = {}
_VALIDATOR = Draft7Validator(RemoteAction.action_response_format_spec())
# rasa-sdk refuses a call without a domain; our actions take their words from the file itself.
_NO_DOMAIN: dict[str, Any] = {"responses": {}, "actions": [], "slots": {}, "forms": {}}
_resolve_event_type = Event.resolve_by_type
_parse = MessageProcessor._parse_message_with_graph


def _validate_action_result(_self: RemoteAction, result: dict[str, Any]) -> bool:
    """``jsonschema.validate`` checks the schema itself anew at every call: 20 ms of a turn."""
    error = next(_VALIDATOR.iter_errors(result), None)
    if error is not None:
        raise ValidationError(f"the action server's answer is not valid: {error.message}")
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
    slots = {name: tracker.slots[name].value for name in _ASKED_BY if name in tracker.slots}
    asked = {"slot": slots.get(REQUESTED_SLOT), "wish": slots.get(_WISH)}
    asking = copy.copy(message)
    asking.metadata = {**(message.metadata or {}), ASKED: asked}
    return asking


def _parse_with_question(
    self: MessageProcessor,
    message: UserMessage,
    tracker: DialogueStateTracker,
    only_output_properties: bool = True,
) -> dict[str, Any]:
    """Rasa's NLU graph sees the message alone; what the bot asked decides between readings."""
    parsed: dict[str, Any] = _parse(
        self, with_question(message, tracker), tracker, only_output_properties
    )
    return parsed


@asynccontextmanager
async def _open_session(self: EndpointConfig) -> AsyncIterator[aiohttp.ClientSession]:
    """Rasa opens and closes a connection for every action call; this one stays open."""
    session = _SESSIONS.get(self.url)
    if session is None or session.closed:
        session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ACTION_SECONDS))
        _SESSIONS[self.url] = session
    yield session


def patch() -> None:
    """Put the replacements in place, and a time-out shorter than the life of Rasa's locks."""
    EndpointConfig.session = _open_session
    action.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS
    RemoteAction._validate_action_result = _validate_action_result
    RemoteAction._action_call_format = _action_call_format
    Event.resolve_by_type = staticmethod(_event_type)
    MessageProcessor._parse_message_with_graph = _parse_with_question

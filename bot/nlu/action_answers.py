"""Checks what the action server answers, as Rasa's own schema demands it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.utils.schemas.events import EVENT_SCHEMA


def check_answer(answer: dict[str, Any]) -> None:
    """Let only answers pass that Rasa's schema allows.

    Raises:
        ValidationError: the answer is not one of them.
    """
    for problem in _problems(answer):
        raise ValidationError(f"the action server's answer is not valid: {problem}")


def _problems(answer: dict[str, Any]) -> Iterator[str]:
    yield from (error.message for error in _ANSWER.iter_errors(answer))
    for event in answer.get("events", ()):
        name = event.get("event") if isinstance(event, dict) else None
        validator = _EVENTS.get(name) if isinstance(name, str) else None
        if validator is None:
            yield f"unknown event {event!r}"
        else:
            yield from (error.message for error in validator.iter_errors(event))


def _answer_schema() -> dict[str, Any]:
    """Rasa's schema of an answer, but for what its events are like."""
    schema = RemoteAction.action_response_format_spec()
    schema["properties"] = {**schema["properties"], "events": {"type": "array"}}
    return schema


def _event_schema(kind: dict[str, Any]) -> dict[str, Any]:
    """What Rasa demands of every event and of this ``kind``, in one schema."""
    return {
        "type": "object",
        "properties": {**EVENT_SCHEMA["properties"], **kind["properties"]},
        "required": [*EVENT_SCHEMA["required"], *kind.get("required", ())],
    }


_ANSWER = Draft7Validator(_answer_schema())
# Rasa tries each event against the schemas of all kinds; only the one of its name can fit.
_EVENTS = {
    kind["properties"]["event"]["const"]: Draft7Validator(_event_schema(kind))
    for kind in EVENT_SCHEMA["oneOf"]
}
